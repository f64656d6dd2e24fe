/** What of a case is compared: as a snapshot keeps it, and as the case's page has it now, by the same fields. */
import type { AlertDetail } from '../../../../server/contract/alerts.ts';
import type { CaseDetail } from '../../../../server/contract/cases.ts';

type State = AlertDetail['snapshots'][number]['state'];

export const snapshotFields = [
  ...(['stage', 'receivedAt', 'acceptedAt', 'completedAt', 'outcome', 'refusal', 'clerk'] as const),
  ...(['matterVersion', 'promisedLimit', 'statutoryLimit', 'dueAt', 'statutoryDueAt', 'usedMs'] as const),
  ...(['extraDays', 'pauses', 'receiptNo', 'fee', 'certificateNo', 'collectedAt'] as const),
] as const;
export type SnapshotField = (typeof snapshotFields)[number];
export type SnapshotValues = Readonly<Record<SnapshotField, unknown>> & { readonly dayMs: number };

/** Of a standard day, where nothing says how long it is. */
const DAY_MS = 8 * 3_600_000;

export function keptValues(state: State): SnapshotValues {
  const matter = part(state.matter);
  const clock = part(state.clock);
  return {
    ...plain(state),
    matterVersion: matter.version,
    promisedLimit: matter.promisedLimit,
    statutoryLimit: matter.statutoryLimit,
    dueAt: clock.dueAt,
    statutoryDueAt: clock.statutoryDueAt,
    usedMs: clock.usedMs,
    extraDays: daysOf(state.extensions),
    dayMs: typeof clock.workingDayMs === 'number' ? clock.workingDayMs : DAY_MS,
  };
}

export function presentValues(one: CaseDetail): SnapshotValues {
  return {
    ...plain(one),
    matterVersion: one.matterVersion,
    promisedLimit: one.promisedLimit,
    statutoryLimit: one.statutoryLimit,
    dueAt: one.clock?.dueAt,
    statutoryDueAt: one.clock?.statutoryDueAt,
    usedMs: one.clock?.elapsedMs,
    extraDays: daysOf(one.extensions),
    dayMs: one.clock?.workingDayMs ?? DAY_MS,
  };
}

function plain(from: Readonly<Record<string, unknown>>) {
  const { stage, receivedAt, acceptedAt, completedAt, outcome, clerk } = from;
  const { receiptNo, fee, certificateNo, collectedAt } = from;
  return {
    ...{ stage, receivedAt, acceptedAt, completedAt, outcome, clerk },
    ...{ receiptNo, fee, certificateNo, collectedAt },
    refusal: part(from.refusal).at,
    pauses: Array.isArray(from.pauses) ? from.pauses.length : undefined,
  };
}

const part = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

const daysOf = (extensions: unknown): number =>
  Array.isArray(extensions)
    ? extensions.reduce<number>((sum, each) => sum + Number(part(each).days ?? 0), 0)
    : 0;
