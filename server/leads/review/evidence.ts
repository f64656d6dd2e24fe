/** A lead's evidence, found again by time: who looked at the window then, what was seen, what the record says. */
import type { z } from 'zod';
import type { Permission } from '../../contract/access.ts';
import type { leadDetail } from '../../contract/leads.ts';
import type { CameraCoverage, CoverageSpan } from '../../contract/recordings.ts';
import type { OccupancyHistory } from '../../occupancy/index.ts';
import type { PlaceFinder, Visibility } from '../../places/index.ts';
import type { Gate } from '../../platform/http/gate.ts';
import type { Actor } from '../../platform/http/route.ts';
import type { Footage, PlacedCamera } from '../../recordings/index.ts';
import type { EvidenceStore } from './evidence.store.ts';
import type { LeadRow } from './lead-rows.store.ts';
import { aroundOf, footageSpans, type Span } from './spans-of-lead.ts';

type Detail = z.infer<typeof leadDetail>;
export type Evidence = Pick<
  Detail,
  'clips' | 'someNotAllowed' | 'around' | 'occupancy' | 'events' | 'roster'
>;
type Sight = Omit<PlacedCamera, 'clerkZone'> & { readonly clerkZone: PlacedCamera['clerkZone'] | null };

export interface EvidenceOptions {
  readonly store: EvidenceStore;
  readonly footage: Pick<Footage, 'camerasOf' | 'coverageOf'>;
  readonly occupancy: Pick<OccupancyHistory, 'spans'>;
  readonly gate: Pick<Gate, 'permits'>;
  readonly visibility: Visibility;
  readonly finder: Pick<PlaceFinder, 'ofCamera' | 'ofCameraAt' | 'ofWindow'>;
  readonly now: () => number;
}

type Subject = Pick<LeadRow, 'windowId' | 'caseId' | 'from' | 'to'> & {
  readonly cameraIds: readonly string[];
};

/** Cameras of one lead: a hall has a few at a window. */
const SIGHTS_MOST = 16;
/** How much there is of a clip, never 0 where there is anything; and why there is none of its longest gap. */
function recordedOf({ spans, percent } = NOTHING): Pick<Detail['clips'][number], 'percent' | 'gap'> {
  const lengthOf = ({ from, to }: CoverageSpan) => Date.parse(to) - Date.parse(from);
  const [longest] = spans
    .flatMap((span) => (span.kind === 'gap' ? [span] : []))
    .sort((a, b) => lengthOf(b) - lengthOf(a));
  return {
    percent: spans.some(({ kind }) => kind === 'footage') ? Math.max(0.1, percent) : 0,
    gap: longest === undefined ? null : { cause: longest.cause, code: longest.code },
  };
}

const NOTHING: Pick<CameraCoverage, 'spans' | 'percent'> = { spans: [], percent: 0 };

const spanOf = ({ from, to }: Pick<LeadRow, 'from' | 'to'>): Span => ({
  fromMs: from.getTime(),
  toMs: to.getTime(),
});

export class EvidenceOfLeads {
  readonly #options: EvidenceOptions;

  constructor(options: EvidenceOptions) {
    this.#options = options;
  }

  async of(lead: Subject, actor: Actor): Promise<Evidence> {
    const { store } = this.#options;
    const around = aroundOf(spanOf(lead));
    const asked = {
      ...{ windowId: lead.windowId, caseId: lead.caseId },
      ...{ from: new Date(around.fromMs), to: new Date(around.toMs) },
    };
    const [clips, occupancy, cases, clerks] = await Promise.all([
      this.#clips(lead, actor),
      this.#occupancy(lead.windowId, around, actor),
      this.#where(actor, 'cases:read'),
      this.#where(actor, 'clerks:read'),
    ]);
    const [events, roster] = await Promise.all([
      cases ? store.events(asked, cases) : [],
      clerks ? store.roster(asked, clerks) : [],
    ]);
    const told = { from: asked.from.toISOString(), to: asked.to.toISOString() };
    return { ...clips, occupancy, events, roster, around: told };
  }

