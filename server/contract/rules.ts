/** When a card is due: rules as data, versioned, per region. Defaults from domain.md §3. */
import { z } from 'zod';
import { alertSubject, cardLevel } from './alerts.ts';
import { limitUnit } from './clock.ts';
import { id, instant, name } from './common.ts';
import { regionCode } from './places.ts';

/** What a time is counted to: a limit of the case, of its stage, the days a procedure was applied for, or three days to the certificate. */
export const thresholdBasis = z.enum(['promised', 'statutory', 'stage', 'applied', 'certificate']);

export const threshold = z.discriminatedUnion('kind', [
  /** So long before (negative) or after the limit; 0: one moment past it. */
  z.object({
    kind: z.literal('offset'),
    basis: thresholdBasis,
    value: z.number().int().min(-3650).max(3650),
    unit: limitUnit,
  }),
  /** From this share of the limit on: 0.9. */
  z.object({ kind: z.literal('share'), basis: thresholdBasis, share: z.number().gt(0).lt(1) }),
  /** What was done, whenever: domain.md §3 "other triggers". */
  z.object({
    kind: z.literal('conduct'),
    what: z.enum([
      'refusal_without_reason',
      'accepted_without_receipt',
      'fee_differs',
      'forwarded_late',
      'suspended_without_approver',
      'suspended_without_days',
      'extended_beyond_law',
      'correction_asked_late',
      'correction_asked_again',
      'correction_after_acceptance',
      /** A person confirmed a lead (线索) about the case; the engine itself never finds it. */
      'lead_confirmed',
    ]),
  }),
]);
export type Threshold = z.infer<typeof threshold>;

/** Whom a card is told to, one after the other while nothing is done about it. */
export const recipientRole = z.enum(['handler', 'sectionHead', 'leader', 'supervisor']);
export const escalation = z
  .array(
    z.object({
      to: recipientRole,
      /** Working hours after it was issued. */
      afterHours: z.number().int().min(0).max(1000),
    }),
  )
  .max(8);

export const ruleBody = z.object({
  name,
  subject: alertSubject,
  threshold,
  level: cardLevel,
  /** `confirm`: waits for a supervisor. */
  mode: z.enum(['auto', 'confirm']),
  recipients: escalation,
  /** Working days in which the department may appeal, and must answer an order. */
  appealDays: z.number().int().min(0).max(60),
  orderDays: z.number().int().min(1).max(60),
  enabled: z.boolean(),
});
export type RuleBody = z.infer<typeof ruleBody>;

/**
 * A rule as it holds in a region: its own version, or the one of the nearest region above, or the shipped default
 * (`regionCode` null). A card keeps the version that issued it.
 */
export const rule = ruleBody.extend({
  id,
  /** The same in every region: `case-red`. */
  key: z.string().regex(/^[a-z0-9-]{2,40}$/),
  version: z.number().int(),
  regionCode: regionCode.nullable(),
  validFrom: instant,
  changedBy: z.string().nullable(),
});
export type Rule = z.infer<typeof rule>;

/** A rule's key in a path. */
export const ruleKey = rule.shape.key;

export const rulesQuery = z.object({
  /** As they hold there; left out: as they are shipped. */
  regionCode: regionCode.optional(),
});
export const inRegion = z.object({ regionCode });

/** A region's own version of a rule: `PUT /api/v1/rules/{key}`. */
export const setRule = ruleBody.extend({ regionCode });

/** One row of a rule's history in a region. */
export const ruleChange = z.object({
  version: z.number().int(),
  /** Null: from here on what holds above held again. */
  body: ruleBody.nullable(),
  at: instant,
  by: z.string().nullable(),
  reason: z.string().nullable(),
});
export type RuleChange = z.infer<typeof ruleChange>;

export const previewRule = z.object({ regionCode, key: ruleKey, body: ruleBody });
/**
 * What a change would do to cases that are open now. Cards that were issued stay, judged by the version that issued
 * them: `without` counts those that the rule would not issue any more.
 */
export const rulePreview = z.object({
  /** Open cases below the region, and how many of them were looked at (the newest; bounded). */
  open: z.number().int(),
  lookedAt: z.number().int(),
  /** Would get a card they do not have. */
  gain: z.number().int(),
  /** Have one that it would not have issued. */
  without: z.number().int(),
  /** Whose clock cannot be read. */
  faults: z.number().int(),
  samples: z.array(
    z.object({
      caseId: id,
      caseNo: z.string(),
      matterName: z.string(),
      change: z.enum(['gain', 'without']),
      dueAt: instant,
    }),
  ),
  /** Did not finish in time: the counts are of the cases looked at until then. */
  cut: z.boolean(),
});
export type RulePreview = z.infer<typeof rulePreview>;
