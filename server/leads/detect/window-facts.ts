/** Gathers what was kept of windows over a time, for the rules that compare pictures and record there. */
import { CalendarGap, type WorkingClocks } from '../../calendar/index.ts';
import type { OccupancyHistory } from '../../occupancy/index.ts';
import type { HeldRules } from './all-rules.ts';
import type { EventsStore } from './events.store.ts';
import type { RecordEvent, WindowFacts } from './facts.ts';
import { DAY_MS, HOUR_MS } from './rule.ts';
import { joined, type Span } from './spans.ts';
import type { WindowPlace, WindowsFactsStore } from './windows.store.ts';

export interface WindowFactsOptions {
  readonly store: WindowsFactsStore;
  readonly events: EventsStore;
  readonly history: Pick<OccupancyHistory, 'spansOf'>;
  readonly clocks: WorkingClocks;
  readonly rulesOf: (hallId: string) => Promise<HeldRules>;
  readonly now: () => number;
}

/** A window reported open in the morning is open in the afternoon. */
const OPENED_BEFORE_MS = 14 * HOUR_MS;
/** Where nobody marked windows: enquiries, pick-ups and guidance, by what they are called. */
const NO_RECORD_NAME = /咨询|导办|引导|帮办|取件|取证|领证|发证|出证/u;

export class WindowFactsLoader {
  readonly #options: WindowFactsOptions;

  constructor(options: WindowFactsOptions) {
    this.#options = options;
  }

  async load(windowIds: readonly string[], { fromMs, toMs }: Span): Promise<WindowFacts[]> {
    const { store, events: eventsStore, history, rulesOf, now } = this.#options;
    const places = await store.places(windowIds);
    if (places.length === 0) return [];
    const ids = places.map((one) => one.windowId);
    const departments = [...new Set(places.map((one) => one.departmentId))];
    const offsets = await eventsStore.offsets();
    const [cameras, shifts, events, silences, seen] = await Promise.all([
      store.cameras(ids, fromMs, toMs),
      store.shifts(ids, { departmentIds: [], names: [] }, fromMs - DAY_MS, toMs + DAY_MS),
      store.events(ids, fromMs - OPENED_BEFORE_MS, toMs + HOUR_MS, offsets),
      store.silences(departments, fromMs, toMs),
      history.spansOf(ids, fromMs, toMs),
    ]);
    const of = byWindow({ cameras, shifts, events });
    const nowMs = now();
    const made: WindowFacts[] = [];
    for (const place of places) {
      const own = of(place.windowId);
      const rules = await rulesOf(place.hallId);
      made.push({
        ...{ ...place, ...own, fromMs, toMs, nowMs },
        ...openedIn(own.events, { fromMs, toMs }),
        isNoRecord: rules.noRecordWindows.has(place.windowId) || NO_RECORD_NAME.test(place.windowName),
        officeHours: await this.officeHours(place, { fromMs, toMs }),
        silent: joined(silences.filter(ofItsFeeds(place, own.events))),
        seen: (seen.get(place.windowId) ?? []).map(({ state, applicant, from, to, open }) => ({
          ...{ state, applicant, open, fromMs: Date.parse(from), toMs: Date.parse(to) },
        })),
      });
    }
    return made;
  }

  /** Null: nobody said when it is open. */
  async officeHours(
    place: Pick<WindowPlace, 'hallId' | 'regionCode'>,
    { fromMs, toMs }: Span,
  ): Promise<Span[] | null> {
    const clock = await this.#options.clocks.of(place);
    try {
      clock.between(fromMs, toMs);
    } catch (error) {
      if (error instanceof CalendarGap) return null;
      throw error;
    }
    const most = 4 * Math.ceil((toMs - fromMs) / DAY_MS + 1);
    return clock
      .spans(fromMs, most)
      .filter((one) => one.fromMs < toMs)
      .map((one) => ({ fromMs: one.fromMs, toMs: Math.min(one.toMs, toMs) }));
  }
}

interface OfWindow {
  readonly windowId: string | null;
}

function byWindow<C extends OfWindow, S extends OfWindow, E extends OfWindow>(all: {
  readonly cameras: readonly C[];
  readonly shifts: readonly S[];
  readonly events: readonly E[];
}) {
  const grouped = <T extends OfWindow>(rows: readonly T[]) => {
    const groups = new Map<string | null, T[]>();
    for (const row of rows) {
      const group = groups.get(row.windowId);
      if (group === undefined) groups.set(row.windowId, [row]);
      else group.push(row);
    }
    return groups;
  };
  const [cameras, shifts, events] = [grouped(all.cameras), grouped(all.shifts), grouped(all.events)];
  return (id: string) => ({
    cameras: cameras.get(id) ?? [],
    shifts: shifts.get(id) ?? [],
    events: events.get(id) ?? [],
  });
}

/** Those that report of this window; where none has, any of its department. */
function ofItsFeeds(place: Pick<WindowPlace, 'departmentId'>, events: readonly RecordEvent[]) {
  const sources = new Set(events.map((one) => one.source));
  return (one: { readonly departmentId: string; readonly source: string }): boolean =>
    one.departmentId === place.departmentId && (sources.size === 0 || sources.has(one.source));
}

/** From `opened` until `closed`, or the day is over. */
function openedIn(events: readonly RecordEvent[], within: Span): Pick<WindowFacts, 'opened' | 'closed'> {
  const [opened, closed]: [Span[], Span[]] = [[], []];
  const told = events
    .filter((one) => one.type === 'opened' || one.type === 'closed')
    .sort((a, b) => a.atMs - b.atMs);
  for (const [at, one] of told.entries()) {
    const toMs = Math.min(told[at + 1]?.atMs ?? within.toMs, one.atMs + OPENED_BEFORE_MS);
    (one.type === 'opened' ? opened : closed).push({ fromMs: one.atMs, toMs });
  }
  return { opened: joined(opened), closed: joined(closed) };
}
