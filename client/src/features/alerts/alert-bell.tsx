/** In the bar: how many cards wait or stand, by colour; a click shows the most urgent, and how one is told of new ones. */
import { Button, Drawer, Skeleton } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { useStore } from 'zustand';
import { alert } from '../../../../server/contract/alerts.ts';
import { AlertCard } from '../../components/alert-card.tsx';
import { AlertStateWords } from '../../components/alert-state-words.tsx';
import { EmptyView, ErrorView } from '../../components/state-views.tsx';
import { useMay } from '../../lib/me.ts';
import { useServices } from '../../lib/services.ts';
import { spanText } from '../../lib/time.ts';
import { useList } from '../../lib/use-list.ts';
import { placeWords } from './alert-row.tsx';
import { useTold } from './use-told.tsx';
import './alert-bell.css';

export function AlertBell() {
  const may = useMay();
  return may('alerts:read') ? <Bell /> : null;
}

function Bell() {
  const { t } = useTranslation();
  const { alerts } = useServices();
  const may = useMay();
  const [isOpen, setOpen] = useState(false);
  const counts = useStore(alerts.store, (state) => state.counts);
  useTold();
  // Counted as long as the bar is there.
  useEffect(() => alerts.listen({}), [alerts]);
  const answers = may('alerts:reply') && !may('alerts:decide');
  const waits =
    counts === undefined
      ? 0
      : answers
        ? counts.ordered
        : counts.pending + counts.appealed + counts.replied + counts.proposed;
  const { red = 0, yellow = 0 } = counts?.issued ?? {};
  const words = waits === 0 ? t('alerts.bell.none') : t('alerts.bell.some', { n: waits });
  const standing = `${t('alerts.level.red')} ${red} · ${t('alerts.level.yellow')} ${yellow}`;
  return (
    <>
      <button
        type="button"
        className="mc-card-bell"
        data-testid="alert-bell"
        title={`${words} · ${standing}`}
        aria-label={`${words} · ${standing}`}
        onClick={() => setOpen(true)}
      >
        <span data-none={red === 0}>
          <AlertCard level="red" bare />
          {most(red)}
        </span>
        <span data-none={yellow === 0}>
          <AlertCard level="yellow" bare />
          {most(yellow)}
        </span>
        {waits > 0 && <b>{most(waits)}</b>}
      </button>
      <Drawer open={isOpen} onClose={() => setOpen(false)} size={520} title={t('alerts.bell.title')}>
        {isOpen && <Urgent answers={answers} onLeave={() => setOpen(false)} />}
      </Drawer>
    </>
  );
}

const most = (n: number): string => (n > 999 ? '999+' : String(n));
const SHOWN = 12;

function Urgent({ answers, onLeave }: { answers: boolean; onLeave: () => void }) {
  const { t } = useTranslation();
  const { clock } = useServices();
  const navigate = useNavigate();
  const list = useList({ path: '/alerts', item: alert, query: { mine: 'yes' }, limit: SHOWN });
  const now = clock.now();
  const page = answers ? '/answers' : '/alerts';
  return (
    <div className="mc-bell-list">
      {list.items === undefined ? (
        list.error === null ? (
          <Skeleton active />
        ) : (
          <ErrorView error={list.error} onRetry={() => void list.refetch()} />
        )
      ) : list.items.length === 0 ? (
        <EmptyView title={t('alerts.bell.none')} text={t('alerts.emptyText')} />
      ) : (
        <ul>
          {list.items.map((card) => (
            <li key={card.id}>
              <Link to={`${page}/${card.id}`} onClick={onLeave}>
                <AlertCard level={card.level} />
                <span>
                  <b>{card.matterName}</b>
                  <small>{placeWords(card, t)}</small>
                </span>
                <span className="mc-bell-state">
                  <small>
                    {t('alerts.ago', {
                      span: spanText(now - Date.parse(card.issuedAt ?? card.createdAt), t),
                    })}
                  </small>
                  <AlertStateWords card={card} />
                </span>
              </Link>
            </li>
          ))}
        </ul>
      )}
      <Button
        block
        onClick={() => {
          onLeave();
          void navigate(page);
        }}
      >
        {answers ? t('alerts.answers.title') : t('alerts.bell.all')}
      </Button>
      <Link to="/account/attention" onClick={onLeave}>
        {t('attention.settings')}
      </Link>
    </div>
  );
}
