/** The rules that look at the record alone, over what was reported. Finds; keeps nothing. */
import { CalendarGap, type WorkingClocks } from '../../calendar/index.ts';
import type { Candidate } from '../candidate.ts';
import type { HeldRules } from './all-rules.ts';
import { backfill } from './backfill.ts';
import type { CasesFactsStore, LoadedCase } from './cases.store.ts';
import { clockAbuse } from './clock-abuse.ts';
import { doneThenRecorded } from './done-then-recorded.ts';
import type { EventsStore, Offsets } from './events.store.ts';
import type { RecordEvent } from './facts.ts';
import { type IdentityFacts, identity } from './identity.ts';
import { DAY_MS, HOUR_MS } from './rule.ts';
import type { SameApplicant } from './same-applicant.ts';
import { voidAndRefile } from './void-and-refile.ts';
import type { WindowsFactsStore } from './windows.store.ts';

export interface LookAtRecordsOptions {
  readonly events: EventsStore;
  readonly windows: WindowsFactsStore;
  readonly cases: CasesFactsStore;
  readonly clocks: WorkingClocks;
  readonly same: SameApplicant;
  /** Null: as shipped. */
  readonly rulesOf: (hallId: string | null) => Promise<HeldRules>;
  readonly now: () => number;
}

const CLOCK_EVENTS: ReadonlySet<string> = new Set(['specialProcedure', 'specialProcedureEnded', 'extended']);
const ZONE_MS = 8 * 3_600_000;
const CASES_AT_ONCE = 200;

export class LookAtRecords {
  readonly #options: LookAtRecordsOptions;

  constructor(options: LookAtRecordsOptions) {
    this.#options = options;
  }

