/** The desk: units without a system of their own register and advance their cases on a page of ours. */
import { z } from 'zod';
import { caseKind, stage } from './cases.ts';
import { limit } from './clock.ts';
import { id, instant } from './common.ts';
import { caseOutcome } from './exchange.ts';

const text = (max: number) =>
  z.string().trim().min(1, 'must not be empty').max(max, `at most ${max} characters`);

/** Made by the page, once for each deed: the same id again changes nothing and is answered as the first time. */
const deedId = z.uuid();

export const newDeskCase = z.object({
  deedId,
  departmentId: id,
  matterId: id,
  kind: caseKind.optional(),
  applicant: text(50),
  /** Where the applicant stands; the case is shown at that window. */
  windowId: id.optional(),
  ticket: text(20).optional(),
  remark: text(500).optional(),
});
export type NewDeskCase = z.infer<typeof newDeskCase>;

const of = <S extends string, T extends z.ZodRawShape>(step: S, shape: T) =>
  z.object({
    step: z.literal(step),
    deedId,
    windowId: id.optional(),
    remark: text(500).optional(),
    ...shape,
  });
const outcomeOfStep = { result: z.enum(['agreed', 'disagreed', 'returned']).optional() };
const leave = { approver: text(50).optional(), ground: text(500).optional() };

/** What can be done with a case, in the words of who does it. */
export const deskDeed = z.discriminatedUnion('step', [
  of('accept', {}),
  of('refuse', { reason: text(500) }),
  of('askCorrection', { reason: text(500) }),
  of('receiveCorrection', {}),
  of('handle', outcomeOfStep),
  of('review', outcomeOfStep),
  of('approve', outcomeOfStep),
  of('specialProcedure', { kind: text(50), applied: limit, ...leave }),
  of('endSpecialProcedure', {}),
  of('extend', { days: z.number().int().min(1).max(365), ...leave }),
  of('complete', {
    outcome: caseOutcome,
    certificateNo: text(100).optional(),
    fee: z.number().min(0).max(1_000_000_000).multipleOf(0.01).optional(),
  }),
  of('collect', { method: text(50).optional() }),
  of('start', { windowId: id, ticket: text(20).optional() }),
  of('finish', { windowId: id, ticket: text(20).optional() }),
]);
export type DeskDeed = z.infer<typeof deskDeed>;
export type DeskStep = DeskDeed['step'];

/** Of a window, whoever comes to it. */
export const deskWindowDeed = z.object({
  deedId,
  step: z.enum(['open', 'close', 'call']),
  ticket: text(20).optional(),
});
export type DeskWindowDeed = z.infer<typeof deskWindowDeed>;

export const deskUndo = z.object({ deedId });

/** So long after it was done it can be taken back. */
export const UNDO_MS = 10 * 60_000;

export const deedDone = z.object({
  deedId: z.string(),
  step: z.string(),
  occurredAt: instant,
  clerk: z.string(),
  undone: z.boolean(),
});
export type DeedDone = z.infer<typeof deedDone>;

export const deskCase = z.object({
  id,
  caseNo: z.string(),
  departmentId: id,
  matterId: id,
  matterName: z.string(),
  kind: caseKind,
  /** Masked. */
  applicant: z.string().nullable(),
  stage: stage.nullable(),
  windowId: id.nullable(),
  registeredAt: instant,
  registeredBy: z.string(),
  dueAt: instant.nullable(),
  deeds: z.array(deedDone),
});
export type DeskCase = z.infer<typeof deskCase>;

/** Where somebody may work at the desk. */
export const deskPlaces = z.object({
  departments: z.array(z.object({ id, name: z.string(), regionCode: z.string() })),
  windows: z.array(
    z.object({
      id,
      code: z.string(),
      name: z.string(),
      hallId: id,
      hallName: z.string(),
      departmentId: id,
    }),
  ),
});
export type DeskPlaces = z.infer<typeof deskPlaces>;