  /** Every camera that looked at it then, whoever asks: what is held. */
  async sights({ windowId, cameraIds, from, to }: Omit<Subject, 'caseId'>): Promise<Sight[]> {
    const { footage } = this.#options;
    const spans = footageSpans(spanOf({ from, to }));
    const placed: Sight[] =
      windowId === null
        ? []
        : (
            await Promise.all(spans.map(({ fromMs, toMs }) => footage.camerasOf(windowId, fromMs, toMs)))
          ).flat();
    const known = new Set(placed.map(({ cameraId }) => cameraId));
    const others = cameraIds.filter((one) => !known.has(one));
    const names = await this.#options.store.cameraNames(others);
    const bare = others.flatMap((cameraId) =>
      spans.map((span) => ({
        ...{ cameraId, cameraName: names.get(cameraId) ?? '', ...span },
        ...{ clerkZone: null, applicantZone: null },
      })),
    );
    return [...placed, ...bare];
  }

  async #clips(lead: Subject, actor: Actor): Promise<Pick<Evidence, 'clips' | 'someNotAllowed'>> {
    const { footage, now } = this.#options;
    const sights = (await this.sights(lead)).slice(0, SIGHTS_MOST);
    const judged = await Promise.all(
      sights.map(async (sight) => ({ sight, may: await this.#may(sight, actor) })),
    );
    const seen = judged.filter(({ may }) => may !== undefined);
    const asked = seen.map(({ sight: { cameraId, fromMs, toMs } }) => ({
      ...{ cameraId, fromMs },
      toMs: Math.max(fromMs + 1, Math.min(toMs, now())),
    }));
    const coverages = await footage.coverageOf(asked);
    return {
      clips: seen.map(({ sight, may }, at) => ({
        ...{ cameraId: sight.cameraId, cameraName: sight.cameraName },
        ...{ from: new Date(sight.fromMs).toISOString(), to: new Date(sight.toMs).toISOString() },
        ...(may === 'recorded' ? recordedOf(coverages[at]) : { percent: null, gap: null }),
        clerkZone: sight.clerkZone === null ? null : [...sight.clerkZone],
        applicantZone: sight.applicantZone === null ? null : [...sight.applicantZone],
      })),
      someNotAllowed: judged.some(({ may }) => may === undefined),
    };
  }

  /** As it was then; or live, so far as its last minutes are still at hand. */
  async #may(
    { cameraId, fromMs }: Pick<Sight, 'cameraId' | 'fromMs'>,
    actor: Actor,
  ): Promise<'recorded' | 'live' | undefined> {
    const { finder, gate } = this.#options;
    const now = await finder.ofCamera(cameraId);
    const then = await finder.ofCameraAt(cameraId, new Date(fromMs));
    if (now !== undefined) {
      // Who may by the hall or its region may at any time, whatever windows were in the picture.
      const { departmentIds: _, cameraId: __, ...hall } = now;
      if (await gate.permits(actor, 'recordings:view', hall)) return 'recorded';
    }
    if (then !== undefined && (await gate.permits(actor, 'recordings:view', then))) return 'recorded';
    return now !== undefined && (await gate.permits(actor, 'live:view', now)) ? 'live' : undefined;
  }

  async #occupancy(
    windowId: string | null,
    { fromMs, toMs }: Span,
    actor: Actor,
  ): Promise<Detail['occupancy']> {
    const { finder, gate, occupancy, now } = this.#options;
    const place = windowId === null ? undefined : await finder.ofWindow(windowId);
    if (windowId === null || place === undefined) return [];
    if (!(await gate.permits(actor, 'occupancy:view', place))) return [];
    const untilMs = Math.min(toMs, now());
    return untilMs <= fromMs ? [] : occupancy.spans(windowId, fromMs, untilMs);
  }

  /** Undefined: he holds it nowhere. */
  async #where(actor: Actor, permission: Permission) {
    const { gate, visibility } = this.#options;
    return (await gate.permits(actor, permission)) ? visibility.visible(actor, permission) : undefined;
  }
}
