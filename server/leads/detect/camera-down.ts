/** A camera was off, covered, moved or frozen while something at its window is in dispute: a card, a hold, another lead. */
import type { Candidate } from '../candidate.ts';
import { field, iso, MINUTE_MS, reasonsOf, type ValuesOf } from './rule.ts';

export const cameraDownFields = {
  leastMinutes: field(3, 1, 240),
  /** Between the outage and what is in dispute. */
  aroundMinutes: field(15, 0, 240, 5),
};

export interface OutageFacts {
  readonly outageId: string;
  readonly cameraId: string;
  readonly fault: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly open: boolean;
  readonly windowId: string;
  readonly hallId: string;
  readonly regionCode: string;
  readonly departmentId: string;
  /** Of the window: when what is in dispute happened there. */
  readonly disputes: readonly {
    readonly what: 'card' | 'hold' | 'lead';
    readonly id: string;
    readonly caseId: string | null;
    readonly fromMs: number;
    readonly toMs: number;
  }[];
  /** Others saw the window meanwhile. */
  readonly otherCameras: number;
}

const DELIBERATE: ReadonlySet<string> = new Set(['covered', 'moved', 'blurred', 'black', 'frozen']);

export function cameraDown(facts: OutageFacts, thresholds: ValuesOf<typeof cameraDownFields>): Candidate[] {
  const { fromMs, toMs, fault } = facts;
  if (toMs - fromMs < thresholds.leastMinutes * MINUTE_MS) return [];
  const aroundMs = thresholds.aroundMinutes * MINUTE_MS;
  const disputes = facts.disputes.filter(
    (one) => one.fromMs - aroundMs < toMs && one.toMs + aroundMs > fromMs,
  );
  if (disputes.length === 0) return [];
  const has = (what: string) => disputes.some((one) => one.what === what);
  const within = disputes.some((one) => one.fromMs < toMs && one.toMs > fromMs);
  const cases = new Set(disputes.flatMap((one) => one.caseId ?? []));
  return [
    {
      kind: 'cameraDown',
      subjectKey: `outage:${facts.outageId}:${facts.windowId}`,
      ...{ fromMs, toMs, regionCode: facts.regionCode, hallId: facts.hallId, windowId: facts.windowId },
      ...{ departmentId: facts.departmentId, cameraIds: [facts.cameraId], clerk: null },
      caseId: cases.size === 1 ? ([...cases][0] ?? null) : null,
      facts: {
        ...{ fault, from: iso(fromMs), to: facts.open ? null : iso(toMs), open: facts.open },
        minutes: Math.round((toMs - fromMs) / MINUTE_MS),
        disputes: disputes.slice(0, 20).map(({ what, id, caseId }) => ({ what, id, caseId })),
        otherCameras: facts.otherCameras,
      },
      reasons: reasonsOf({
        cameraDown: 25,
        ofTheCamera: DELIBERATE.has(fault) ? 15 : 0,
        withinDispute: within ? 15 : 0,
        cardInDispute: has('card') ? 10 : 0,
        leadInDispute: has('lead') ? 10 : 0,
        footageHeld: has('hold') ? 5 : 0,
        seenByAnother: facts.otherCameras > 0 ? -15 : 0,
      }),
      thresholds,
      benign: ['systemDown', 'pictureWrong', 'other'],
      offsets: { sourceMs: null, cameraMs: null },
    },
  ];
}
