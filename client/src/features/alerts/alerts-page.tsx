/** What must I decide? The oldest undecided red first; the list at the left, the card at the right, one keyboard. */
import { Button } from 'antd';
import { useCallback, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, useParams } from 'react-router';
import { useStore } from 'zustand';
import type { Alert, AlertCounts, Decision } from '../../../../server/contract/alerts.ts';
import { QueueList } from '../../components/queue/queue-list.tsx';
import { QueueTabs } from '../../components/queue/queue-tabs.tsx';
import { EmptyView } from '../../components/state-views.tsx';
import { useAlertDetail } from '../../lib/alerts/alert-detail.ts';
import { useMay } from '../../lib/me.ts';
import { queryText } from '../../lib/query-text.ts';
import { useServices } from '../../lib/services.ts';
import { useNow } from '../../lib/use-now.ts';
import { decisionOf, decisions, possible } from './alert-actions.ts';
import { AlertDetail } from './alert-detail.tsx';
import { AlertFilters } from './alert-filters.tsx';
import { AlertKeysHelp } from './alert-keys-help.tsx';
import { AlertList } from './alert-list.tsx';
import { DecisionDialog } from './decision-dialog.tsx';
import { useAlertKeys } from './use-alert-keys.ts';
import { useAlertRows } from './use-alert-rows.ts';
import { type AlertTab, alertTabs, isNarrowed, queryOf, useAlertsFilter } from './use-alerts-filter.ts';
import './alerts.css';

interface Asked {
  readonly action: Decision;
  readonly cards: readonly Alert[];
}

export default function AlertsPage() {
  const may = useMay();
  const { alertId } = useParams();
  // A department's page is the one it answers on; links to cards lead here all the same.
  if (may('alerts:reply') && !may('alerts:decide'))
    return <Navigate to={alertId === undefined ? '/answers' : `/answers/${alertId}`} replace />;
  return <Deciding />;
}

