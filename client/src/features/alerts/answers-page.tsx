/** A department's own page: which orders must we answer, which cards may we appeal, what became of the others. */
import { Button, Skeleton } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import { useStore } from 'zustand';
import type { Alert, AlertDetail } from '../../../../server/contract/alerts.ts';
import { id } from '../../../../server/contract/common.ts';
import { AlertCard } from '../../components/alert-card.tsx';
import { AlertGround } from '../../components/alert-ground.tsx';
import { AlertStateWords } from '../../components/alert-state-words.tsx';
import { QueueList } from '../../components/queue/queue-list.tsx';
import { QueueTabs } from '../../components/queue/queue-tabs.tsx';
import { EmptyView, ErrorView } from '../../components/state-views.tsx';
import { useAlertDetail } from '../../lib/alerts/alert-detail.ts';
import { keptThreshold, thresholdWords } from '../../lib/alerts/threshold-words.ts';
import { ApiError } from '../../lib/api.ts';
import { useServices } from '../../lib/services.ts';
import { useNow } from '../../lib/use-now.ts';
import { AlertList } from './alert-list.tsx';
import { AlertSteps } from './alert-steps.tsx';
import { AnswerForm } from './answer-form.tsx';
import { Deadline } from './deadline.tsx';
import { GroundBar } from './ground-bar.tsx';
import { useAlertRows } from './use-alert-rows.ts';
import './alerts.css';
import './answers.css';

const tabs = ['due', 'appeal', 'waiting', 'history'] as const;
type Tab = (typeof tabs)[number];

const none: ReadonlySet<string> = new Set();
const nothing = () => undefined;

/** What the server is asked, and what of its answer belongs here at this instant. */
const choices: Readonly<
  Record<Tab, { query: Record<string, string>; fits: (card: Alert, now: number) => boolean }>
> = {
  due: { query: { order: 'ordered', sort: 'urgency' }, fits: ({ order }) => order === 'ordered' },
  appeal: {
    query: { state: 'issued', sort: 'urgency' },
    fits: ({ appealUntil }, now) => appealUntil === null || Date.parse(appealUntil) > now,
  },
  waiting: {
    query: { sort: 'newest' },
    fits: ({ state, order }) => state === 'appealed' || order === 'replied',
  },
  history: { query: { sort: 'newest' }, fits: () => true },
};

export default function AnswersPage() {
  const { t } = useTranslation();
  const { alerts, clock } = useServices();
  const ordered = useStore(alerts.store, (state) => state.counts?.ordered);
  const navigate = useNavigate();
  const [search, setSearch] = useSearchParams();
  const asked = useParams().alertId;
  const alertId = id.safeParse(asked).data;
  const tab = tabs.find((one) => one === search.get('tab')) ?? 'due';
  const { query, fits } = choices[tab];
  const { list, rows, fresh } = useAlertRows(query, false);
  useNow(15_000);
  const now = clock.now();
  const shown = useMemo(() => rows.filter((card) => fits(card, now)), [rows, fits, now]);
  const open = (cardId: string) =>
    void navigate({ pathname: `/answers/${cardId}`, search: search.toString() });
  const more = list.hasNextPage && !list.isFetchingNextPage ? () => void list.fetchNextPage() : undefined;
  return (
    <div className="mc-queue mc-alerts">
      <div className="mc-queue-head">
        <h1>{t('alerts.answers.title')}</h1>
        <QueueTabs
          tabs={tabs}
          chosen={tab}
          label={(one) => t(`alerts.answers.tab.${one}`)}
          countOf={(one) => (one === 'due' ? ordered : undefined)}
          onChoose={(one) => setSearch(one === 'due' ? {} : { tab: one })}
        />
      </div>
      <p className="mc-answers-purpose">{t('alerts.answers.purpose')}</p>
      <div className="mc-queue-panes">
        <div className="mc-queue-left">
          <QueueList
            list={list}
            rowHeight={52}
            isEmpty={shown.length === 0}
            empty={
              <EmptyView title={t(`alerts.answers.empty.${tab}`)} text={t('alerts.answers.emptyText')}>
                {more !== undefined && <Button onClick={more}>{t('common.more')}</Button>}
              </EmptyView>
            }
          >
            <AlertList
              rows={shown}
              fresh={fresh}
              chosenId={alertId}
              marked={none}
              canMark={false}
              now={now}
              onMore={more}
              onOpen={open}
              onMark={nothing}
              onPoint={nothing}
            />
          </QueueList>
        </div>
        <section className="mc-queue-right">
          {alertId === undefined ? (
            <EmptyView text={t('alerts.choose')} />
          ) : (
            <Answering key={alertId} alertId={alertId} now={now} />
          )}
        </section>
      </div>
    </div>
  );
}

function Answering({ alertId, now }: { alertId: string; now: number }) {
  const { t } = useTranslation();
  const { data: card, error, refetch } = useAlertDetail(alertId);
  if (card === undefined) {
    if (error instanceof ApiError && error.status === 404) return <EmptyView text={t('alerts.gone')} />;
    if (error !== null) return <ErrorView error={error} onRetry={() => void refetch()} />;
    return <Skeleton active style={{ padding: 20 }} />;
  }
  const rule = keptThreshold(card.ground.threshold);
  return (
    <article className="mc-alert-detail" data-testid="answer-detail">
      <header>
        <AlertCard level={card.level} state={card.state} size="large" />
        <div className="mc-alert-detail-head">
          <h2>{card.matterName}</h2>
          <p>
            <b>{rule === undefined ? card.ruleName : thresholdWords(rule, t)}</b>
            <AlertStateWords card={card} />
          </p>
          <p className="mc-alert-where">
            <span className="mc-mono">{card.caseNo}</span>
            {card.clerk !== null && <span>{t('alerts.clerk', { name: card.clerk })}</span>}
          </p>
          <Deadline card={card} now={now} />
        </div>
      </header>
      <section>
        <h3>{t('alerts.groundTitle')}</h3>
        <AlertGround card={card} />
        <GroundBar ground={card.ground} now={now} />
      </section>
      <Said card={card} />
      {card.state === 'appealed' && (
        <p className="mc-alert-proposed">{t('alerts.answers.waitsFor.appealed')}</p>
      )}
      {card.order === 'replied' && (
        <p className="mc-alert-proposed">{t('alerts.answers.waitsFor.replied')}</p>
      )}
      {card.may.includes('reply') && <AnswerForm card={card} action="reply" />}
      {card.may.includes('appeal') && <AnswerForm card={card} action="appeal" />}
      <section>
        <h3>{t('alerts.stepsTitle')}</h3>
        <AlertSteps alertId={card.id} steps={card.steps} />
      </section>
    </article>
  );
}

/** What is asked of the department now: the order, or why its reply came back. */
function Said({ card }: { card: AlertDetail }) {
  const { t } = useTranslation();
  if (card.order !== 'ordered') return null;
  const said = card.steps.findLast(({ action }) => action === 'order' || action === 'send_back');
  if (said?.reason == null) return null;
  return (
    <section className="mc-answer-order">
      <h3>{t(said.action === 'order' ? 'alerts.answers.orderSaid' : 'alerts.answers.sentBack')}</h3>
      <p>{said.reason}</p>
    </section>
  );
}
