/** Rules as they are being edited. */
import type { HallLeadRules, LeadRule } from '../../../../server/contract/leads.ts';

export interface Draft {
  readonly rules: readonly LeadRule[];
  readonly noRecordWindows: readonly string[];
}

export const draftOf = ({ rules, noRecordWindows }: HallLeadRules): Draft => ({ rules, noRecordWindows });

/** As shipped. */
export const usualOf = ({ rules, fields }: HallLeadRules): LeadRule[] =>
  rules.map(({ kind }) => ({
    ...{ kind, enabled: true },
    values: Object.fromEntries(fields[kind].map(({ name, usual }) => [name, usual])),
  }));

export const isSame = (a: Draft, b: Draft): boolean =>
  [...a.noRecordWindows].sort().join() === [...b.noRecordWindows].sort().join() &&
  a.rules.every((rule) => {
    const other = b.rules.find((one) => one.kind === rule.kind);
    return (
      other !== undefined &&
      other.enabled === rule.enabled &&
      Object.entries(rule.values).every(([name, value]) => other.values[name] === value)
    );
  });
