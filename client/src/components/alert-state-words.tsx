/** How a card stands, in a word or two: 待确认, 申诉中, 督办中, 建议撤销. */
import { useTranslation } from 'react-i18next';
import type { Alert } from '../../../server/contract/alerts.ts';
import './alert-state-words.css';

export function AlertStateWords({ card }: { card: Pick<Alert, 'state' | 'order' | 'revocationProposed'> }) {
  const { t } = useTranslation();
  // What waits for somebody stands out; what merely is does not.
  const words: { text: string; waits: boolean }[] = [
    {
      text: t(`alerts.state.${card.state}`),
      waits: card.state === 'pending' || card.state === 'appealed',
    },
  ];
  if (card.order !== 'none')
    words.push({ text: t(`alerts.order.${card.order}`), waits: card.order === 'replied' });
  if (card.revocationProposed !== null && card.state !== 'revoked')
    words.push({ text: t('alerts.proposed'), waits: true });
  return (
    <span className="mc-alert-state">
      {words.map(({ text, waits }) => (
        <span key={text} data-waits={waits}>
          {text}
        </span>
      ))}
    </span>
  );
}
