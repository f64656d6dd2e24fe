/** What a department reports: `POST /api/v1/exchange/events`. */
import { z } from 'zod';
import { caseKind, stage } from './cases.ts';
import { limitUnit } from './clock.ts';
import { looseInstant } from './common.ts';

export const MAX_EVENTS = 1000;

const text = (max: number) =>
  z.string().trim().min(1, 'must not be empty').max(max, `at most ${max} characters`);
const windowCode = text(16);
const hallId = z.uuid('expected the id of a registered hall');

const base = {
  /** The sender's own id of this event: the same id again is answered `duplicate` and changes nothing. */
  eventId: text(100),
  occurredAt: looseInstant,
  /** Who acted: the clerk's name, as the sender has it. */
  clerk: text(50).optional(),
  remark: text(500).optional(),
  /**
   * The fact this is a report of, in the sender's words: reported again with a higher `dataVersion` it takes the place of
   * what was said of it before; a lower one changes nothing. What was said before is kept.
   */
  recordKey: text(100).optional(),
  dataVersion: z.number().int().min(1).max(1_000_000).optional(),
  /** Whether a person or a machine filled it in. */
  filledBy: z.enum(['person', 'machine']).optional(),
  /** A secret matter's events are refused (`matter_secret`) and nothing of them is kept. */
  secrecy: z.enum(['none', 'secret']).optional(),
};

/** Where it happened; both or neither. `windowCode` is what is registered for the window within the hall. */
const atWindow = { hallId, windowCode };

/** What became of it: BJJGDM 0 … 6 of the Guangdong profile, and 不予许可. */
export const caseOutcome = z.enum([
  'certificate',
  'refused',
  'returned',
  'void',
  'deleted',
  'forwarded',
  'correctionOverdue',
  'other',
]);
export type CaseOutcome = z.infer<typeof caseOutcome>;

/** A case reached a stage. The first event of a case names its matter. */
export const stageEvent = z.object({
  type: z.literal('stage'),
  ...base,
  caseNo: text(64),
  matterCode: text(64),
  stage,
  kind: caseKind.optional(),
  applicant: text(50).optional(),
  hallId: hallId.optional(),
  windowCode: windowCode.optional(),
  /** With `accepted`: the number on the receipt the applicant was given (SLHZH). */
  receiptNo: text(64).optional(),
  /** With `handling`, `review`, `approval`: what was decided there. */
  result: z.enum(['agreed', 'disagreed', 'returned']).optional(),
  /** With `completed`. */
  outcome: caseOutcome.optional(),
  certificateNo: text(100).optional(),
  /** Yuan that was charged. */
  fee: z.number().min(0).max(1_000_000_000).multipleOf(0.01).optional(),
});

const ofCase = {
  ...base,
  caseNo: text(64),
  matterCode: text(64).optional(),
  hallId: hallId.optional(),
  windowCode: windowCode.optional(),
};

/** 不予受理. Without a reason it draws a card of its own. */
export const refusalEvent = z.object({ type: z.literal('refused'), ...ofCase, reason: text(500).optional() });

/** 补正告知 and what came of it. The clock of an accepted case stands between the two. */
export const correctionEvent = z.object({
  type: z.enum(['correctionAsked', 'correctionReceived']),
  ...ofCase,
  /** Which correction, where there is more than one; XH of the Guangdong profile. */
  no: text(32).default('1'),
  reason: text(500).optional(),
});

/** 特别程序: `specialProcedure` suspends the clock for the days applied for, `specialProcedureEnded` ends it. */
export const procedureEvent = z.object({
  type: z.enum(['specialProcedure', 'specialProcedureEnded']),
  ...ofCase,
  no: text(32).default('1'),
  /** Hearing, inspection, expert review …: as the sender words it. */
  kind: text(50).optional(),
  /** Asked of `specialProcedure`: for how long. */
  applied: z.object({ value: z.number().int().min(1).max(1000), unit: limitUnit }).optional(),
  approver: text(50).optional(),
  ground: text(500).optional(),
});

/** 延长: working days added with a leader's approval (10 at most by law; more draws a card). */
export const extensionEvent = z.object({
  type: z.literal('extended'),
  ...ofCase,
  days: z.number().int().min(1).max(365),
  approver: text(50).optional(),
  ground: text(500).optional(),
});

/** 领取: the applicant has the certificate. */
export const collectionEvent = z.object({
  type: z.literal('collected'),
  ...ofCase,
  method: text(50).optional(),
});

/** An applicant with a case is called to, served at, or done at a window (WindowSession). */
export const sessionEvent = z.object({
  type: z.enum(['called', 'started', 'finished']),
  ...base,
  ...atWindow,
  ticket: text(20).optional(),
  caseNo: text(64).optional(),
  matterCode: text(64).optional(),
});

/** A window opens or closes for service. */
export const windowEvent = z.object({ type: z.enum(['opened', 'closed']), ...base, ...atWindow });

export const exchangeEvent = z.discriminatedUnion('type', [
  stageEvent,
  refusalEvent,
  correctionEvent,
  procedureEvent,
  extensionEvent,
  collectionEvent,
  sessionEvent,
  windowEvent,
]);
export type ExchangeEvent = z.infer<typeof exchangeEvent>;
/** As a sender writes it. */
export type ExchangeEventInput = z.input<typeof exchangeEvent>;

const { $schema: _, ...eventShape } = z.toJSONSchema(exchangeEvent, { io: 'input' });

/** Rows are checked one by one, so that a bad one doesn't take the good ones with it; openapi.json tells their shape. */
export const exchangeRequest = z.object({
  events: z
    .array(z.unknown().meta(eventShape))
    .min(1, 'at least one event')
    .max(MAX_EVENTS, `at most ${MAX_EVENTS} events`),
  /** The sender's clock when it sent: how far it is off is watched. */
  sentAt: looseInstant.optional(),
  /** Counts the sender's batches from 1: a gap is told. */
  sequence: z.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional(),
});

export const exchangeAnswer = z.object({
  /** In the order of the request. */
  results: z.array(
    z.object({
      index: z.number().int(),
      eventId: z.string().nullable(),
      status: z.enum(['accepted', 'duplicate', 'rejected']),
      /** Only with `accepted`: kept, but its case is not known yet (the event that names the matter has not come). */
      waiting: z.literal(true).optional(),
      /** Only with `rejected`: a stable code, the field at fault, and what was wrong. */
      code: z.string().optional(),
      field: z.string().optional(),
      message: z.string().optional(),
    }),
  ),
  accepted: z.number().int(),
  duplicate: z.number().int(),
  rejected: z.number().int(),
});
export type ExchangeAnswer = z.infer<typeof exchangeAnswer>;