/** 受理通知书: what is printed for the applicant. */
export const deskReceipt = z.object({
  receiptNo: z.string(),
  caseNo: z.string(),
  /** In full: it is the applicant's own paper. */
  applicant: z.string().nullable(),
  matterName: z.string(),
  matterCode: z.string(),
  departmentName: z.string(),
  hallName: z.string().nullable(),
  windowCode: z.string().nullable(),
  clerk: z.string(),
  acceptedAt: instant,
  promisedLimit: limit,
  dueAt: instant.nullable(),
  materials: z.array(z.object({ name: z.string(), required: z.boolean() })),
});
export type DeskReceipt = z.infer<typeof deskReceipt>;

/** Of a case that the desk registered. */
export const receiptNoOf = (caseNo: string): string => `SL-${caseNo}`;

export interface DeskStanding {
  /** The last of `register`, `accept` … `complete` that stands. */
  readonly at: 'received' | 'accepted' | 'handling' | 'review' | 'approval' | 'completed';
  readonly refused: boolean;
  readonly collected: boolean;
  /** Asked for and not received, begun and not ended. */
  readonly open: 'correction' | 'specialProcedure' | null;
}

const STAGE_OF: Readonly<Partial<Record<string, DeskStanding['at']>>> = {
  register: 'received',
  accept: 'accepted',
  handle: 'handling',
  review: 'review',
  approve: 'approval',
  complete: 'completed',
};
export const stageOfStep = (step: string): DeskStanding['at'] | undefined => STAGE_OF[step];

/** Where a case stands, by what was done with it in that order and not taken back. */
export function standingOf(deeds: readonly Pick<DeedDone, 'step' | 'undone'>[]): DeskStanding {
  const made: { -readonly [K in keyof DeskStanding]: DeskStanding[K] } = {
    ...{ at: 'received', refused: false, collected: false, open: null },
  };
  for (const { step, undone } of deeds) {
    if (undone) continue;
    made.at = STAGE_OF[step] ?? made.at;
    if (step === 'refuse') made.refused = true;
    if (step === 'collect') made.collected = true;
    if (step === 'askCorrection') made.open = 'correction';
    if (step === 'specialProcedure') made.open = 'specialProcedure';
    if (step === 'receiveCorrection' || step === 'endSpecialProcedure') made.open = null;
  }
  return made;
}

const ONWARD = ['handle', 'review', 'approve', 'complete'] as const;

/** What can be done next: the one that follows first. 审核 is not each department's, so stages may be left out. */
export function nextSteps(standing: DeskStanding): DeskStep[] {
  const { at, refused, collected, open } = standing;
  if (refused) return [];
  if (open === 'correction')
    return ['receiveCorrection', ...(at === 'received' ? (['refuse'] as const) : [])];
  if (open === 'specialProcedure') return ['endSpecialProcedure'];
  if (at === 'completed') return collected ? [] : ['collect'];
  if (at === 'received') return ['accept', 'askCorrection', 'refuse'];
  const left = ONWARD.filter((step) => ORDER.indexOf(STAGE_OF[step] ?? at) > ORDER.indexOf(at));
  return [...left, 'askCorrection', 'specialProcedure', 'extend'];
}
const ORDER: readonly DeskStanding['at'][] = [
  ...(['received', 'accepted', 'handling', 'review', 'approval', 'completed'] as const),
];

/** Deeds of a window are not a case's: they neither follow on anything nor are taken back. */
const ANY_TIME: ReadonlySet<string> = new Set(['start', 'finish']);
export const isPossible = (step: DeskStep, standing: DeskStanding): boolean =>
  ANY_TIME.has(step) || nextSteps(standing).includes(step);

/** The last deed, while it can be taken back. */
export function undoable<D extends Pick<DeedDone, 'step' | 'undone' | 'occurredAt'>>(
  deeds: readonly D[],
  nowMs: number,
): D | undefined {
  const last = deeds.findLast((one) => !one.undone && !ANY_TIME.has(one.step));
  if (last === undefined || last.step === 'register') return undefined;
  return nowMs - Date.parse(last.occurredAt) <= UNDO_MS ? last : undefined;
}
