/** A round: led from window to window, each with its picture and the checklist; over, what came of it. */
import { useQuery } from '@tanstack/react-query';
import { Button, Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { type PatrolRoundDetail, patrolRoundDetail } from '../../../../server/contract/patrols.ts';
import { EmptyView, ErrorView } from '../../components/state-views.tsx';
import { api } from '../../lib/api.ts';
import { useMay, useMe } from '../../lib/me.ts';
import { RoundVisits } from './round-visits.tsx';
import { RoundKindWord, RoundStateWord, useRoundTitle } from './round-words.tsx';
import { useBeginRound } from './use-rounds.ts';
import { Walk } from './walk.tsx';
import './patrols.css';

export default function WalkPage() {
  const { roundId = '' } = useParams();
  const { data: me } = useMe();
  const { data, error, refetch } = useQuery({
    queryKey: ['patrols', 'round', roundId],
    queryFn: ({ signal }) => api(`/patrols/rounds/${roundId}`, { schema: patrolRoundDetail, signal }),
    // What is said here is newer than what is fetched meanwhile.
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnMount: 'always',
  });
  if (data === undefined)
    return (
      <div className="mc-page mc-patrols">
        {error === null ? (
          <Skeleton active paragraph={{ rows: 10 }} />
        ) : (
          <ErrorView error={error} onRetry={() => void refetch()} />
        )}
      </div>
    );
  if (data.state === 'walking' && data.officer === me?.id) return <Walk key={data.id} round={data} />;
  return <RoundOver round={data} />;
}

function RoundOver({ round }: { readonly round: PatrolRoundDetail }) {
  const { t } = useTranslation();
  const may = useMay();
  const title = useRoundTitle();
  const begin = useBeginRound();
  const { looked, unseen, findings, state, officerName } = round;
  return (
    <div className="mc-page mc-patrols" data-testid="round-over">
      <div className="mc-page-head">
        <Link className="mc-button" to="/patrols">
          ‹ {t('patrols.walk.back')}
        </Link>
        <h1>{title(round)}</h1>
        <RoundKindWord kind={round.kind} /> <RoundStateWord state={state} />
      </div>
      {state === 'done' && (
        <p>
          {t('patrols.walk.overText', { looked, unseen, findings })}{' '}
          <Link to="/patrols/ledger">{t('patrols.walk.toLedger')}</Link>
        </p>
      )}
      {state === 'walking' && <p>{t('patrols.walk.notMine', { name: officerName })}</p>}
      {state === 'due' ? (
        <EmptyView text={t('patrols.walk.notBegun')}>
          {may('patrols:walk') && (
            <Button type="primary" loading={begin.isPending} onClick={() => begin.mutate(round.id)}>
              {t('patrols.begin')}
            </Button>
          )}
        </EmptyView>
      ) : (
        <RoundVisits round={round} />
      )}
    </div>
  );
}
