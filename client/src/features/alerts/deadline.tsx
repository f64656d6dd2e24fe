/** By when the department may appeal, and by when an order is to be answered: the instant, and what working time is left. */
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { AlertDetail } from '../../../../server/contract/alerts.ts';
import { workingSpanText } from '../../lib/case-clock.ts';
import { minuteText } from '../../lib/time.ts';

export function Deadline({
  card,
  now,
}: {
  card: Pick<AlertDetail, 'state' | 'order' | 'appealUntil' | 'orderUntil' | 'left'>;
  now: number;
}) {
  const { t } = useTranslation();
  const { left } = card;
  const lines: { word: string; until: string; leftMs: number | null; hard: boolean }[] = [];
  if (card.order === 'ordered' && card.orderUntil !== null)
    lines.push({ word: t('alerts.orderUntil'), until: card.orderUntil, leftMs: left.orderMs, hard: true });
  if (card.state === 'issued' && card.appealUntil !== null)
    lines.push({
      word: t('alerts.appealUntil'),
      until: card.appealUntil,
      leftMs: left.appealMs,
      hard: false,
    });
  if (lines.length === 0) return null;
  return (
    <p className="mc-alert-deadlines">
      {lines.map(({ word, until, leftMs, hard }) => {
        const late = Date.parse(until) < now;
        const words = late && !hard ? t('alerts.expired') : leftWords(leftMs, late, left.workingDayMs, t);
        return (
          <span key={word} data-late={late && hard}>
            {word} {minuteText(until)}
            {words !== undefined && t('alerts.ground.named', { name: words })}
          </span>
        );
      })}
    </p>
  );
}

/** As it was answered a moment ago, so it may be of before the deadline while it is after it now. */
function leftWords(
  leftMs: number | null,
  late: boolean,
  workingDayMs: number,
  t: TFunction,
): string | undefined {
  if (leftMs === null || leftMs < 0 !== late) return late ? t('alerts.overdueNow') : undefined;
  const span = workingSpanText(Math.abs(leftMs), workingDayMs, t);
  return t(late ? 'alerts.overdue' : 'alerts.remaining', { span });
}
