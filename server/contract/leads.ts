/** 线索: picture and record disagree, or the record with itself (domain.md §8). To be checked by a person; never a verdict. */
import { z } from 'zod';
import { cardLevel } from './alerts.ts';
import { polygon } from './cameras.ts';
import { id, instant, listOf, listQuery, looseInstant, reason } from './common.ts';
import { occupancySpan } from './occupancy.ts';
import { regionCode } from './places.ts';
import { cameraRange } from './playback.ts';
import { gapCause } from './recordings.ts';

/** From the picture against the record, strongest first; then from records alone. */
export const videoLeadKinds = ['offRecord', 'stepWhileVacant', 'postVacated'] as const;
export const recordLeadKinds = [
  'backfill',
  'doneThenRecorded',
  'outOfHours',
  'identity',
  'clockAbuse',
  'voidAndRefile',
  'feedFault',
  'cameraDown',
] as const;
export const leadKind = z.enum([...videoLeadKinds, ...recordLeadKinds]);
export type LeadKind = z.infer<typeof leadKind>;

/** `new` → `watched` ↔ `new` → `confirmed` | `dismissed`. */
export const leadState = z.enum(['new', 'watched', 'confirmed', 'dismissed']);
export type LeadState = z.infer<typeof leadState>;

/** What may explain it without anybody's fault; shown beside the evidence, and chosen from when it is dismissed. */
export const benignCause = z.enum([
  'enquiry',
  'pickUp',
  'onlineStep',
  'breakOnRoster',
  'clockOffset',
  'handover',
  'otherWindow',
  'systemDown',
  'lateFeed',
  'zoneWrong',
  'pictureWrong',
  'trainee',
  'weekendService',
  'other',
]);
export type BenignCause = z.infer<typeof benignCause>;

/** What a confirmed lead became. `card`: of its case; `finding`: with or without an order to put it right. */
export const leadOutcome = z.enum(['card', 'finding', 'order']);
export type LeadOutcome = z.infer<typeof leadOutcome>;

export const lead = z.object({
  id,
  kind: leadKind,
  state: leadState,
  /** How much speaks for it, 0–100; what it is made of is in the detail. */
  strength: z.number().int().min(0).max(100),
  /** What it is about, from when to when. */
  from: instant,
  to: instant,
  raisedAt: instant,
  regionCode,
  hallId: id.nullable(),
  hallName: z.string().nullable(),
  windowId: id.nullable(),
  windowCode: z.string().nullable(),
  departmentId: id.nullable(),
  departmentName: z.string().nullable(),
  caseId: id.nullable(),
  caseNo: z.string().nullable(),
  matterName: z.string().nullable(),
  /** As reported or rostered. */
  clerk: z.string().nullable(),
  /** What was found out since explains it: a record that came late. It is for a person to close. */
  explainedAt: instant.nullable(),
  explainedBy: benignCause.nullable(),
  /** Who took it, and to look at again when. */
  watcher: z.string().nullable(),
  watchUntil: instant.nullable(),
  decidedBy: z.string().nullable(),
  decidedAt: instant.nullable(),
  outcome: leadOutcome.nullable(),
  alertId: id.nullable(),
  findingId: id.nullable(),
  updatedAt: instant,
  version: z.number().int(),
});
export type Lead = z.infer<typeof lead>;

export const leadAction = z.enum([
  'raise',
  'grow',
  'explain',
  'watch',
  'unwatch',
  'confirm',
  'dismiss',
  'reopen',
]);
export type LeadAction = z.infer<typeof leadAction>;
export const leadStep = z.object({
  seq: z.number().int(),
  action: leadAction,
  at: instant,
  /** Null: by itself. */
  by: z.string().nullable(),
  reason: z.string().nullable(),
  detail: z.record(z.string(), z.unknown()),
});

/** One thing on the record beside the picture. */
export const leadEvent = z.object({
  at: instant,
  receivedAt: instant.nullable(),
  what: z.string(),
  caseId: id.nullable(),
  caseNo: z.string().nullable(),
  clerk: z.string().nullable(),
  ticket: z.string().nullable(),
});
export const leadShift = z.object({ clerkName: z.string(), from: instant, to: instant });

