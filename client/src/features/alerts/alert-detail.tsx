/** One card: what it is, why, what was done with it, and what may be done now. */
import { Button, Skeleton, Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Decision, AlertDetail as Detail } from '../../../../server/contract/alerts.ts';
import { AlertCard } from '../../components/alert-card.tsx';
import { AlertGround } from '../../components/alert-ground.tsx';
import { AlertStateWords } from '../../components/alert-state-words.tsx';
import { CasePlaybackLink } from '../../components/case-playback-link.tsx';
import { HoldButton } from '../../components/holds/hold-button.tsx';
import { EmptyView, ErrorView } from '../../components/state-views.tsx';
import { useAlertDetail } from '../../lib/alerts/alert-detail.ts';
import { keptThreshold, thresholdWords } from '../../lib/alerts/threshold-words.ts';
import { ApiError } from '../../lib/api.ts';
import { useMay } from '../../lib/me.ts';
import { useServices } from '../../lib/services.ts';
import { useNow } from '../../lib/use-now.ts';
import { decisions, keyOf } from './alert-actions.ts';
import { AlertSnapshots } from './alert-snapshots.tsx';
import { AlertSteps } from './alert-steps.tsx';
import { AlertTold } from './alert-told.tsx';
import { Deadline } from './deadline.tsx';
import { GroundBar } from './ground-bar.tsx';

export function AlertDetail({ alertId, onAct }: { alertId: string; onAct: (action: Decision) => void }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useAlertDetail(alertId);
  if (data !== undefined) return <Shown card={data} onAct={onAct} />;
  if (error instanceof ApiError && error.status === 404) return <EmptyView text={t('alerts.gone')} />;
  if (error !== null) return <ErrorView error={error} onRetry={() => void refetch()} />;
  return <Skeleton active style={{ padding: 20 }} paragraph={{ rows: 8 }} />;
}

function Shown({ card, onAct }: { card: Detail; onAct: (action: Decision) => void }) {
  const { t } = useTranslation();
  const { clock } = useServices();
  useNow(15_000);
  const now = clock.now();
  const rule = keptThreshold(card.ground.threshold);
  const actions = decisions.filter((action) => card.may.includes(action));
  return (
    <article className="mc-alert-detail" data-testid="alert-detail" data-alert-id={card.id}>
      <header>
        <AlertCard level={card.level} state={card.state} size="large" />
        <div className="mc-alert-detail-head">
          <h2>{card.matterName}</h2>
          <p>
            <b>{rule === undefined ? card.ruleName : thresholdWords(rule, t)}</b>
            <AlertStateWords card={card} />
          </p>
          <Where card={card} />
          <Deadline card={card} now={now} />
        </div>
      </header>
      {card.revocationProposed !== null && card.state !== 'revoked' && (
        <p className="mc-alert-proposed">{t('alerts.proposedText')}</p>
      )}
      {actions.length > 0 ? (
        <div className="mc-alert-actions">
          {actions.map((action, index) => (
            <Tooltip key={action} title={t(`alerts.actText.${action}`)} mouseEnterDelay={0.6}>
              <Button
                type={index === 0 && action !== 'note' ? 'primary' : 'default'}
                onClick={() => onAct(action)}
              >
                {t(`alerts.act.${action}`)}
                <kbd>{keyOf(action).toUpperCase()}</kbd>
              </Button>
            </Tooltip>
          ))}
        </div>
      ) : (
        <p className="mc-muted">{t('alerts.noAction')}</p>
      )}
      <section>
        <h3>{t('alerts.groundTitle')}</h3>
        <AlertGround card={card} />
        <GroundBar ground={card.ground} now={now} />
        <p className="mc-muted">
          {t('alerts.rule')} {card.ruleName} · {t('alerts.ruleVersion', { n: card.ruleVersion })}
        </p>
      </section>
      <section>
        <h3>{t('alerts.stepsTitle')}</h3>
        <AlertSteps alertId={card.id} steps={card.steps} />
      </section>
      <section>
        <h3>{t('alerts.toldTitle')}</h3>
        <AlertTold alertId={card.id} version={card.version} />
      </section>
      {card.snapshots.length > 0 && (
        <details className="mc-alert-more" open={card.snapshots.length > 1}>
          <summary>{t('alerts.snapshotsTitle')}</summary>
          <AlertSnapshots card={card} />
        </details>
      )}
    </article>
  );
}

function Where({ card }: { card: Detail }) {
  const { t } = useTranslation();
  const may = useMay();
  const place = [
    card.departmentName,
    card.hallName,
    card.windowCode === null ? null : t('alerts.number', { code: card.windowCode }),
    card.clerk === null ? null : t('alerts.clerk', { name: card.clerk }),
  ].filter((each) => each !== null);
  return (
    <p className="mc-alert-where">
      {may('cases:read') ? (
        <Link className="mc-mono" to={`/cases/${card.caseId}`} title={t('alerts.case')}>
          {card.caseNo}
        </Link>
      ) : (
        <span className="mc-mono">{card.caseNo}</span>
      )}
      <span>{place.join(' · ')}</span>
      {card.hallId !== null && card.windowId !== null && may('live:view') && may('cameras:read') && (
        <Link to={`/wall/${card.hallId}?window=${card.windowId}`}>{t('alerts.window')}</Link>
      )}
      {may('cases:read') && <CasePlaybackLink caseId={card.caseId} look="link" />}
      {may('leads:read') && typeof card.ground.facts.leadId === 'string' && (
        <Link to={`/leads/${card.ground.facts.leadId}`}>{t('alerts.fact.leadKind')}</Link>
      )}
      <HoldButton caseId={card.caseId} alertId={card.id} size="small" />
    </p>
  );
}
