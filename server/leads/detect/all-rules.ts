/** The rules by kind with what each may be set to, and as they are shipped. */
import type { LeadKind, LeadRule, LeadRuleField } from '../../contract/leads.ts';
import { leadKind } from '../../contract/leads.ts';
import { backfillFields } from './backfill.ts';
import { cameraDownFields } from './camera-down.ts';
import { clockAbuseFields } from './clock-abuse.ts';
import { doneThenRecordedFields } from './done-then-recorded.ts';
import { feedFaultFields } from './feed-fault.ts';
import { identityFields } from './identity.ts';
import { offRecordFields } from './off-record.ts';
import { outOfHoursFields } from './out-of-hours.ts';
import { postVacatedFields } from './post-vacated.ts';
import type { RuleFields, ValuesOf } from './rule.ts';
import { stepWhileVacantFields } from './step-while-vacant.ts';
import { voidAndRefileFields } from './void-and-refile.ts';

export const allFields = {
  offRecord: offRecordFields,
  stepWhileVacant: stepWhileVacantFields,
  postVacated: postVacatedFields,
  backfill: backfillFields,
  doneThenRecorded: doneThenRecordedFields,
  outOfHours: outOfHoursFields,
  identity: identityFields,
  clockAbuse: clockAbuseFields,
  voidAndRefile: voidAndRefileFields,
  feedFault: feedFaultFields,
  cameraDown: cameraDownFields,
} satisfies Record<LeadKind, RuleFields>;

export type Fields = typeof allFields;

export const fieldsOf = (kind: LeadKind): LeadRuleField[] =>
  Object.entries<Omit<LeadRuleField, 'name'>>(allFields[kind]).map(([name, one]) => ({ name, ...one }));

export const shippedRules = (): LeadRule[] =>
  leadKind.options.map((kind) => ({
    ...{ kind, enabled: true },
    values: Object.fromEntries(fieldsOf(kind).map(({ name, usual }) => [name, usual])),
  }));

/** The rules that hold somewhere. */
export class HeldRules {
  readonly #rules: ReadonlyMap<LeadKind, LeadRule>;
  /** Windows where people are served without a case. */
  readonly noRecordWindows: ReadonlySet<string>;

  constructor(own: readonly LeadRule[], noRecordWindows: readonly string[] = []) {
    const rules = new Map(shippedRules().map((rule) => [rule.kind, rule]));
    for (const rule of own) {
      const shipped = rules.get(rule.kind);
      rules.set(rule.kind, { ...rule, values: { ...shipped?.values, ...rule.values } });
    }
    this.#rules = rules;
    this.noRecordWindows = new Set(noRecordWindows);
  }

  /** Undefined: it is switched off. */
  of<K extends LeadKind>(kind: K): ValuesOf<Fields[K]> | undefined {
    const rule = this.#rules.get(kind);
    // Each field is there: shipped ones were laid under it.
    return rule?.enabled ? (rule.values as ValuesOf<Fields[K]>) : undefined;
  }

  all(): LeadRule[] {
    return [...this.#rules.values()];
  }
}
