/** By when the department may appeal, and by when an order is to be answered: the instant, and what is left. */
import { useTranslation } from 'react-i18next';
import type { Alert } from '../../../../server/contract/alerts.ts';
import { minuteText, spanText } from '../../lib/time.ts';

export function Deadline({
  card,
  now,
}: {
  card: Pick<Alert, 'state' | 'order' | 'appealUntil' | 'orderUntil'>;
  now: number;
}) {
  const { t } = useTranslation();
  const lines: { word: string; until: string; hard: boolean }[] = [];
  if (card.order === 'ordered' && card.orderUntil !== null)
    lines.push({ word: t('alerts.orderUntil'), until: card.orderUntil, hard: true });
  if (card.state === 'issued' && card.appealUntil !== null)
    lines.push({ word: t('alerts.appealUntil'), until: card.appealUntil, hard: false });
  if (lines.length === 0) return null;
  return (
    <p className="mc-alert-deadlines">
      {lines.map(({ word, until, hard }) => {
        const left = Date.parse(until) - now;
        const late = left < 0;
        return (
          <span key={word} data-late={late && hard}>
            {word} {minuteText(until)}
            {t('alerts.ground.named', {
              name: !late
                ? t('alerts.remaining', { span: spanText(left, t) })
                : hard
                  ? t('alerts.overdue', { span: spanText(-left, t) })
                  : t('alerts.expired'),
            })}
          </span>
        );
      })}
    </p>
  );
}
