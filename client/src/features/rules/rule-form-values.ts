/** A rule as its form has it, and back: a threshold before or after a limit is a number and a direction to people. */
import type { LimitUnit } from '../../../../server/contract/clock.ts';
import type { Rule, RuleBody, Threshold } from '../../../../server/contract/rules.ts';

type Conduct = Extract<Threshold, { kind: 'conduct' }>['what'];
type Basis = Extract<Threshold, { kind: 'offset' }>['basis'];

export interface RuleFormValues {
  readonly name: string;
  readonly level: RuleBody['level'];
  readonly kind: Threshold['kind'];
  readonly basis?: Basis;
  readonly direction?: 'before' | 'after';
  readonly value?: number;
  readonly unit?: LimitUnit;
  /** Percent. */
  readonly share?: number;
  readonly what?: Conduct;
  readonly mode: RuleBody['mode'];
  readonly recipients: RuleBody['recipients'];
  readonly appealDays: number;
  readonly orderDays: number;
  readonly enabled: boolean;
  readonly reason?: string;
}

export function formOf(rule: Rule): RuleFormValues {
  const { name, level, mode, recipients, appealDays, orderDays, enabled, threshold } = rule;
  const rest = { name, level, mode, recipients, appealDays, orderDays, enabled };
  if (threshold.kind === 'conduct') return { ...rest, kind: 'conduct', what: threshold.what };
  if (threshold.kind === 'share')
    return {
      ...rest,
      ...{ kind: 'share', basis: threshold.basis, share: Math.round(threshold.share * 100) },
      ...{ direction: 'after', value: 0, unit: 'workingDay' },
    };
  return {
    ...rest,
    ...{ kind: 'offset', basis: threshold.basis, unit: threshold.unit, share: 90 },
    direction: threshold.value < 0 ? 'before' : 'after',
    value: Math.abs(threshold.value),
  };
}

export function bodyOf(rule: Rule, values: RuleFormValues): RuleBody {
  const { name, level, mode, recipients, appealDays, orderDays, enabled } = values;
  return {
    ...{ name, level, mode, recipients, appealDays, orderDays, enabled },
    subject: rule.subject,
    threshold: thresholdOf(rule.threshold, values),
  };
}

function thresholdOf(before: Threshold, values: RuleFormValues): Threshold {
  if (before.kind === 'conduct') return { kind: 'conduct', what: values.what ?? before.what };
  const basis = values.basis ?? before.basis;
  if (values.kind === 'share') return { kind: 'share', basis, share: (values.share ?? 90) / 100 };
  const value = values.value ?? 0;
  return {
    ...{ kind: 'offset', basis, unit: values.unit ?? 'workingDay' },
    value: values.direction === 'before' && value > 0 ? -value : value,
  };
}
