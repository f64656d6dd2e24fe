/** A round's windows, one a row, with what was seen and the pictures of what was found. */
import { useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import {
  type PatrolRound,
  type PatrolVisit,
  patrolRoundDetail,
} from '../../../../server/contract/patrols.ts';
import { ErrorView } from '../../components/state-views.tsx';
import { api } from '../../lib/api.ts';
import { clockText, instantText } from '../../lib/time.ts';
import { CheckWord } from './round-words.tsx';

export function RoundVisits({ round }: { readonly round: PatrolRound }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery({
    queryKey: ['patrols', 'round', round.id],
    queryFn: ({ signal }) => api(`/patrols/rounds/${round.id}`, { schema: patrolRoundDetail, signal }),
  });
  if (data === undefined)
    return error === null ? (
      <Skeleton active paragraph={{ rows: 3 }} />
    ) : (
      <ErrorView error={error} onRetry={() => void refetch()} />
    );
  if (data.visits.length === 0) return <p className="mc-muted">{t('patrols.ledger.none')}</p>;
  return (
    <ol className="mc-visits" data-testid="round-visits">
      {data.visits.map((visit) => (
        <li key={visit.id}>
          <span className="mc-visit-window">
            {visit.hallName} <b>{visit.windowCode}</b> {visit.windowName}
          </span>
          <span className="mc-muted mc-nowrap">
            {visit.lookedFrom === null ? (
              t(`patrols.visit.${visit.state}`)
            ) : (
              <time dateTime={visit.lookedFrom} title={instantText(visit.lookedFrom)}>
                {clockText(visit.lookedFrom)}
                {visit.lookedTo !== null && `–${clockText(visit.lookedTo)}`}
              </time>
            )}
            {visit.state === 'skipped' && ` ${t('patrols.visit.skipped')}`}
          </span>
          <span className="mc-visit-checks">
            {data.checklist.flatMap((item) =>
              visit.checks[item] === undefined
                ? []
                : [<CheckWord key={item} item={item} result={visit.checks[item]} />],
            )}
            {visit.cameraId === null && <span className="mc-muted">{t('patrols.ledger.noCamera')}</span>}
            {visit.remark !== null && visit.remark !== '' && <span>{visit.remark}</span>}
          </span>
          <VisitFindings visit={visit} />
        </li>
      ))}
    </ol>
  );
}

function VisitFindings({ visit }: { readonly visit: PatrolVisit }) {
  const { t } = useTranslation();
  const found = Object.entries(visit.checks).filter(([, result]) => result === 'found');
  const words = found.map(([item]) => t(`patrols.item.${item as 'late'}`)).join(t('common.comma'));
  return (
    <span className="mc-visit-findings">
      {visit.findingIds.map((id) => (
        <Link key={id} to={`/findings/${id}`}>
          <img
            src={`/api/v1/findings/${id}/picture.jpg`}
            alt={t('patrols.ledger.picture', { item: words })}
            loading="lazy"
          />
        </Link>
      ))}
    </span>
  );
}
