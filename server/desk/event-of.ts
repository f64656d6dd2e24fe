/** A deed at the desk as an event of the exchange. Pure. */
import { type DeskDeed, type DeskWindowDeed, receiptNoOf, stageOfStep } from '../contract/desk.ts';
import type { ExchangeEventInput } from '../contract/exchange.ts';

export interface DeedContext {
  readonly caseNo: string;
  /** Where it is done; null: at no window. */
  readonly window: { readonly hallId: string; readonly windowCode: string } | null;
  /** Who does it. */
  readonly clerk: string;
  readonly occurredAt: string;
}

/** Every deed is a record of its own: taking it back is a second report of it. */
const baseOf = (deedId: string, { clerk, occurredAt }: Omit<DeedContext, 'caseNo'>) => ({
  ...{ eventId: deedId, recordKey: deedId, dataVersion: 1 },
  ...{ occurredAt, clerk, filledBy: 'person' as const },
});

export function eventOf(deed: DeskDeed, context: DeedContext): ExchangeEventInput {
  const { caseNo, window } = context;
  const base = { ...baseOf(deed.deedId, context), ...(deed.remark !== undefined && { remark: deed.remark }) };
  const of = { ...base, ...window, caseNo };
  switch (deed.step) {
    case 'accept':
      return { type: 'stage', stage: 'accepted', ...of, receiptNo: receiptNoOf(caseNo) };
    case 'handle':
    case 'review':
    case 'approve':
      return {
        ...{ type: 'stage', stage: stageOfStep(deed.step) ?? 'handling', ...of },
        ...(deed.result !== undefined && { result: deed.result }),
      };
    case 'complete': {
      const { outcome, certificateNo, fee } = deed;
      return {
        ...{ type: 'stage', stage: 'completed', ...of, outcome },
        ...(certificateNo !== undefined && { certificateNo }),
        ...(fee !== undefined && { fee }),
      };
    }
    case 'refuse':
      return { type: 'refused', ...of, reason: deed.reason };
    case 'askCorrection':
      return { type: 'correctionAsked', ...of, reason: deed.reason };
    case 'receiveCorrection':
      return { type: 'correctionReceived', ...of };
    case 'specialProcedure':
      return { type: 'specialProcedure', ...of, ...leaveOf(deed), kind: deed.kind, applied: deed.applied };
    case 'endSpecialProcedure':
      return { type: 'specialProcedureEnded', ...of };
    case 'extend':
      return { type: 'extended', ...of, ...leaveOf(deed), days: deed.days };
    case 'collect':
      return { type: 'collected', ...of, ...(deed.method !== undefined && { method: deed.method }) };
    case 'start':
    case 'finish': {
      if (window === null) throw new Error('a service at no window');
      const type = deed.step === 'start' ? 'started' : 'finished';
      return { type, ...base, ...window, caseNo, ...ticketOf(deed) };
    }
  }
}

const leaveOf = ({ approver, ground }: { approver?: string | undefined; ground?: string | undefined }) => ({
  ...(approver !== undefined && { approver }),
  ...(ground !== undefined && { ground }),
});
const ticketOf = ({ ticket }: { ticket?: string | undefined }) => (ticket === undefined ? {} : { ticket });

/** Registering: the case is collected, and, where the applicant stands at a window, served there from now on. */
export function eventsOfRegistration(
  given: {
    readonly deedId: string;
    readonly matterCode: string;
    readonly applicant: string;
    readonly kind?: 'onTheSpot' | 'promised' | 'forwarded' | 'joint' | undefined;
    readonly ticket?: string | undefined;
    readonly remark?: string | undefined;
  },
  context: DeedContext,
): ExchangeEventInput[] {
  const { caseNo, window } = context;
  const { deedId, matterCode, applicant, kind, remark } = given;
  return [
    {
      ...{ type: 'stage', stage: 'received', ...baseOf(deedId, context), ...window },
      ...{ caseNo, matterCode, applicant },
      ...(kind !== undefined && { kind }),
      ...(remark !== undefined && { remark }),
    },
    ...(window === null
      ? []
      : [
          {
            ...{ type: 'started' as const, ...baseOf(`${deedId}:started`, context), ...window },
            ...{ caseNo, ...ticketOf(given) },
          },
        ]),
  ];
}

const WINDOW_TYPES = { open: 'opened', close: 'closed', call: 'called' } as const;

export function eventOfWindow(
  deed: DeskWindowDeed,
  context: Omit<DeedContext, 'caseNo'> & { readonly window: NonNullable<DeedContext['window']> },
): ExchangeEventInput {
  const base = { ...baseOf(deed.deedId, context), ...context.window };
  const type = WINDOW_TYPES[deed.step];
  return type === 'called' ? { type, ...base, ...ticketOf(deed) } : { type, ...base };
}

/**
 * Taken back: the record says instead what stood before it, the step that the case had reached and when. What was said
 * first is kept, as every report is.
 */
export function eventOfUndo(
  undone: { readonly deedId: string; readonly step: string },
  before: { readonly step: string; readonly occurredAt: string },
  context: Omit<DeedContext, 'window'>,
): ExchangeEventInput {
  return {
    ...{ type: 'stage', stage: stageOfStep(before.step) ?? 'received' },
    ...{ eventId: `${undone.deedId}:undo`, recordKey: undone.deedId, dataVersion: 2 },
    ...{ occurredAt: before.occurredAt, clerk: context.clerk, caseNo: context.caseNo, filledBy: 'person' },
    remark: `撤销：${undone.step}`,
  };
}
