/** One card in the list: what, whose, since when, how it stands. */
import { Checkbox } from 'antd';
import type { TFunction } from 'i18next';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Alert } from '../../../../server/contract/alerts.ts';
import { AlertCard } from '../../components/alert-card.tsx';
import { AlertStateWords } from '../../components/alert-state-words.tsx';
import { instantText, spanText } from '../../lib/time.ts';

export interface AlertRowProps {
  readonly card: Alert;
  readonly top: number;
  readonly chosen: boolean;
  readonly marked: boolean;
  /** Belongs to another list by now. */
  readonly gone: boolean;
  readonly canMark: boolean;
  readonly now: number;
  readonly onOpen: (cardId: string) => void;
  readonly onMark: (cardId: string) => void;
}

export const AlertRow = memo(function AlertRow(props: AlertRowProps) {
  const { t } = useTranslation();
  const { card, chosen, marked, now, canMark } = props;
  const since = card.issuedAt ?? card.createdAt;
  const span = spanText(now - Date.parse(since), t);
  return (
    <div
      className="mc-alert-row"
      role="option"
      aria-selected={chosen}
      tabIndex={-1}
      data-alert-id={card.id}
      data-level={card.level}
      data-gone={props.gone}
      style={{ transform: `translateY(${props.top}px)` }}
      onClick={(event) => {
        if ((event.target as HTMLElement).closest('label') === null) props.onOpen(card.id);
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter') props.onOpen(card.id);
      }}
    >
      {canMark && (
        <Checkbox
          tabIndex={-1}
          checked={marked}
          aria-label={card.caseNo}
          onChange={() => props.onMark(card.id)}
        />
      )}
      <AlertCard level={card.level} state={card.state} />
      <span className="mc-alert-row-what">
        <span title={`${card.matterName} · ${card.ruleName}`}>
          <b>{card.matterName}</b> <em>· {card.ruleName}</em>
        </span>
        <small title={`${card.caseNo} · ${placeWords(card, t)}`}>
          <span className="mc-mono">{card.caseNo}</span> · {placeWords(card, t)}
        </small>
      </span>
      <span className="mc-alert-row-state">
        <time dateTime={since} title={instantText(since)}>
          {t('alerts.ago', { span })}
        </time>
        <AlertStateWords card={card} />
      </span>
    </div>
  );
});

/** `市场监管局 · 3 号窗口`; the hall where there is no window. */
export function placeWords(
  card: Pick<Alert, 'departmentName' | 'hallName' | 'windowCode'>,
  t: TFunction,
): string {
  const place = card.windowCode === null ? card.hallName : t('alerts.number', { code: card.windowCode });
  return place === null ? card.departmentName : `${card.departmentName} · ${place}`;
}
