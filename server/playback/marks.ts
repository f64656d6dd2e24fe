/** What a timeline shows beside the footage: steps, stays, cards, notes, holds, outages; each for who may see it. */
import type { z } from 'zod';
import type { Permission } from '../contract/access.ts';
import type { marksQuery, Note, TimelineMark, timelineMarks } from '../contract/playback.ts';
import { RANGE_MOST_DAYS } from '../contract/recordings.ts';
import type { PlaceFinder, Visibility, Visible } from '../places/index.ts';
import { invalid } from '../platform/errors.ts';
import type { Gate } from '../platform/http/gate.ts';
import type { Actor } from '../platform/http/route.ts';
import { LANE_MOST, type MarksOf, type MarksRange, type MarksStore } from './marks.store.ts';
import type { Notes } from './notes.ts';
import type { Span } from './spans.ts';

const DAY_MS = 86_400_000;
/** As many as a timeline has pixels. */
const GRAINS_A_RANGE = 2000;

type TimelineMarks = z.output<typeof timelineMarks>;

export interface MarksOptions {
  readonly store: MarksStore;
  readonly notes: Pick<Notes, 'within'>;
  readonly gate: Pick<Gate, 'permits'>;
  readonly visibility: Visibility;
  readonly finder: Pick<PlaceFinder, 'ofCameraAt' | 'ofCamera'>;
}

export class Marks {
  readonly #options: MarksOptions;

  constructor(options: MarksOptions) {
    this.#options = options;
  }

  /** Of a case in a time, and of the cameras that looked at it, which were judged before. */
  async ofCase(
    actor: Actor,
    asked: Span & { readonly caseId: string; readonly cameraIds: readonly string[] },
  ): Promise<TimelineMarks> {
    const { caseId, cameraIds, fromMs, toMs } = asked;
    return this.#lanes(actor, { kind: 'case', caseId }, cameraIds, rangeOf(fromMs, toMs, 0));
  }

  /** Cameras that the asker may not see are as if they were not, and so is a case. */
  async of(actor: Actor, query: z.output<typeof marksQuery>): Promise<TimelineMarks> {
    const [fromMs, toMs] = [Date.parse(query.from), Date.parse(query.to)];
    if (toMs <= fromMs) throw invalid([{ field: 'query.to', message: 'must be after from' }]);
    if (toMs - fromMs > RANGE_MOST_DAYS * DAY_MS)
      throw invalid([{ field: 'query.to', message: `at most ${RANGE_MOST_DAYS} days after from` }]);
    const range = rangeOf(fromMs, toMs, query.grainMs);
    const cameraIds = await this.#seen(actor, query.cameraIds, range);
    const of: MarksOf =
      query.caseId === undefined ? { kind: 'cameras', cameraIds } : { kind: 'case', caseId: query.caseId };
    return this.#lanes(actor, of, cameraIds, range);
  }

  async #lanes(
    actor: Actor,
    of: MarksOf,
    cameraIds: readonly string[],
    range: MarksRange,
  ): Promise<TimelineMarks> {
    const { store, notes } = this.#options;
    const { from, to } = range;
    const [cases, cards, health, leads] = await Promise.all([
      this.#where(actor, 'cases:read'),
      this.#where(actor, 'alerts:read'),
      this.#where(actor, 'health:read'),
      this.#where(actor, 'leads:read'),
    ]);
    const nothing: Promise<TimelineMark[]> = Promise.resolve([]);
    const lanes = await Promise.all([
      cases ? store.steps(of, range, cases) : nothing,
      cases ? store.sessions(of, range, cases) : nothing,
      cards ? store.cards(of, range, cards) : nothing,
      leads ? store.leads(of, range, leads) : nothing,
      health ? store.outages(cameraIds, range, health) : nothing,
      cameraIds.length > 0 ? store.holds({ kind: 'cameras', cameraIds }, range) : nothing,
      notes
        .within(
          actor,
          { from, to, ...(of.kind === 'case' ? { caseId: of.caseId } : { cameraIds }) },
          LANE_MOST,
        )
        .then((all) => all.map(markOfNote)),
    ]);
    return {
      items: lanes.flatMap((lane) => lane.slice(0, LANE_MOST)).sort((a, b) => (a.at < b.at ? -1 : 1)),
      cut: lanes.some((lane) => lane.length > LANE_MOST),
    };
  }

  /** Those he may see the footage of at an end of the range, or what they show now. */
  async #seen(actor: Actor, cameraIds: readonly string[], { from, to }: MarksRange): Promise<string[]> {
    const { gate, finder } = this.#options;
    const may = async (cameraId: string): Promise<boolean> => {
      const now = await finder.ofCamera(cameraId);
      if (now === undefined) return false;
      const { departmentIds: _, cameraId: __, ...hall } = now;
      if (await gate.permits(actor, 'recordings:view', hall)) return true;
      for (const at of [from, to]) {
        const place = await finder.ofCameraAt(cameraId, at);
        if (place !== undefined && (await gate.permits(actor, 'recordings:view', place))) return true;
      }
      return gate.permits(actor, 'live:view', now);
    };
    const seen = await Promise.all(cameraIds.map(may));
    return cameraIds.filter((_, at) => seen[at]);
  }

  /** Undefined: he holds it nowhere. */
  async #where(actor: Actor, permission: Permission): Promise<Visible | undefined> {
    const { gate, visibility } = this.#options;
    return (await gate.permits(actor, permission)) ? visibility.visible(actor, permission) : undefined;
  }
}

/** Thinned to what a timeline can show. */
const rangeOf = (fromMs: number, toMs: number, grainMs: number): MarksRange => ({
  ...{ from: new Date(fromMs), to: new Date(toMs) },
  grainMs: Math.max(1, grainMs, Math.ceil((toMs - fromMs) / GRAINS_A_RANGE)),
});

const markOfNote = ({ id, at, text, caseId, cameraId }: Note): TimelineMark => ({
  ...{ kind: 'note', id, at, to: null, what: 'note', text, stage: null, level: null, count: 1 },
  ...{ caseId, caseNo: null, windowId: null, cameraId },
});
