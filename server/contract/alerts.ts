/** Warnings, yellow and red cards: what they are issued for, and what becomes of them. */
import { z } from 'zod';
import { stage } from './cases.ts';
import { limit } from './clock.ts';
import { id, instant, listQuery, looseInstant, reason } from './common.ts';
import { regionCode } from './places.ts';

/** 预警 黄牌 红牌, the gravest last. */
export const cardLevels = ['warning', 'yellow', 'red'] as const;
export const cardLevel = z.enum(cardLevels);
export type CardLevel = z.infer<typeof cardLevel>;
export const gravity = (level: CardLevel): number => cardLevels.indexOf(level);

/** What of a case is supervised (domain.md §3). */
export const alertSubject = z.enum(['case', 'stage', 'specialProcedure', 'certificate', 'conduct']);
export type AlertSubject = z.infer<typeof alertSubject>;

/**
 * `pending` waits for a supervisor (rules of mode `confirm`) → `issued` or `cancelled`; `issued` → `appealed` → `upheld`
 * (the appeal holds; the card is revoked: `revoked`) or back to `issued` with the appeal rejected.
 */
export const alertState = z.enum(['pending', 'issued', 'appealed', 'revoked', 'cancelled']);
export type AlertState = z.infer<typeof alertState>;
/** Beside the state: 督办 and 整改. `replied` waits for a supervisor to accept it (`rectified`) or send it back (`ordered`). */
export const orderState = z.enum(['none', 'ordered', 'replied', 'rectified']);
export type OrderState = z.infer<typeof orderState>;

/** Everything a card was computed from, as values: each language makes its own words of it. */
export const alertGround = z.object({
  /** When the clock began, as reported. */
  startedAt: instant.nullable(),
  limit: limit.nullable(),
  /** What the rule says, as `basis` and offset; see rules.ts. */
  threshold: z.record(z.string(), z.unknown()),
  /** The last instant within the limit ("应于 … 前办结"); null: there is no limit (`conduct`). */
  limitAt: instant.nullable(),
  /** The instant from which on the card is right. */
  dueAt: instant,
  /** Completed, or the end of what is supervised, where it had one. */
  stoppedAt: instant.nullable(),
  /** Time that did not count: `name` of a holiday (春节), or the special procedure or correction that stopped the clock. */
  deducted: z.array(
    z.object({
      kind: z.enum(['holiday', 'specialProcedure', 'correction']),
      name: z.string(),
      from: instant,
      to: instant,
    }),
  ),
  /** Working days that were added by extensions. */
  extraDays: z.number().int(),
  stage: stage.nullable(),
  /** Of a special procedure: the sender's number of it, and what kind it is said to be. */
  procedure: z.object({ no: z.string(), name: z.string().nullable() }).nullable(),
  /** Working time of one standard day in ms, to word a remainder as days and hours; null: of no clock. */
  workingDayMs: z.number().int().nullable(),
  /** Used of `limitMs` when the card was made, in ms of the time that the limit runs in. */
  usedMs: z.number().int().nullable(),
  limitMs: z.number().int().nullable(),
  /** Of `conduct`: the values compared, by field. */
  facts: z.record(z.string(), z.unknown()),
});
export type AlertGround = z.infer<typeof alertGround>;

export const alert = z.object({
  id,
  level: cardLevel,
  subject: alertSubject,
  /** Which of them: the stage's name, the procedure's number; empty for the case itself. */
  subjectKey: z.string(),
  state: alertState,
  order: orderState,
  /** The version of the rule that it was issued by, and is judged by for good. */
  ruleId: id,
  ruleKey: z.string(),
  ruleVersion: z.number().int(),
  ruleName: z.string(),
  caseId: id,
  caseNo: z.string(),
  matterName: z.string(),
  departmentId: id,
  departmentName: z.string(),
  regionCode,
  regionName: z.string(),
  hallId: id.nullable(),
  hallName: z.string().nullable(),
  windowId: id.nullable(),
  windowCode: z.string().nullable(),
  /** Who had it in hand, as reported. */
  clerk: z.string().nullable(),
  /** From when on it was right; it was issued a moment later, or when we learnt of it. */
  dueAt: instant,
  createdAt: instant,
  issuedAt: instant.nullable(),
  /** By when the department may appeal; by when an order must be answered. */
  appealUntil: instant.nullable(),
  orderUntil: instant.nullable(),
  /** Late data proves it wrong: a supervisor is asked to revoke it. Nothing is revoked by itself. */
  revocationProposed: instant.nullable(),
  updatedAt: instant,
  /** Counts its changes from 1. */
  version: z.number().int(),
});
export type Alert = z.infer<typeof alert>;

/** What a person may do with a card, as a supervisor (`alerts:decide`) … */
export const decision = z.enum([
  'issue',
  'cancel',
  'uphold',
  'reject_appeal',
  'dismiss_proposal',
  'order',
  'send_back',
  'rectify',
  'note',
]);
export type Decision = z.infer<typeof decision>;
/** … and as the department it was issued to (`alerts:reply`). */
export const response = z.enum(['appeal', 'reply']);
export type AlertResponse = z.infer<typeof response>;

export const alertAction = z.enum([
  'create',
  ...decision.options,
  ...response.options,
  /** By itself: told to the next in line; late data proves it wrong; and right again. */
  'escalate',
  'propose_revocation',
  'withdraw_proposal',
]);
export type AlertAction = z.infer<typeof alertAction>;

