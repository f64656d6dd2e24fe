/** What a department reports: `POST /api/v1/exchange/events`. */
import { z } from 'zod';
import { caseKind, caseOutcomes, stage } from './cases.ts';
import { limitUnit } from './clock.ts';
import { id, instant, listQuery, looseInstant } from './common.ts';

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
export const caseOutcome = z.enum(caseOutcomes);
export type CaseOutcome = z.infer<typeof caseOutcome>;

/** A case reached a stage. */
export const stageEvent = z.object({
  type: z.literal('stage'),
  ...base,
  caseNo: text(64),
  /** The first event of a case names its matter; one that comes before it without waits for it. */
  matterCode: text(64).optional(),
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

/** `?dryRun=1`: judged as it would be; nothing is kept, counted or told. */
export const exchangeQuery = z.object({ dryRun: z.stringbool().default(false) });

/** A day of the region, as the counts are kept by. */
export const day = z.iso.date({ error: 'expected a day like 2026-11-23' });

export const exchangeResult = z.object({
  index: z.number().int(),
  eventId: z.string().nullable(),
  status: z.enum(['accepted', 'duplicate', 'rejected']),
  /** Only with `accepted`: kept, but its case is not known yet (the event that names the matter has not come). */
  waiting: z.literal(true).optional(),
  /** Only with `rejected`: a stable code, the field at fault, and what was wrong. */
  code: z.string().optional(),
  field: z.string().optional(),
  message: z.string().optional(),
});
export type ExchangeResult = z.infer<typeof exchangeResult>;

export const exchangeAnswer = z.object({
  /** In the order of the request. */
  results: z.array(exchangeResult),
  accepted: z.number().int(),
  duplicate: z.number().int(),
  rejected: z.number().int(),
  /** The day these rows are counted under: `sent = accepted + duplicate + refused` of each source and day. */
  day,
});
export type ExchangeAnswer = z.infer<typeof exchangeAnswer>;

/** `corrected`: put right and sent again here; `resent`: by the sender's own system; `dismissed`: let go, with a reason. */
export const refusalStates = ['open', 'corrected', 'resent', 'dismissed'] as const;
export const refusalState = z.enum(refusalStates);
export type RefusalState = z.infer<typeof refusalState>;

/** A row that was refused and waits to be put right. Never one of a secret matter: of those nothing is kept. */
export const refusal = z.object({
  id,
  source: z.string(),
  departmentId: id,
  departmentName: z.string(),
  /** `event`, or the published layout it came in: `gdbs`, `step`. */
  format: z.string(),
  /** The layout's table; null: an event of our own. */
  table: z.string().nullable(),
  eventId: z.string().nullable(),
  caseNo: z.string().nullable(),
  code: z.string(),
  /** In the sender's words: `occurredAt`, or `SLSJ` of a published layout. */
  field: z.string(),
  message: z.string(),
  /** When it first came, and last: a sender may try the same again and again. */
  receivedAt: instant,
  lastAt: instant,
  times: z.number().int(),
  state: refusalState,
  closedAt: instant.nullable(),
  /** Null: by itself. */
  closedBy: z.string().nullable(),
  reason: z.string().nullable(),
  /** Of the event that was accepted in its place. */
  closedEventId: z.string().nullable(),
});
export type Refusal = z.infer<typeof refusal>;

/** With the row as it was sent; it may name people, and each look is on the trail. */
export const refusalDetail = refusal.extend({ row: z.unknown() });
export type RefusalDetail = z.infer<typeof refusalDetail>;

const refusalFilters = {
  state: z.enum([...refusalStates, 'all']).default('open'),
  source: z.string().max(100).optional(),
  departmentId: id.optional(),
  code: z.string().max(64).optional(),
  field: z.string().max(200).optional(),
  from: instant.optional(),
  to: instant.optional(),
};
/** `q`: a case number's or event id's beginning. */
export const refusalsQuery = listQuery.extend(refusalFilters);
export const refusalsExport = z.object(refusalFilters);

/** How many are open by what is wrong: for the head of the list. */
export const refusalCounts = z.object({
  open: z.number().int(),
  by: z.array(z.object({ code: z.string(), field: z.string(), open: z.number().int() })),
});
export type RefusalCounts = z.infer<typeof refusalCounts>;

export const resendRefusal = z.object({ row: z.record(z.string(), z.unknown()) });
export const resendAnswer = z.object({ result: exchangeResult, refusal });
export type ResendAnswer = z.infer<typeof resendAnswer>;

export const dismissRefusals = z.object({
  ids: z.array(id).min(1, 'at least one').max(500, 'at most 500'),
});
export const dismissAnswer = z.object({ dismissed: z.number().int() });

/** Accepted, and kept until the event comes that says which matter the case is for. */
export const waitingEvent = z.object({
  source: z.string(),
  eventId: z.string(),
  departmentId: id,
  departmentName: z.string(),
  caseNo: z.string(),
  type: z.string(),
  /** Why: `case_unknown`. */
  reason: z.string(),
  occurredAt: instant,
  /** Waiting since it came. */
  since: instant,
});
export type WaitingEvent = z.infer<typeof waitingEvent>;
export const waitingQuery = listQuery.extend({
  source: z.string().max(100).optional(),
  departmentId: id.optional(),
});

/**
 * What is not as it should be of a feed: `silent` in office hours, batches missing (`gap`), a clock that is off
 * (`offset`), the same again and again (`duplicates`), events that have waited for their case for a day (`waiting`),
 * more refused rows than are kept in a day (`refusals`), and hours or a calendar that nobody entered, so that silence
 * cannot be told (`calendar`).
 */
export const feedFaults = [
  'silent',
  'gap',
  'offset',
  'duplicates',
  'waiting',
  'refusals',
  'calendar',
] as const;
export const feedFault = z.enum(feedFaults);
export type FeedFault = z.infer<typeof feedFault>;

export const feedAlarm = z.object({
  fault: feedFault,
  since: instant,
  /** Null: it stands. */
  until: instant.nullable(),
  /** How many of them, or how far off in ms. */
  amount: z.number().nullable(),
});
export type FeedAlarm = z.infer<typeof feedAlarm>;

export const dayCounts = z.object({
  sent: z.number().int(),
  accepted: z.number().int(),
  duplicate: z.number().int(),
  refused: z.number().int(),
});
export type DayCounts = z.infer<typeof dayCounts>;

/** A department's system that reports, and how it does. */
export const feed = z.object({
  source: z.string(),
  departmentId: id,
  departmentName: z.string(),
  /** `never`: nothing was heard of it yet; `ended`: no token of it holds any more. */
  state: z.enum(['fine', 'faulty', 'never', 'ended']),
  /** Since when it is in that state. */
  since: instant,
  firstHeardAt: instant.nullable(),
  lastHeardAt: instant.nullable(),
  /** Told when so long in office hours nothing came; null: never (a desk, say). */
  silentAfterMinutes: z.number().int().nullable(),
  /** Its clock less ours, ms, the median of the last 20 batches that said when they were sent. */
  offsetMs: z.number().nullable(),
  lastSequence: z.number().int().nullable(),
  /** Batches that never came. */
  missingBatches: z.number().int(),
  today: dayCounts,
  openRefusals: z.number().int(),
  waiting: z.number().int(),
  /** Those that stand. */
  alarms: z.array(feedAlarm),
});
export type Feed = z.infer<typeof feed>;

export const feedsQuery = listQuery.extend({
  departmentId: id.optional(),
  state: feed.shape.state.optional(),
});
export const changeFeed = z.object({
  silentAfterMinutes: z.number().int().min(1, 'at least 1').max(10_080, 'at most 10080').nullable(),
});
/** The newest first, those that are over among them. */
export const feedHistory = z.object({ items: z.array(feedAlarm) });

export const feedDay = dayCounts.extend({
  source: z.string(),
  day,
  departmentId: id,
  departmentName: z.string(),
  batches: z.number().int(),
  /** What the sender itself says it sent; null: it said nothing. */
  told: z.number().int().nullable(),
  toldAt: instant.nullable(),
  /** `told - sent`; above 0: rows that never came. */
  difference: z.number().int().nullable(),
  /**
   * `resent`: more came than the sender counts, and no more than came twice (answers that were lost on the way);
   * `differs`: somebody has to look.
   */
  verdict: z.enum(['agrees', 'resent', 'differs', 'untold']),
});
export type FeedDay = z.infer<typeof feedDay>;
export const feedDaysQuery = listQuery.extend({
  source: z.string().max(100).optional(),
  departmentId: id.optional(),
  from: day.optional(),
  to: day.optional(),
  verdict: feedDay.shape.verdict.optional(),
});
export const tellDay = z.object({ sent: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER) });

/** Pushed to whoever follows feeds, at departments where they hold `exchange:read`. */
export const feedMessage = z.object({
  source: z.string(),
  departmentId: id,
  departmentName: z.string(),
  alarm: feedAlarm,
});
export type FeedMessage = z.infer<typeof feedMessage>;
/** Answer to `exchange:follow`: how many feeds have something standing. */
export interface FeedsFollowed {
  faulty: number;
}
