/** Do picture and record agree? The queue at the left, strongest first; clip and record side by side at the right. */
import { App, Button, Input, Select } from 'antd';
import { useCallback, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useStore } from 'zustand';
import {
  type BenignCause,
  type LeadDetail as Detail,
  LEAD_UNDO_MS,
  type LeadAction,
  type LeadCounts,
  leadKind,
} from '../../../../server/contract/leads.ts';
import { HallChooser } from '../../components/choosers.tsx';
import { NoteDialog } from '../../components/playback/note-dialog.tsx';
import type { Playback } from '../../components/playback/use-playback.ts';
import { QueueList } from '../../components/queue/queue-list.tsx';
import { QueueTabs } from '../../components/queue/queue-tabs.tsx';
import { useSearchText } from '../../components/record-table-search.ts';
import { EmptyView, ErrorView } from '../../components/state-views.tsx';
import { ApiError } from '../../lib/api.ts';
import { useMay } from '../../lib/me.ts';
import { usePageKeys } from '../../lib/page-keys.ts';
import { problemWords } from '../../lib/problem-words.ts';
import { queryText } from '../../lib/query-text.ts';
import { useServices } from '../../lib/services.ts';
import { useNow } from '../../lib/use-now.ts';
import { ExplainedBar } from './explained-bar.tsx';
import { decide } from './lead-calls.ts';
import { LeadDetail, LeadDetailSkeleton } from './lead-detail.tsx';
import { type Asked, LeadDialog } from './lead-dialog.tsx';
import { LOOK_BUTTON } from './lead-purpose.tsx';
import { LeadRow } from './lead-row.tsx';
import { whereText } from './lead-words.ts';
import { useLeadDetail } from './use-lead-detail.ts';
import { useLeadKeys } from './use-lead-keys.ts';
import { useLeadRows } from './use-lead-rows.ts';
import { isNarrowed, type LeadTab, leadTabs, queryOf, useLeadsFilter } from './use-leads-filter.ts';
import './leads.css';
import './lead-stage.css';

