/** What is to be walked now, with one big button; below it all rounds of today. */
import { Button, Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { type PatrolRound, ROUND_EARLY_MS } from '../../../../server/contract/patrols.ts';
import { EmptyView, ErrorView } from '../../components/state-views.tsx';
import { useMay, useMe } from '../../lib/me.ts';
import { useServices } from '../../lib/services.ts';
import { clockText } from '../../lib/time.ts';
import { useNow } from '../../lib/use-now.ts';
import { minutesLate, RoundKindWord, RoundStateWord, useRoundTitle } from './round-words.tsx';
import { useBeginRound, useTodaysRounds } from './use-rounds.ts';

const hm = (at: string): string => clockText(at).slice(0, 5);

export function TodayTab({ onOwn }: { readonly onOwn: () => void }) {
  const { t } = useTranslation();
  const may = useMay();
  const { data: me } = useMe();
  const { clock } = useServices();
  useNow(5000);
  const { data, error, refetch } = useTodaysRounds();
  if (data === undefined)
    return error === null ? (
      <Skeleton active paragraph={{ rows: 8 }} />
    ) : (
      <ErrorView error={error} onRetry={() => void refetch()} />
    );
  const now = clock.now();
  const { items } = data;
  const mine = items.filter(({ state, officer }) => state === 'walking' && officer === me?.id);
  const due = items.filter(
    ({ state, dueAt, until }) =>
      state === 'due' && Date.parse(dueAt) - ROUND_EARLY_MS <= now && Date.parse(until) > now,
  );
  const next = items.find(({ state, dueAt }) => state === 'due' && Date.parse(dueAt) - ROUND_EARLY_MS > now);
  if (items.length === 0)
    return (
      <EmptyView title={t('patrols.today.none')} text={t('patrols.today.noneText')}>
        {may('patrols:write') && (
          <Link className="mc-button" to="/patrols/plans">
            {t('patrols.plans.new')}
          </Link>
        )}
        {may('patrols:walk') && (
          <button type="button" className="mc-button" onClick={onOwn}>
            {t('patrols.own.button')}
          </button>
        )}
      </EmptyView>
    );
  return (
    <>
      <div className="mc-rounds-now">
        {[...mine, ...due].map((round) => (
          <RoundNow key={round.id} round={round} mayWalk={may('patrols:walk')} />
        ))}
        {mine.length + due.length === 0 && (
          <section className="mc-round-now" data-quiet="true">
            <h2>{t('patrols.today.nothing')}</h2>
            {next !== undefined && (
              <p>
                {t('patrols.today.next')} <b className="mc-round-time">{hm(next.dueAt)}</b> {next.planName}
              </p>
            )}
            <p className="mc-muted">{t('patrols.today.drawnAbout')}</p>
          </section>
        )}
      </div>
      <h2>{t('patrols.today.list')}</h2>
      <ol className="mc-round-list">
        {items.map((round) => (
          <RoundRow key={round.id} round={round} isMine={round.officer === me?.id} />
        ))}
      </ol>
    </>
  );
}

function RoundNow({ round, mayWalk }: { readonly round: PatrolRound; readonly mayWalk: boolean }) {
  const { t } = useTranslation();
  const title = useRoundTitle();
  const begin = useBeginRound();
  const isMine = round.state === 'walking';
  return (
    <section className="mc-round-now" data-testid="round-now">
      <h2>
        {t(isMine ? 'patrols.today.mine' : 'patrols.today.now')} <RoundKindWord kind={round.kind} />
      </h2>
      <p>
        <b className="mc-round-time">{hm(round.dueAt)}</b> {title(round)} ·{' '}
        {t('patrols.windows', { n: round.windows })}
      </p>
      <p className="mc-muted">
        {isMine
          ? t('patrols.today.progress', { looked: round.looked, windows: round.windows })
          : t('patrols.today.until', { at: hm(round.until) })}
      </p>
      {mayWalk && (
        <Button type="primary" size="large" loading={begin.isPending} onClick={() => begin.mutate(round.id)}>
          {t(isMine ? 'patrols.goOn' : 'patrols.begin')}
        </Button>
      )}
    </section>
  );
}

function RoundRow({ round, isMine }: { readonly round: PatrolRound; readonly isMine: boolean }) {
  const { t } = useTranslation();
  const title = useRoundTitle();
  const late = minutesLate(round);
  const isBegun = round.begunAt !== null;
  return (
    <li data-state={round.state}>
      <b className="mc-round-time">{hm(round.dueAt)}</b>
      <RoundStateWord state={round.state} />
      <RoundKindWord kind={round.kind} />
      <span className="mc-round-title" title={title(round)}>
        {isBegun ? <Link to={`/patrols/rounds/${round.id}`}>{title(round)}</Link> : title(round)}
      </span>
      <span className="mc-muted">
        {isBegun
          ? t('patrols.today.progress', { looked: round.looked, windows: round.windows })
          : t('patrols.windows', { n: round.windows })}
      </span>
      {round.findings > 0 && (
        <span className="mc-round-found">
          {t('patrols.ledger.found')} {round.findings}
        </span>
      )}
      <span className="mc-spring" />
      {round.kind !== 'own' && late > 0 && (
        <span className="mc-muted">{t('patrols.ledger.lateBy', { n: late })}</span>
      )}
      {isBegun && !isMine && <span className="mc-muted">{round.officerName}</span>}
    </li>
  );
}
