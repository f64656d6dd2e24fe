/** Warnings, yellow and red cards: what they are issued for, and what becomes of them. */
import { z } from 'zod';
import { stage } from './cases.ts';
import { clockFault, limit } from './clock.ts';
import { id, instant, listQuery } from './common.ts';
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
  extraDays: z.number().int(),
  stage: stage.nullable(),
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
  ruleId: id,
  ruleVersion: z.number().int(),
  ruleName: z.string(),
  caseId: id,
  caseNo: z.string(),
  matterName: z.string(),
  departmentId: id,
  departmentName: z.string(),
  regionCode,
  hallId: id.nullable(),
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
  /** Counts its changes from 1. */
  version: z.number().int(),
});
export type Alert = z.infer<typeof alert>;

/** One thing that was done with a card; append-only. */
export const alertStep = z.object({
  seq: z.number().int(),
  action: z.enum([
    'create',
    'issue',
    'cancel',
    'escalate',
    'appeal',
    'reject_appeal',
    'uphold',
    'order',
    'reply',
    'send_back',
    'rectify',
    'propose_revocation',
    'dismiss_proposal',
    'note',
  ]),
  at: instant,
  /** Null: by itself. */
  by: z.string().nullable(),
  reason: z.string().nullable(),
  files: z.array(z.object({ id, name: z.string(), bytes: z.number().int() })),
});
export type AlertStep = z.infer<typeof alertStep>;

export const alertDetail = alert.extend({
  ground: alertGround,
  /** The case as it was when the card was created, and again when it was revoked. */
  snapshots: z.array(z.object({ at: instant, why: z.string(), state: z.record(z.string(), z.unknown()) })),
  steps: z.array(alertStep),
  /** What whoever asks may do with it now. */
  may: z.array(alertStep.shape.action),
});
export type AlertDetail = z.infer<typeof alertDetail>;

export const alertsQuery = listQuery.extend({
  level: cardLevel.optional(),
  state: alertState.optional(),
  order: orderState.optional(),
  subject: alertSubject.optional(),
  regionCode: regionCode.optional(),
  departmentId: id.optional(),
  hallId: id.optional(),
  caseId: id.optional(),
  /** Only what waits for a decision or an answer of whoever asks. */
  mine: z.enum(['yes']).optional(),
  proposed: z.enum(['yes']).optional(),
  from: instant.optional(),
  to: instant.optional(),
  sort: z.enum(['urgency', 'newest', 'due']).default('urgency'),
});

/** What waits: for the bar and the page's tabs. */
export const alertCounts = z.object({
  pending: z.number().int(),
  appealed: z.number().int(),
  replied: z.number().int(),
  proposed: z.number().int(),
  issued: z.object({ warning: z.number().int(), yellow: z.number().int(), red: z.number().int() }),
});
export type AlertCounts = z.infer<typeof alertCounts>;

/** Pushed to whoever holds `alerts:read` at its place. `isNews`: it was issued (or waits) just now. */
export const alertMessage = z.object({ alert, isNews: z.boolean() });
export type AlertMessage = z.infer<typeof alertMessage>;

/** Cases whose clock cannot be read, by what is missing: an admin's errand. */
export const clockFaultCount = clockFault.extend({ cases: z.number().int() });