export const leadDetail = lead.extend({
  /** The values compared, by name: each language makes its own words of them. Never anything of an applicant. */
  facts: z.record(z.string(), z.unknown()),
  /** What the strength is made of, each -100–100. */
  reasons: z.array(z.object({ what: z.string(), points: z.number() })),
  /** The thresholds it was raised by. */
  thresholds: z.record(z.string(), z.number()),
  benign: z.array(benignCause),
  /** What there is to look at, cameras the asker may see only. */
  clips: z.array(
    cameraRange.extend({
      cameraName: z.string(),
      /** Of it that was recorded, 0–100; null: he may see it live only. */
      percent: z.number().nullable(),
      /** Why there is no footage of the longest part that has none; null: there is of all of it, or it is not to be told. */
      gap: z.object({ cause: gapCause, code: z.string().nullable() }).nullable(),
      /** Where the window is in its picture; null: it is not about one. */
      clerkZone: polygon.nullable(),
      applicantZone: polygon.nullable(),
    }),
  ),
  /** Another camera looked at it as well, whose pictures of then are not for the asker. */
  someNotAllowed: z.boolean(),
  /** From when to when the record around it is told. */
  around: z.object({ from: instant, to: instant }),
  occupancy: z.array(occupancySpan),
  events: z.array(leadEvent),
  roster: z.array(leadShift),
  /** How far clocks were from ours, ms; null: not measured. */
  offsets: z.object({ sourceMs: z.number().nullable(), cameraMs: z.number().nullable() }),
  /** The hold on its footage, while it is not decided and after it is confirmed. */
  holdId: id.nullable(),
  steps: z.array(leadStep),
  may: z.array(leadAction),
  /** What whoever asks may make of it by confirming. */
  outcomes: z.array(leadOutcome),
});
export type LeadDetail = z.infer<typeof leadDetail>;

/** `sort: queue`: what waits longest among the strongest first. `from`, `to`: when it happened. */
export const leadsQuery = listQuery.extend({
  state: leadState.optional(),
  kind: leadKind.optional(),
  regionCode: regionCode.optional(),
  departmentId: id.optional(),
  hallId: id.optional(),
  windowId: id.optional(),
  caseId: id.optional(),
  /** Watched by whoever asks. */
  mine: z.enum(['yes']).optional(),
  explained: z.enum(['yes', 'no']).optional(),
  from: looseInstant.optional(),
  to: looseInstant.optional(),
  leastStrength: z.coerce.number().int().min(0).max(100).optional(),
  sort: z.enum(['queue', 'newest', 'strength']).default('queue'),
});
export const leads = listOf(lead);

const version = z.number().int().min(1);
/** As many at once. */
export const LEADS_AT_ONCE = 200;
const leadItems = z.array(z.object({ id, version })).min(1).max(LEADS_AT_ONCE, `at most ${LEADS_AT_ONCE}`);
/** `version`: the lead as it was decided on; when it is another by now: 409 `lead_changed` with its present state. */
export const decideLead = z.discriminatedUnion('action', [
  z.object({
    action: z.literal('watch'),
    version,
    until: looseInstant.nullable().default(null),
    reason: reason.optional(),
  }),
  z.object({ action: z.literal('unwatch'), version }),
  z.object({
    action: z.literal('confirm'),
    version,
    outcome: leadOutcome,
    /** Of a card; left out: the rule's. */
    level: cardLevel.optional(),
    /** Of an order: working days to answer in. */
    days: z.number().int().min(1).max(60).optional(),
    reason,
  }),
  z.object({ action: z.literal('dismiss'), version, cause: benignCause, reason: reason.optional() }),
  z.object({ action: z.literal('reopen'), version, reason: reason.optional() }),
]);
export type DecideLead = z.infer<typeof decideLead>;
/** A dismissal may be undone for so long, by whoever made it, without a reason being asked for. */
export const LEAD_UNDO_MS = 10 * 60_000;

/** One decision on many: closing those that are explained, or that one cause accounts for. Each is answered for itself. */
export const decideLeads = z.discriminatedUnion('action', [
  z.object({
    action: z.literal('dismiss'),
    items: leadItems,
    /** Left out: what explains each of them, as it was found out. */
    cause: benignCause.optional(),
    reason: reason.optional(),
  }),
  z.object({
    action: z.literal('watch'),
    items: leadItems,
    until: looseInstant.nullable().default(null),
    reason: reason.optional(),
  }),
]);
export const decidedLeads = z.object({
  items: z.array(
    z.object({
      id,
      ok: z.boolean(),
      /** As it is after it; null where it failed. */
      lead: lead.nullable(),
      /** Why not: `lead_changed`, `not_possible`, `not_found`. */
      code: z.string().nullable(),
      message: z.string().nullable(),
    }),
  ),
});
export type DecidedLeads = z.infer<typeof decidedLeads>;

