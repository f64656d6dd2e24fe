/** A card, drawn: yellow and red as a referee shows them, a warning as an outline; always with its word. */
import { useTranslation } from 'react-i18next';
import type { AlertState, CardLevel } from '../../../server/contract/alerts.ts';
import './alert-card.css';

export interface AlertCardProps {
  readonly level: CardLevel;
  /** One that was revoked or cancelled is drawn empty. */
  readonly state?: AlertState;
  /** `line`: within text, as tall as it; `large`: the card itself. */
  readonly size?: 'line' | 'large';
  /** Where the word stands beside it anyway. */
  readonly bare?: boolean;
}

export function AlertCard({ level, state, size = 'line', bare = false }: AlertCardProps) {
  const { t } = useTranslation();
  const word = t(`alerts.level.${level}`);
  return (
    <span
      className="mc-alert-card"
      data-level={level}
      data-size={size}
      data-void={state === 'revoked' || state === 'cancelled' ? '' : undefined}
      {...(bare && { role: 'img', 'aria-label': word, title: word })}
    >
      <i aria-hidden="true" />
      {!bare && <span>{word}</span>}
    </span>
  );
}
