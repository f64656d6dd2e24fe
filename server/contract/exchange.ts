/** What a department reports: `POST /api/v1/exchange/events`. */
import { z } from 'zod';
import { caseKind, stage } from './cases.ts';
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
  /** A secret matter's events are refused (`matter_secret`) and nothing of them is kept. */
  secrecy: z.enum(['none', 'secret']).optional(),
};

/** Where it happened; both or neither. `windowCode` is what is registered for the window within the hall. */
const atWindow = { hallId, windowCode };

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

export const exchangeEvent = z.discriminatedUnion('type', [stageEvent, sessionEvent, windowEvent]);
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
});

export const exchangeAnswer = z.object({
  /** In the order of the request. */
  results: z.array(
    z.object({
      index: z.number().int(),
      eventId: z.string().nullable(),
      status: z.enum(['accepted', 'duplicate', 'rejected']),
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