function Deciding() {
  const { t } = useTranslation();
  const may = useMay();
  const { alerts, clock } = useServices();
  const { filter, alertId, set, clear, open } = useAlertsFilter();
  const [isPointed, setPointed] = useState(false);
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set());
  const [deciding, setDeciding] = useState<Asked>();
  const [help, setHelp] = useState(false);
  const detailBox = useRef<HTMLElement>(null);
  const query = useMemo(() => queryOf(filter), [filter]);
  const isHeld = isPointed || marked.size > 0 || deciding !== undefined;
  const { list, rows, fresh, changes, isReordered, apply } = useAlertRows(query, isHeld);
  const counts = useStore(alerts.store, (state) => state.counts);
  const current = useAlertDetail(alertId).data;
  const canDecide = may('alerts:decide');
  useNow(15_000);
  const now = clock.now();

  const markedCards = rows.filter((card) => marked.has(card.id));
  const mark = useCallback(
    (cardId: string) =>
      setMarked((before) => {
        const next = new Set(before);
        if (!next.delete(cardId)) next.add(cardId);
        return next;
      }),
    [],
  );
  const at = rows.findIndex(({ id }) => id === alertId);
  const goTo = (index: number) => {
    const card = rows[Math.min(rows.length - 1, Math.max(0, index))];
    if (card !== undefined) open(card.id);
  };
  /** With what is marked, else with the card that is open. */
  const act = (action: Decision) => {
    const cards = markedCards.length > 0 ? markedCards : current === undefined ? [] : [current];
    if (cards.length > 0) setDeciding({ action, cards });
  };
  const done = (ids: readonly string[]) => {
    void list.refetch();
    setMarked((before) => new Set([...before].filter((id) => !ids.includes(id))));
    // On to the next one that waits; the list of all stays where it is.
    if (filter.tab !== 'all' && filter.tab !== 'issued' && alertId !== undefined && ids.includes(alertId)) {
      const next =
        rows.slice(at + 1).find(({ id }) => !ids.includes(id)) ?? rows.find(({ id }) => !ids.includes(id));
      if (next !== undefined) open(next.id);
    }
  };
  useAlertKeys({
    move: (by) => goTo(at < 0 ? 0 : at + by),
    end: (last) => goTo(last ? rows.length - 1 : 0),
    enter: () => (at < 0 ? goTo(0) : detailBox.current?.focus()),
    leave: () => {
      if (marked.size > 0) setMarked(new Set());
      else document.querySelector<HTMLElement>('.mc-alert-list')?.focus();
    },
    mark: () => canDecide && alertId !== undefined && at >= 0 && mark(alertId),
    help: () => setHelp(true),
    act: (key) => {
      const allowed =
        markedCards.length > 0
          ? decisions.filter((action) => markedCards.some((card) => possible(card).includes(action)))
          : (current?.may ?? []);
      const action = canDecide ? decisionOf(key, allowed) : undefined;
      if (action !== undefined) act(action);
      return action !== undefined;
    },
  });
  const more = useMemo(
    () => (list.hasNextPage && !list.isFetchingNextPage ? () => void list.fetchNextPage() : undefined),
    [list.hasNextPage, list.isFetchingNextPage, list.fetchNextPage],
  );

  return (
    <div className="mc-queue mc-alerts">
      <div className="mc-queue-head">
        <h1>{t('alerts.title')}</h1>
        <QueueTabs
          tabs={alertTabs.filter((tab) => tab !== 'mine' || canDecide)}
          chosen={filter.tab}
          label={(tab) => t(`alerts.tab.${tab}`)}
          countOf={(tab) => countOf(tab, counts)}
          onChoose={(tab) => set({ tab })}
        />
        <Button href={`/api/v1/alerts/export?${queryText(query)}`} download>
          {t('alerts.export')}
        </Button>
        <Button type="text" aria-label={t('alerts.keys.help')} onClick={() => setHelp(true)}>
          ?
        </Button>
      </div>
      <AlertFilters filter={filter} set={set} clear={clear} />
      <div className="mc-queue-panes">
        <div className="mc-queue-left">
          {canDecide && marked.size > 0 && (
            <BulkBar
              cards={markedCards}
              onAct={act}
              onAll={() => setMarked(new Set(rows.map(({ id }) => id)))}
              onNone={() => setMarked(new Set())}
            />
          )}
          {isReordered && (
            <button type="button" className="mc-queue-fresh" onClick={apply}>
              {changes === 0 ? t('alerts.changedOrder') : t('alerts.changed', { n: changes })}
            </button>
          )}
          <QueueList
            list={list}
            rowHeight={52}
            isEmpty={rows.length === 0}
            empty={<Nothing tab={filter.tab} narrowed={isNarrowed(filter)} onClear={clear} />}
          >
            <AlertList
              rows={rows}
              fresh={fresh}
              chosenId={alertId}
              marked={marked}
              canMark={canDecide}
              now={now}
              onMore={more}
              onOpen={open}
              onMark={mark}
              onPoint={setPointed}
            />
          </QueueList>
        </div>
        <section ref={detailBox} className="mc-queue-right" tabIndex={-1}>
          {alertId === undefined ? (
            <EmptyView title={t('alerts.choose')} text={t('alerts.chooseText')} />
          ) : (
            <AlertDetail
              key={alertId}
              alertId={alertId}
              onAct={(action) => current !== undefined && setDeciding({ action, cards: [current] })}
            />
          )}
        </section>
      </div>
      {deciding !== undefined && (
        <DecisionDialog
          action={deciding.action}
          cards={deciding.cards}
          onDone={done}
          onClose={() => setDeciding(undefined)}
        />
      )}
      {help && <AlertKeysHelp onClose={() => setHelp(false)} />}
    </div>
  );
}

function countOf(tab: AlertTab, counts: AlertCounts | undefined): number | undefined {
  if (counts === undefined || tab === 'all') return undefined;
  const { warning, yellow, red } = counts.issued;
  if (tab === 'issued') return warning + yellow + red;
  if (tab === 'mine') return counts.pending + counts.appealed + counts.replied + counts.proposed;
  return counts[tab];
}

function BulkBar(props: {
  cards: readonly Alert[];
  onAct: (action: Decision) => void;
  onAll: () => void;
  onNone: () => void;
}) {
  const { t } = useTranslation();
  const allowed = decisions.filter((action) => props.cards.some((card) => possible(card).includes(action)));
  return (
    <div className="mc-alerts-bulk" role="status">
      <strong>{t('alerts.marked', { n: props.cards.length })}</strong>
      {allowed.map((action) => (
        <Button key={action} size="small" onClick={() => props.onAct(action)}>
          {t(`alerts.act.${action}`)}
        </Button>
      ))}
      <span className="mc-spring" />
      <Button size="small" type="text" onClick={props.onAll}>
        {t('alerts.markAll')}
      </Button>
      <Button size="small" type="text" onClick={props.onNone}>
        {t('alerts.unmark')}
      </Button>
    </div>
  );
}

function Nothing({ tab, narrowed, onClear }: { tab: AlertTab; narrowed: boolean; onClear: () => void }) {
  const { t } = useTranslation();
  if (narrowed)
    return (
      <EmptyView text={t('alerts.emptyNarrowed')}>
        <Button onClick={onClear}>{t('alerts.filter.clear')}</Button>
      </EmptyView>
    );
  return tab === 'mine' ? (
    <EmptyView title={t('alerts.empty')} text={t('alerts.emptyText')} />
  ) : (
    <EmptyView text={t('alerts.emptyTab')} />
  );
}
