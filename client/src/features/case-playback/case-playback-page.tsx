/** What happened at the window? Picture left, record right, one playhead. */
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { id } from '../../../../server/contract/common.ts';
import { EmptyView, ErrorView } from '../../components/state-views.tsx';
import { ApiError } from '../../lib/api.ts';
import { CaseStage } from './case-stage.tsx';
import { useCaseRecord } from './use-case-record.ts';
import './case-playback.css';
import './record-column.css';

export default function CasePlaybackPage() {
  const { t } = useTranslation();
  const { caseId = '' } = useParams();
  // What can be no case's id is asked for not at all.
  const well = id.safeParse(caseId).success;
  const { footage, timeline } = useCaseRecord(caseId, well);
  if (!well) return <EmptyView text={t('casePlayback.notFound')} />;
  const error = footage.error ?? timeline.error;
  if (footage.data === undefined || timeline.data === undefined) {
    if (error instanceof ApiError && error.status === 404)
      return <EmptyView text={t('casePlayback.notFound')} />;
    if (error !== null)
      return (
        <ErrorView
          error={error}
          onRetry={() => {
            void footage.refetch();
            void timeline.refetch();
          }}
        />
      );
    return (
      <div className="mc-case-playback" aria-busy="true">
        <div className="mc-case-playback-head">
          <div className="mc-skeleton" style={{ width: 320, height: 22 }} />
        </div>
        <div className="mc-case-playback-body">
          <div className="mc-case-screen mc-skeleton" />
          <div className="mc-record mc-skeleton" />
        </div>
      </div>
    );
  }
  if (footage.data.sessions.length === 0)
    return (
      <EmptyView title={t('casePlayback.noFootageTitle')} text={t('casePlayback.noWindow')}>
        <Link to={`/cases/${caseId}`} className="mc-button">
          {t('casePlayback.back')}
        </Link>
      </EmptyView>
    );
  return <CaseStage key={caseId} footage={footage.data} timeline={timeline.data} />;
}