export default function LeadsPage() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const may = useMay();
  const { leads, clock } = useServices();
  const { filter, leadId, set, clear, open } = useLeadsFilter();
  // The address follows a little later than one types: a field bound to it would lose letters.
  const [text, setText] = useSearchText({ search: filter.q, onSearch: (q) => set({ q }) });
  const query = useMemo(() => queryOf(filter), [filter]);
  const { list, rows, isStale, refresh } = useLeadRows(query, leadId);
  const counts = useStore(leads.store, (state) => state.counts);
  const detail = useLeadDetail(leadId);
  const current = detail.data;
  const [asked, setAsked] = useState<Asked>();
  const [noting, setNoting] = useState<{ atMs: number; cameraId: string | undefined }>();
  const [cause, setCause] = useState<{ leadId: string; cause: BenignCause | undefined }>();
  const dismissed = useRef<Detail | undefined>(undefined);
  const playing = useRef<{ playback: Playback; cameraId: string | undefined } | undefined>(undefined);
  useNow(30_000);
  const now = clock.now();
  const ticked = cause !== undefined && cause.leadId === leadId ? cause.cause : undefined;

  const at = rows.findIndex(({ id }) => id === leadId);
  const goTo = (index: number) => {
    const row = rows[Math.min(rows.length - 1, Math.max(0, index))];
    if (row !== undefined) open(row.id);
  };
  const run = async (lead: Detail, decision: Parameters<typeof decide>[1], word: 'unwatch' | 'reopen') => {
    try {
      await decide(lead, decision);
      void message.success(t(`leads.done.${word}`));
    } catch (error) {
      void message.error(problemWords(error, t));
    }
    void detail.refetch();
    void refresh();
  };
  const undo = () => {
    const lead = dismissed.current;
    if (lead === undefined) return;
    dismissed.current = undefined;
    message.destroy(UNDO);
    void run(lead, { action: 'reopen' }, 'reopen').then(() => open(lead.id));
  };
  const act = (action: LeadAction | 'note') => {
    if (current === undefined) return;
    if (action === 'note') {
      const { playback, cameraId } = playing.current ?? {};
      if (may('notes:write'))
        setNoting({ atMs: playback?.playhead.atMs ?? Date.parse(current.from), cameraId });
      return;
    }
    if (!current.may.includes(action)) return;
    if (action === 'unwatch') void run(current, { action: 'unwatch' }, 'unwatch');
    else if (action === 'reopen' && mayUndo(current, clock.now()) && dismissed.current?.id === current.id)
      undo();
    else if (action === 'confirm' || action === 'dismiss' || action === 'watch' || action === 'reopen')
      setAsked(action);
  };
  const done = (after: Detail, what: Asked) => {
    setAsked(undefined);
    void detail.refetch();
    void refresh();
    if (what === 'dismiss') {
      dismissed.current = after;
      void message.open({
        key: UNDO,
        type: 'success',
        duration: 10,
        content: (
          <>
            {t('leads.done.dismiss')}{' '}
            <Button type="link" size="small" onClick={undo}>
              {t('leads.undo')} (U)
            </Button>
          </>
        ),
      });
    }
    // What was confirmed stays, with what became of it; else on to the next that waits.
    if (what === 'confirm' || what === 'reopen') return;
    const next =
      rows.slice(at + 1).find(({ id }) => id !== after.id) ?? rows.find(({ id }) => id !== after.id);
    if (next !== undefined) open(next.id);
  };
  useLeadKeys({
    move: (by) => goTo(at < 0 ? 0 : at + by),
    enter: () => (at < 0 ? goTo(0) : document.getElementById(LOOK_BUTTON)?.click()),
    act: (what) => (what === 'undo' ? undo() : what !== 'next' && act(what)),
  });
  usePageKeys([
    ['↓  ↑', t('leads.keys.move')],
    ['Enter', t('leads.keys.look')],
    ['C', t('leads.keys.confirm')],
    ['D', t('leads.keys.dismiss')],
    ['W', t('leads.keys.watch')],
    ['N', t('leads.keys.note')],
    ['U', t('leads.keys.undo')],
    ['Space', t('leads.keys.play')],
    ['J  K  L', t('playback.key.shuttle')],
    ['[  ]', t('leads.keys.event')],
  ]);
  const onPlayback = useCallback((playback: Playback, cameraId: string | undefined) => {
    playing.current = { playback, cameraId };
  }, []);
  const canReview = may('leads:review');

  return (
    <div className="mc-queue mc-leads">
      <div className="mc-queue-head">
        <h1 title={t('leads.purpose')}>{t('leads.title')}</h1>
        <QueueTabs
          tabs={leadTabs}
          chosen={filter.tab}
          label={(tab) => t(`leads.tab.${tab}`)}
          countOf={(tab) => countOf(tab, counts)}
          onChoose={(tab) => set({ tab: tab === 'new' ? undefined : tab })}
        />
        <Button href={`/api/v1/leads.csv?${queryText(query)}`} download>
          {t('leads.export')}
        </Button>
        <Link
          className="mc-button"
          to={`/leads/rules${filter.hallId === undefined ? '' : `/${filter.hallId}`}`}
        >
          {t('leadRules.link')}
        </Link>
      </div>
      <div className="mc-queue-panes">
        <div className="mc-queue-left">
          <div className="mc-lead-filters">
            <Input.Search
              allowClear
              aria-label={t('leads.filter.search')}
              placeholder={t('leads.filter.search')}
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
            <Select
              allowClear
              aria-label={t('leads.filter.kind')}
              placeholder={t('leads.filter.kind')}
              value={filter.kind ?? null}
              options={leadKind.options.map((value) => ({ value, label: t(`leads.kind.${value}`) }))}
              onChange={(kind) => set({ kind: kind ?? undefined })}
            />
            <HallChooser
              allowClear
              aria-label={t('leads.filter.hall')}
              placeholder={t('leads.filter.hall')}
              value={filter.hallId}
              onChange={(hallId) => set({ hallId })}
            />
          </div>
          {canReview && filter.tab === 'new' && (
            <ExplainedBar counts={counts} onDone={() => void refresh()} />
          )}
          {isStale && (
            <button type="button" className="mc-queue-fresh" onClick={() => void refresh()}>
              {t('leads.fresh')}
            </button>
          )}
          <QueueList
            list={list}
            rowHeight={56}
            isEmpty={rows.length === 0}
            empty={<Nothing tab={filter.tab} narrowed={isNarrowed(filter)} onClear={clear} />}
          >
            <div
              className="mc-lead-list"
              role="listbox"
              aria-label={t('leads.title')}
              data-testid="lead-list"
            >
              {rows.map((row) => (
                <LeadRow key={row.id} lead={row} chosen={row.id === leadId} now={now} onOpen={open} />
              ))}
              {list.hasNextPage && (
                <Button
                  type="text"
                  loading={list.isFetchingNextPage}
                  onClick={() => void list.fetchNextPage()}
                >
                  {t('common.more')}
                </Button>
              )}
            </div>
          </QueueList>
        </div>
        <section className="mc-queue-right">
          {leadId === undefined ? (
            <EmptyView title={t('leads.choose')} text={t('leads.chooseText')} />
          ) : current !== undefined ? (
            <LeadDetail
              key={leadId}
              lead={current}
              cause={ticked}
              onCause={(one) => setCause({ leadId, cause: one })}
              onAct={act}
              onPlayback={onPlayback}
            />
          ) : detail.error instanceof ApiError && detail.error.status === 404 ? (
            <EmptyView text={t('leads.gone')} />
          ) : detail.error !== null ? (
            <ErrorView error={detail.error} onRetry={() => void detail.refetch()} />
          ) : (
            <LeadDetailSkeleton />
          )}
        </section>
      </div>
      {asked !== undefined && current !== undefined && (
        <LeadDialog
          key={`${asked} ${current.id}`}
          asked={asked}
          lead={current}
          cause={ticked}
          onDone={done}
          onStale={() => void detail.refetch()}
          onClose={() => setAsked(undefined)}
        />
      )}
      {noting !== undefined && current !== undefined && (
        <NoteDialog
          atMs={noting.atMs}
          cameraId={noting.cameraId}
          caseId={current.caseId ?? undefined}
          about={[t(`leads.kind.${current.kind}`), whereText(current)].join(' · ')}
          onDone={() => setNoting(undefined)}
        />
      )}
    </div>
  );
}

const UNDO = 'lead-undo';

const mayUndo = ({ decidedAt }: Detail, nowMs: number): boolean =>
  decidedAt !== null && nowMs < Date.parse(decidedAt) + LEAD_UNDO_MS;

const countOf = (tab: LeadTab, counts: LeadCounts | undefined): number | undefined =>
  counts === undefined || tab === 'confirmed' || tab === 'dismissed' || tab === 'all'
    ? undefined
    : counts[tab];

function Nothing({ tab, narrowed, onClear }: { tab: LeadTab; narrowed: boolean; onClear: () => void }) {
  const { t } = useTranslation();
  if (narrowed)
    return (
      <EmptyView text={t('leads.emptyNarrowed')}>
        <Button onClick={onClear}>{t('leads.filter.clear')}</Button>
      </EmptyView>
    );
  return tab === 'new' ? (
    <EmptyView title={t('leads.empty')} text={t('leads.emptyText')} />
  ) : (
    <EmptyView text={t('leads.emptyTab')} />
  );
}