  /** `rulesOf`: others than those that hold, for a replay. */
  async at(events: readonly RecordEvent[], rulesOf = this.#options.rulesOf): Promise<Candidate[]> {
    const offsets = await this.#options.events.offsets();
    return [
      ...(await this.#late(events, offsets, rulesOf)),
      ...(await this.#accounts(events, offsets, rulesOf)),
      ...(await this.#cases(events, offsets, rulesOf)),
    ];
  }

  /** Cases whose time goes on although nothing is reported. */
  async ofTime(caseIds: readonly string[]): Promise<Candidate[]> {
    const offsets = await this.#options.events.offsets();
    const { cases, rulesOf } = this.#options;
    const made: Candidate[] = [];
    for (const loaded of await cases.load(caseIds, offsets))
      made.push(...(await this.#clockOf(loaded, rulesOf)));
    return made;
  }

  async #late(
    events: readonly RecordEvent[],
    offsets: Offsets,
    rulesOf: LookAtRecordsOptions['rulesOf'],
  ): Promise<Candidate[]> {
    const { events: store, clocks, windows } = this.#options;
    const made: Candidate[] = [];
    for (const ofSource of groups(events, (one) => one.source)) {
      const [first] = ofSource;
      if (first === undefined) continue;
      const { hallId, regionCode, departmentId } = first;
      const values = (await rulesOf(hallId)).of('backfill');
      if (values === undefined) continue;
      const leastMs = values.lateHours * HOUR_MS;
      if (!ofSource.some((one) => one.receivedMs - one.atMs >= leastMs)) continue;
      const received = ofSource.map((one) => one.receivedMs);
      // The whole of the go these belong to, so that it is the same subject however it is come upon.
      const fromMs = Math.min(...received) - DAY_MS;
      const late = await store.lateOf(first.source, fromMs, Math.max(...received) + DAY_MS, leastMs, offsets);
      const times = late.map((one) => one.atMs);
      const silences = await windows.silences(
        [departmentId],
        Math.min(...times, fromMs) - HOUR_MS,
        Math.max(...received),
      );
      const silent = silences.filter((one) => one.source === first.source);
      const clock = await clocks.of({ hallId, regionCode });
      const touched = new Set(ofSource.map((one) => one.eventId));
      const found = untilGap(() => backfill({ events: late, silent, clock }, values));
      const from = Math.min(...received);
      made.push(
        ...found.filter((one) => {
          const ids = one.facts.eventIds as string[];
          return ids.some((id) => touched.has(id)) || Date.parse(String(one.facts.receivedTo)) >= from;
        }),
      );
    }
    return made;
  }

  async #accounts(
    events: readonly RecordEvent[],
    offsets: Offsets,
    rulesOf: LookAtRecordsOptions['rulesOf'],
  ): Promise<Candidate[]> {
    const { events: store, windows } = this.#options;
    const made: Candidate[] = [];
    const atWindows = events.filter((one) => one.windowId !== null && one.clerk !== null);
    for (const ofDepartment of groups(atWindows, (one) => `${one.departmentId}:${dayOf(one)}`)) {
      const [first] = ofDepartment;
      if (first === undefined) continue;
      const values = (await rulesOf(first.hallId)).of('identity');
      if (values === undefined) continue;
      const clerks = [...new Set(ofDepartment.flatMap((one) => one.clerk ?? []))];
      const fromMs = dayOf(first) * DAY_MS - ZONE_MS;
      const ofDay = await store.ofAccounts(first.departmentId, clerks, fromMs, fromMs + DAY_MS, offsets);
      const ids = [...new Set(ofDay.flatMap((one) => one.windowId ?? []))];
      const who = { departmentIds: [first.departmentId], names: clerks };
      const shifts = await windows.shifts(ids, who, fromMs, fromMs + DAY_MS);
      for (const ofAccount of groups(ofDay.filter(isNamed), (one) => `${one.source}\u0000${one.clerk}`))
        made.push(...identity({ events: ofAccount, shifts }, values));
    }
    return made;
  }

  async #cases(
    events: readonly RecordEvent[],
    offsets: Offsets,
    rulesOf: LookAtRecordsOptions['rulesOf'],
  ): Promise<Candidate[]> {
    const { cases } = this.#options;
    const idsOf = (of: (event: RecordEvent) => boolean) => [
      ...new Set(events.filter(of).flatMap((one) => one.caseId ?? [])),
    ];
    const done = new Set(idsOf((one) => one.stage === 'completed' || one.stage === 'accepted'));
    const clocked = new Set(idsOf((one) => CLOCK_EVENTS.has(one.type)));
    const ended = idsOf((one) => one.stage === 'completed');
    const begun = new Set(idsOf((one) => one.stage === 'received' || one.stage === 'accepted'));
    const days = 60;
    if (ended.length > 0) for (const id of await cases.begunAfterVoid(ended, days)) begun.add(id);
    const made: Candidate[] = [];
    const all = [...new Set([...done, ...clocked, ...begun])];
    for (let at = 0; at < all.length; at += CASES_AT_ONCE)
      for (const loaded of await cases.load(all.slice(at, at + CASES_AT_ONCE), offsets)) {
        const { file } = loaded;
        const rules = await rulesOf(file.hallId);
        const ofDone = rules.of('doneThenRecorded');
        if (ofDone !== undefined && done.has(file.caseId)) made.push(...doneThenRecorded(file, ofDone));
        if (clocked.has(file.caseId)) made.push(...(await this.#clockOf(loaded, rulesOf)));
        const ofRefile = rules.of('voidAndRefile');
        if (ofRefile !== undefined && begun.has(file.caseId))
          made.push(...(await this.#refiled(loaded, ofRefile)));
      }
    return made;
  }

  async #clockOf(
    { file, appliedDays }: LoadedCase,
    rulesOf: LookAtRecordsOptions['rulesOf'],
  ): Promise<Candidate[]> {
    const values = (await rulesOf(file.hallId)).of('clockAbuse');
    if (values === undefined) return [];
    const clock = await this.#options.clocks.of(file);
    return clockAbuse({ file, appliedDays, clock, nowMs: this.#options.now() }, values);
  }

  async #refiled({ file }: LoadedCase, values: Parameters<typeof voidAndRefile>[1]): Promise<Candidate[]> {
    const { cases, same, clocks } = this.#options;
    const { sealed, before } = await cases.voidedBefore(file.caseId, values.withinDays);
    if (sealed === null || before.length === 0) return [];
    const begunMs = Math.min(...file.events.map((one) => one.atMs));
    const clock = await clocks.of(file);
    const usedPercent = (startMs: number | null, endMs: number): number => {
      if (startMs === null || endMs <= startMs) return 0;
      const timed = { startMs, limit: file.promised, pauses: [], extraDays: 0 };
      const [used] = untilGap(() => [clock.used(timed, endMs)]);
      return used === undefined || used.limitMs === 0 ? 0 : (used.usedMs / used.limitMs) * 100;
    };
    const own = before
      .filter((one) => same.is(one.sealed, sealed))
      .map(({ sealed: _, acceptedMs, ...one }) => ({
        ...one,
        usedPercent: usedPercent(acceptedMs, one.endedMs),
      }));
    return voidAndRefile({ file, begunMs, before: own }, values);
  }
}

const dayOf = ({ atMs }: RecordEvent): number => Math.floor((atMs + ZONE_MS) / DAY_MS);
const isNamed = (event: RecordEvent): event is IdentityFacts['events'][number] =>
  event.windowId !== null && event.clerk !== null;

function groups<T>(rows: readonly T[], keyOf: (row: T) => string): T[][] {
  const made = new Map<string, T[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = made.get(key);
    if (group === undefined) made.set(key, [row]);
    else group.push(row);
  }
  return [...made.values()];
}

/** Where working time cannot be told, nothing is said: people are told of the calendar elsewhere. */
function untilGap<T>(tell: () => T[]): T[] {
  try {
    return tell();
  } catch (error) {
    if (error instanceof CalendarGap) return [];
    throw error;
  }
}
