/** Where is this case, is it late, whose is it? */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { id } from '../../../../server/contract/common.ts';
import { AlertCard } from '../../components/alert-card.tsx';
import { AlertPanel } from '../../components/alert-panel.tsx';
import { CasePlaybackLink } from '../../components/case-playback-link.tsx';
import { CaseSteps } from '../../components/case-steps.tsx';
import { ClockLine } from '../../components/clock-line.tsx';
import { clockWords } from '../../components/clock-words.ts';
import { HoldButton } from '../../components/holds/hold-button.tsx';
import { Instant } from '../../components/instant.tsx';
import { EmptyView, ErrorView } from '../../components/state-views.tsx';
import { ApiError } from '../../lib/api.ts';
import { useCaseDetail } from '../../lib/case-detail.ts';
import { useMay } from '../../lib/me.ts';
import { useServices } from '../../lib/services.ts';
import { useNow } from '../../lib/use-now.ts';
import { CaseApplicant } from './case-applicant.tsx';
import { CaseRightNotice } from './case-right-notice.tsx';
import { CaseSessions } from './case-sessions.tsx';
import { CaseSights } from './case-sights.tsx';
import { CaseViewingRights } from './case-viewing-rights.tsx';
import { ClockDays } from './clock-days.tsx';
import { StageLine } from './stage-line.tsx';
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
  const at = (value: string | null) => (value === null ? null : <Instant at={value} />);
  const facts: [string, ReactNode][] = [
    [t('cases.department'), data.departmentName],
    [
      t('cases.matterCode'),
      <>
        <Link to={`/registry/matters/${data.matterId}`}>{data.matterCode}</Link>{' '}
        <span className="mc-muted">{t('cases.matterVersion', { n: data.matterVersion })}</span>
      </>,
    ],
    [t('cases.kindTitle'), t(`kind.${data.kind}`)],
    [t('cases.applicant'), <CaseApplicant key={data.id} caseId={data.id} masked={data.applicant} />],
    [t('cases.hall'), data.hallName],
    [t('cases.receiptNo'), data.receiptNo],
    [t('cases.fee'), data.fee === null ? null : t('cases.yuan', { n: data.fee })],
    [t('cases.outcomeTitle'), data.outcome === null ? null : t(`outcome.${data.outcome}`)],
    [t('cases.refusalReason'), data.refusal && (data.refusal.reason ?? t('step.detail.noReason'))],
    [t('cases.certificateNo'), data.certificateNo],
    [t('cases.collected'), at(data.collectedAt)],
    [t('cases.source'), data.source],
    [t('cases.updated'), at(data.updatedAt)],
  ];
  const words = clockWords(data, t);
  return (
    <div className="mc-page">
      <div className="mc-page-head">
        <Link to="/cases" className="mc-muted">
          {t('cases.title')}
        </Link>
        <span className="mc-muted">/</span>
        <h1 className="mc-mono">{data.caseNo}</h1>
        <span>{data.matterName}</span>
        {data.card !== null && <AlertCard level={data.card} />}
        <span className="mc-spring" />
        <CasePlaybackLink caseId={data.id} />
        <HoldButton caseId={data.id} />
      </div>
      <CaseRightNotice caseId={data.id} />
      <div className="mc-case">
        <div className="mc-case-column">
          <section className="mc-panel">
            <StageLine stages={data.stages} current={data.stage} />
            <ClockLine clock={data.clock} now={now} />
            <ClockDays detail={data} now={now} />
            {words.length > 0 && <p className="mc-clock-sentence">{words.join(t('clockWords.comma'))}</p>}
          </section>
          <AlertPanel caseId={data.id} />
          <section className="mc-panel">
            <h2>{t('cases.facts')}</h2>
            <dl className="mc-case-facts">
              {facts
                .filter(([, value]) => value !== null)
                .map(([name, value]) => (
                  <div key={name} style={{ display: 'contents' }}>
                    <dt>{name}</dt>
                    <dd>{value}</dd>
                  </div>
                ))}
            </dl>
          </section>
          <CaseSessions detail={data} />
          {may('live:view') && <CaseSights caseId={data.id} />}
          {may('rights:grant') && <CaseViewingRights caseId={data.id} caseNo={data.caseNo} />}
        </div>
        <section className="mc-panel">
          <h2>{t('cases.steps')}</h2>
          <CaseSteps steps={data.steps} now={now} department={data.departmentName} caseId={data.id} />
        </section>
      </div>
    </div>
  );
}
