/** Beside the large picture: one window, its case, its clock, and the steps so far. */
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { WindowStatus } from '../../../../server/contract/overlays.ts';
import type { Window } from '../../../../server/contract/places.ts';
import { AlertLine } from '../../components/alert-line.tsx';
import { CaseSteps } from '../../components/case-steps.tsx';
import { ClockLine } from '../../components/clock-line.tsx';
import { useShownStatus } from '../../components/overlay-strip.tsx';
import { readClock } from '../../lib/case-clock.ts';
import { useCaseDetail } from '../../lib/case-detail.ts';
import { useMay } from '../../lib/me.ts';
import type { PictureTime } from '../../lib/overlays/shown-status.ts';
import { useServices } from '../../lib/services.ts';
import { instantText, shortInstantText } from '../../lib/time.ts';
import { useNow } from '../../lib/use-now.ts';

export function WindowCard(props: { window: Window; picture: PictureTime | undefined; picked: boolean }) {
  const { t } = useTranslation();
  const { clock } = useServices();
  const { window } = props;
  const status = useShownStatus(window.id, props.picture);
  useNow(5000);
  const now = clock.now();
  const caseClock = status?.case?.clock ?? null;
  const colour = caseClock === null ? undefined : readClock(caseClock, now).colour;
  return (
    <section
      className="mc-card"
      data-testid="window-card"
      data-window-id={window.id}
      data-version={status?.version ?? ''}
      data-colour={colour ?? ''}
      data-picked={props.picked}
    >
      <header className="mc-card-head">
        <h2>{t('window.number', { code: window.code })}</h2>
        <span>{window.name}</span>
        <span className="mc-muted" title={status === undefined ? undefined : instantText(status.at)}>
          {status === undefined ? t('window.connecting') : t(`window.${status.state}`)}
        </span>
      </header>
      <dl className="mc-card-facts" style={{ marginTop: 6 }}>
        <dt>{t('registry.department')}</dt>
        <dd>{window.departmentName}</dd>
        {status?.clerk != null && (
          <>
            <dt>{t('window.clerk')}</dt>
            <dd>{status.clerk}</dd>
          </>
        )}
      </dl>
      {status?.case != null && <CaseOfWindow status={status} shown={status.case} now={now} />}
    </section>
  );
}

function CaseOfWindow(props: {
  status: WindowStatus;
  shown: NonNullable<WindowStatus['case']>;
  now: number;
}) {
  const { t } = useTranslation();
  const may = useMay();
  const { shown, now } = props;
  const readable = may('cases:read');
  return (
    <>
      <p className="mc-card-case mc-mono">
        {readable ? (
          <Link to={`/cases/${shown.id}`} title={t('large.fullCase')}>
            {shown.caseNo}
          </Link>
        ) : (
          shown.caseNo
        )}
      </p>
      <p className="mc-card-matter">{shown.matterName}</p>
      {shown.card !== null && <AlertLine card={shown.card} now={now} />}
      <ClockLine clock={shown.clock} now={now} />
      <dl className="mc-card-facts">
        {shown.applicant !== null && (
          <>
            <dt>{t('window.applicant')}</dt>
            <dd>{shown.applicant}</dd>
          </>
        )}
        <dt>{t('step.started')}</dt>
        <dd title={instantText(shown.startedAt)}>{shortInstantText(shown.startedAt, now)}</dd>
      </dl>
      {readable ? (
        <Steps caseId={shown.id} version={props.status.version} now={now} />
      ) : (
        <p className="mc-muted">{t('large.stepsDenied')}</p>
      )}
    </>
  );
}

function Steps({ caseId, version, now }: { caseId: string; version: number; now: number }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useCaseDetail(caseId, version);
  if (data !== undefined) return <CaseSteps steps={data.steps} now={now} />;
  if (error === null) return <div className="mc-skeleton" style={{ height: 96 }} aria-busy="true" />;
  return (
    <p className="mc-muted">
      {t('common.errorTitle')}{' '}
      <button type="button" className="mc-tool" onClick={() => void refetch()}>
        {t('common.retry')}
      </button>
    </p>
  );
}
