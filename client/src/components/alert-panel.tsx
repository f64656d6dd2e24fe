/** The cards of one case, the gravest and newest first: each with its ground in words. For the case's page. */
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { type Alert, alert } from '../../../server/contract/alerts.ts';
import { useAlertDetail } from '../lib/alerts/alert-detail.ts';
import { useMay } from '../lib/me.ts';
import { useServices } from '../lib/services.ts';
import { instantText } from '../lib/time.ts';
import { listKey, useList } from '../lib/use-list.ts';
import { AlertCard } from './alert-card.tsx';
import { AlertGround } from './alert-ground.tsx';
import { AlertStateWords } from './alert-state-words.tsx';
import './alert-panel.css';

/** More than this on one case there cannot be: one a rule and what of the case it is about. */
const MOST = 100;

export function AlertPanel({ caseId }: { caseId: string }) {
  const may = useMay();
  return may('alerts:read') ? <Panel caseId={caseId} /> : null;
}

function Panel({ caseId }: { caseId: string }) {
  const { t } = useTranslation();
  const { alerts } = useServices();
  const queries = useQueryClient();
  const list = useList({ path: '/alerts', item: alert, query: { caseId, sort: 'newest' }, limit: MOST });
  useEffect(() => {
    const again = () => void queries.invalidateQueries({ queryKey: listKey('/alerts') });
    return alerts.listen({
      onCard: (message) => {
        if (message.alert.caseId === caseId) again();
      },
      onReset: again,
    });
  }, [alerts, queries, caseId]);
  return (
    <section className="mc-panel" data-testid="alert-panel">
      <h2>{t('alerts.panel.title')}</h2>
      {list.items === undefined ? (
        list.error === null ? (
          <div className="mc-skeleton" style={{ height: 48 }} aria-busy="true" />
        ) : (
          <p className="mc-muted">
            {t('common.errorTitle')}{' '}
            <button type="button" className="mc-button" onClick={() => void list.refetch()}>
              {t('common.retry')}
            </button>
          </p>
        )
      ) : list.items.length === 0 ? (
        <p className="mc-muted">{t('alerts.panel.none')}</p>
      ) : (
        <ul className="mc-alert-panel">
          {list.items.map((one) => (
            <CardOfCase key={one.id} card={one} />
          ))}
        </ul>
      )}
    </section>
  );
}

function CardOfCase({ card }: { card: Alert }) {
  const { t } = useTranslation();
  const { data } = useAlertDetail(card.id);
  return (
    <li>
      <div className="mc-alert-panel-head">
        <Link to={`/alerts/${card.id}`} title={t('alerts.panel.open')}>
          <AlertCard level={card.level} state={card.state} />
        </Link>
        <span>{card.ruleName}</span>
        <AlertStateWords card={card} />
        <time className="mc-muted" dateTime={card.issuedAt ?? card.createdAt}>
          {instantText(card.issuedAt ?? card.createdAt)}
        </time>
      </div>
      {data !== undefined && <AlertGround card={data} />}
    </li>
  );
}
