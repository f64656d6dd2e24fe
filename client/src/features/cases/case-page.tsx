/** Where is this case, is it late, whose is it? */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { id } from '../../../../server/contract/common.ts';
import { CaseSteps } from '../../components/case-steps.tsx';
import { ClockLine } from '../../components/clock-line.tsx';
import { StageDots } from '../../components/stage-dots.tsx';
import { EmptyView, ErrorView } from '../../components/state-views.tsx';
import { ApiError } from '../../lib/api.ts';
import { limitText } from '../../lib/case-clock.ts';
import { useCaseDetail } from '../../lib/case-detail.ts';
import { useMay } from '../../lib/me.ts';
import { useServices } from '../../lib/services.ts';
import { instantText } from '../../lib/time.ts';
import { useNow } from '../../lib/use-now.ts';
import { CaseApplicant } from './case-applicant.tsx';
import { CaseRightNotice } from './case-right-notice.tsx';
import { CaseSights } from './case-sights.tsx';
import { CaseViewingRights } from './case-viewing-rights.tsx';
import './cases.css';

export default function CasePage() {
  const { t } = useTranslation();
  const { caseId = '' } = useParams();
  const may = useMay();
  const { clock } = useServices();
  // Seen as of half a minute ago at most: the live view of a case is its window's.
  const beat = Math.floor(useNow(15_000) / 15_000);
  // What can be no case's id is asked for not at all.
  const well = id.safeParse(caseId).success;
  const { data, error, refetch } = useCaseDetail(caseId, beat, well);
  const now = clock.now();
  if (!well) return <EmptyView text={t('cases.notFound')} />;
  if (data === undefined) {
    if (error instanceof ApiError && error.status === 404) return <EmptyView text={t('cases.notFound')} />;
    if (error !== null) return <ErrorView error={error} onRetry={() => void refetch()} />;
    return (
      <div className="mc-page" aria-busy="true">
        <div className="mc-skeleton" style={{ height: 320 }} />
      </div>
    );
  }
  const facts: [string, ReactNode][] = [
    [t('cases.department'), data.departmentName],
    [t('cases.matterCode'), data.matterCode],
    [t('cases.applicant'), <CaseApplicant key={data.id} caseId={data.id} masked={data.applicant} />],
    [t('cases.promised'), limitText(data.promisedLimit, t)],
    [t('cases.statutory'), limitText(data.statutoryLimit, t)],
    [t('cases.source'), data.source],
    [t('cases.updated'), instantText(data.updatedAt)],
  ];
  return (
    <div className="mc-page">
      <div className="mc-page-head">
        <Link to="/cases" className="mc-muted">
          {t('cases.title')}
        </Link>
        <span className="mc-muted">/</span>
        <h1 className="mc-mono">{data.caseNo}</h1>
        <span>{data.matterName}</span>
      </div>
      <CaseRightNotice caseId={data.id} />
      <div className="mc-case">
        <div className="mc-case-column">
          <section className="mc-panel">
            <div className="mc-case-line">
              <StageDots stage={data.stage} />
            </div>
            <ClockLine clock={data.clock} now={now} />
            <dl className="mc-case-facts">
              {facts.map(([name, value]) => (
                <div key={name} style={{ display: 'contents' }}>
                  <dt>{name}</dt>
                  <dd>{value}</dd>
                </div>
              ))}
            </dl>
          </section>
          {may('live:view') && <CaseSights caseId={data.id} />}
          {may('rights:grant') && <CaseViewingRights caseId={data.id} caseNo={data.caseNo} />}
        </div>
        <section className="mc-panel">
          <h2>{t('cases.steps')}</h2>
          <CaseSteps steps={data.steps} now={now} department={data.departmentName} />
        </section>
      </div>
    </div>
  );
}
