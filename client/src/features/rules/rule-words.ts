/** A rule's other parts in words: whom it is told to, and the days to appeal and to answer in. */
import type { TFunction } from 'i18next';
import type { RuleBody } from '../../../../server/contract/rules.ts';
import { thresholdWords } from '../../lib/alerts/threshold-words.ts';

export function recipientsWords(recipients: RuleBody['recipients'], t: TFunction): string {
  if (recipients.length === 0) return t('rules.nobody');
  return recipients
    .map(
      ({ to, afterHours }) =>
        `${t(`rules.to.${to}`)}${t('alerts.ground.named', {
          name: afterHours === 0 ? t('rules.atOnce') : t('rules.afterHours', { n: afterHours }),
        })}`,
    )
    .join(' → ');
}

export const deadlinesWords = ({ appealDays, orderDays }: RuleBody, t: TFunction): string =>
  [
    appealDays === 0 ? t('rules.noAppeal') : t('rules.appealDays', { n: appealDays }),
    t('rules.orderDays', { n: orderDays }),
  ].join(' · ');

/** Everything a rule says, by what it is about: for a version beside the one before it. */
export const ruleWords = (body: RuleBody, t: TFunction): Record<string, string> => ({
  [t('rules.column.name')]: body.name,
  [t('rules.column.when')]: thresholdWords(body.threshold, t),
  [t('rules.column.level')]: t(`alerts.level.${body.level}`),
  [t('rules.column.mode')]: t(`rules.mode.${body.mode}`),
  [t('rules.column.recipients')]: recipientsWords(body.recipients, t),
  [t('rules.column.deadlines')]: deadlinesWords(body, t),
  [t('rules.field.enabled')]: body.enabled ? t('common.yes') : t('common.no'),
});
