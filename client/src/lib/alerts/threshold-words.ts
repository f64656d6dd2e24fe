/** What a rule says, in words: `超过法定时限`, `承诺时限届满前 2 工作日`. */
import type { TFunction } from 'i18next';
import { type RuleBody, threshold } from '../../../../server/contract/rules.ts';
import { limitText } from '../case-clock.ts';

export function thresholdWords(rule: RuleBody['threshold'], t: TFunction): string {
  if (rule.kind === 'conduct') return t(`rules.conduct.${rule.what}`);
  const basis = t(`rules.basis.${rule.basis}`);
  if (rule.kind === 'share') return t('rules.share', { basis, percent: Math.round(rule.share * 100) });
  if (rule.value === 0) return t('rules.past', { basis });
  const span = limitText({ value: Math.abs(rule.value), unit: rule.unit }, t);
  return t(rule.value < 0 ? 'rules.before' : 'rules.beyond', { basis, span });
}

/** Of a card's ground, where it lies as it was kept; one that a later version wrote says nothing. */
export function keptThreshold(kept: Readonly<Record<string, unknown>>): RuleBody['threshold'] | undefined {
  return threshold.safeParse(kept).data;
}