export const alertFile = z.object({ id, name: z.string(), bytes: z.number().int(), type: z.string() });
export type AlertFile = z.infer<typeof alertFile>;
/** What may be attached is told by its content, whatever it is called. */
export const alertFileTypes = ['pdf', 'png', 'jpg', 'webp', 'docx', 'xlsx', 'doc', 'xls'] as const;
export const ALERT_FILE_MOST_BYTES = 10 * 1024 * 1024;
export const ALERT_FILES_MOST = 10;

/** One thing that was done with a card; append-only. */
export const alertStep = z.object({
  seq: z.number().int(),
  action: alertAction,
  at: instant,
  /** Null: by itself. */
  by: z.string().nullable(),
  reason: z.string().nullable(),
  /** Of `escalate`: `to`, `reached`; of `order`, `send_back`: `until`. */
  detail: z.record(z.string(), z.unknown()),
  files: z.array(alertFile),
});
export type AlertStep = z.infer<typeof alertStep>;

export const alertDetail = alert.extend({
  ground: alertGround,
  /** The case, its limits and its clock as they were when the card was created, and again when it was revoked. */
  snapshots: z.array(
    z.object({
      at: instant,
      why: z.enum(['created', 'proposed', 'revoked']),
      state: z.record(z.string(), z.unknown()),
    }),
  ),
  steps: z.array(alertStep),
  /** Working time until its deadlines, ms, negative once they are over; null: there is none, or no calendar tells. */
  left: z.object({
    appealMs: z.number().nullable(),
    orderMs: z.number().nullable(),
    /** One standard day, to word them. */
    workingDayMs: z.number().int(),
  }),
  /** What whoever asks may do with it now. */
  may: z.array(alertAction),
});
export type AlertDetail = z.infer<typeof alertDetail>;

/** `version`: the card as it was decided on; when it is another by now: 409 `alert_changed` with its present state. */
export const decideAlert = z.object({
  action: decision,
  version: z.number().int().min(1),
  /** Why; of `order` and `send_back` what is to be put right. */
  reason,
  /** Of `order` and `send_back`: working days to answer in; left out: the rule's. */
  days: z.number().int().min(1).max(60).optional(),
});
export const answerAlert = z.object({
  action: response,
  version: z.number().int().min(1),
  reason: z.string().trim().min(2, 'at least 2 characters').max(4000, 'at most 4000 characters'),
  /** Uploaded before to this card: `POST …/files`. */
  files: z.array(id).max(ALERT_FILES_MOST, `at most ${ALERT_FILES_MOST}`).default([]),
});

export const BULK_MOST = 200;
/** One decision on many cards with one reason; each is answered for itself. */
export const decideAlerts = z.object({
  items: z
    .array(z.object({ id, version: z.number().int().min(1) }))
    .min(1)
    .max(BULK_MOST, `at most ${BULK_MOST}`),
  action: decision,
  reason,
  days: z.number().int().min(1).max(60).optional(),
});
export const decidedAlerts = z.object({
  items: z.array(
    z.object({
      id,
      ok: z.boolean(),
      /** The card after it; null where it failed. */
      alert: alert.nullable(),
      /** Why not: `alert_changed`, `not_possible`, `not_found`. */
      code: z.string().nullable(),
      message: z.string().nullable(),
    }),
  ),
});
export type DecidedAlerts = z.infer<typeof decidedAlerts>;

export const newAlertFile = z.object({
  /** As the file is called where it comes from. */
  name: z.string().trim().min(1, 'must not be empty').max(200, 'at most 200 characters'),
});

/** `q` looks in the case number and the matter's name. `from`, `to`: when it was made. */
export const alertsQuery = listQuery.extend({
  level: cardLevel.optional(),
  state: alertState.optional(),
  order: orderState.optional(),
  subject: alertSubject.optional(),
  regionCode: regionCode.optional(),
  departmentId: id.optional(),
  hallId: id.optional(),
  windowId: id.optional(),
  caseId: id.optional(),
  ruleKey: z.string().max(40).optional(),
  /** Only what waits for a decision or an answer of whoever asks. */
  mine: z.enum(['yes']).optional(),
  proposed: z.enum(['yes']).optional(),
  from: looseInstant.optional(),
  to: looseInstant.optional(),
  /** `urgency`: what waits for somebody first, of it the gravest, of those the oldest. */
  sort: z.enum(['urgency', 'newest', 'due']).default('urgency'),
});

/** What waits: for the bar and the page's tabs. */
export const alertCounts = z.object({
  pending: z.number().int(),
  appealed: z.number().int(),
  replied: z.number().int(),
  proposed: z.number().int(),
  /** To be answered by the department. */
  ordered: z.number().int(),
  issued: z.object({ warning: z.number().int(), yellow: z.number().int(), red: z.number().int() }),
});
export type AlertCounts = z.infer<typeof alertCounts>;

/** Pushed to whoever holds `alerts:read` at its place. `isNews`: it was issued (or waits) just now. */
export const alertMessage = z.object({ alert, isNews: z.boolean() });
export type AlertMessage = z.infer<typeof alertMessage>;

/**
 * `alerts:follow`. `since`: `now` of the last answer, after a gap; null: at first. `missed`: cards changed since (some of
 * them perhaps known already: compare versions), the oldest change first. `reset`: too many; ask for what is shown anew.
 */
export const alertsFollow = z.object({ since: instant.nullable() });
export interface AlertsFollowed {
  now: string;
  counts: AlertCounts;
  missed: Alert[];
  reset: boolean;
}

/** A case that could not be evaluated (a fault of ours): tried again at `retryAt`. */
export const evaluationFault = z.object({
  caseId: id,
  caseNo: z.string(),
  at: instant,
  times: z.number().int(),
  message: z.string(),
  retryAt: instant,
});
export type EvaluationFault = z.infer<typeof evaluationFault>;
