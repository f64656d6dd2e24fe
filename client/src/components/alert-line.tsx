/** A standing card in one line: the card, how old it is, and its ground; opens it. */
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { CardLevel } from '../../../server/contract/alerts.ts';
import { useAlertDetail } from '../lib/alerts/alert-detail.ts';
import { useMay } from '../lib/me.ts';
import { instantText, spanText } from '../lib/time.ts';
import { AlertCard } from './alert-card.tsx';
import { AlertGround } from './alert-ground.tsx';
import './alert-line.css';

export interface AlertLineProps {
  readonly card: { readonly id: string; readonly level: CardLevel; readonly issuedAt: string };
  readonly now: number;
}

export function AlertLine({ card, now }: AlertLineProps) {
  const { t } = useTranslation();
  const may = useMay();
  const readable = may('alerts:read');
  const { data } = useAlertDetail(card.id, readable);
  const head = (
    <>
      <AlertCard level={card.level} />
      <span title={instantText(card.issuedAt)}>
        {t('alerts.ago', { span: spanText(now - Date.parse(card.issuedAt), t) })}
      </span>
      {data !== undefined && <span className="mc-alert-line-rule">{data.ruleName}</span>}
    </>
  );
  return (
    <div className="mc-alert-line" data-level={card.level} data-testid="alert-line">
      {readable ? (
        <Link className="mc-alert-line-head" to={`/alerts/${card.id}`}>
          {head}
        </Link>
      ) : (
        <span className="mc-alert-line-head">{head}</span>
      )}
      {data !== undefined && <AlertGround card={data} line />}
    </div>
  );
}