export const leadCounts = z.object({
  new: z.number().int(),
  watched: z.number().int(),
  mine: z.number().int(),
  explained: z.number().int(),
});
export type LeadCounts = z.infer<typeof leadCounts>;
/** Pushed to whoever holds `leads:read` at its place. `isNews`: it was raised just now. */
export interface LeadMessage {
  lead: Lead;
  isNews: boolean;
}
export interface LeadsFollowed {
  counts: LeadCounts;
}

/** How often reviewers agreed with a rule: precision = confirmed / (confirmed + dismissed), null before the first decision. */
export const leadPrecision = z.object({
  kind: leadKind,
  raised: z.number().int(),
  confirmed: z.number().int(),
  dismissed: z.number().int(),
  open: z.number().int(),
  precision: z.number().min(0).max(1).nullable(),
  /** Why they were dismissed, most frequent first. */
  causes: z.array(z.object({ cause: benignCause, n: z.number().int() })),
});
export type LeadPrecision = z.infer<typeof leadPrecision>;

/** `from`, `to`: when they were raised; left out: the last 30 days. */
export const leadPrecisionQuery = z.object({
  regionCode: regionCode.optional(),
  hallId: id.optional(),
  from: looseInstant.optional(),
  to: looseInstant.optional(),
});
export const leadPrecisions = z.object({ from: instant, to: instant, items: z.array(leadPrecision) });
export type LeadPrecisions = z.infer<typeof leadPrecisions>;

/** One rule as it holds in a hall: values by name, each with its unit in the name (`absentMinutes`). */
export const leadRule = z.object({
  kind: leadKind,
  enabled: z.boolean(),
  values: z.record(z.string(), z.number()),
});
export type LeadRule = z.infer<typeof leadRule>;
/** What each value may be: for the form, and for the check at the edge. */
export const leadRuleField = z.object({
  name: z.string(),
  least: z.number(),
  most: z.number(),
  step: z.number(),
  usual: z.number(),
});
export type LeadRuleField = z.infer<typeof leadRuleField>;
export const hallLeadRules = z.object({
  hallId: id,
  /** Which of them are the hall's own; the others are as shipped. */
  own: z.array(leadKind),
  rules: z.array(leadRule),
  fields: z.record(leadKind, z.array(leadRuleField)),
  /** Windows where people are served without a case: enquiries, pick-ups. Beside those whose name says so. */
  noRecordWindows: z.array(id),
  /** 0: the hall has none of its own. */
  version: z.number().int(),
});
export type HallLeadRules = z.infer<typeof hallLeadRules>;
export const setLeadRules = z.object({
  rules: z.array(leadRule).min(1).max(20),
  noRecordWindows: z.array(id).max(500).default([]),
  version: z.number().int().min(0),
});
/** What rules would have raised in the last week: nothing is kept of it. */
export const replayLeads = z.object({
  rules: z.array(leadRule).min(1).max(20),
  noRecordWindows: z.array(id).max(500).default([]),
  days: z.number().int().min(1).max(31).default(7),
});
export const leadReplay = z.object({
  from: instant,
  to: instant,
  rules: z.array(
    z.object({
      kind: leadKind,
      would: z.number().int(),
      /** Of those: raised at the time and confirmed, dismissed, still open; and never raised. */
      confirmed: z.number().int(),
      dismissed: z.number().int(),
      open: z.number().int(),
      unseen: z.number().int(),
      /** Raised at the time, and would not be. */
      lost: z.number().int(),
      lostConfirmed: z.number().int(),
    }),
  ),
  /** It took too long to look at all the days asked for: from `from` on only. */
  cut: z.boolean(),
  /** Of the windows' time, how much pictures tell nothing of, 0–1. */
  unseenShare: z.number().min(0).max(1),
});
export type LeadReplay = z.infer<typeof leadReplay>;
