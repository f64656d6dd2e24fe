/** Do picture and record agree? The sentence, clip and record side by side, what it rests on, and the decision. */
import { useQuery } from '@tanstack/react-query';
import { Button, Checkbox, Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { BenignCause, LeadDetail as Detail, LeadAction } from '../../../../server/contract/leads.ts';
import { CasePlaybackLink } from '../../components/case-playback-link.tsx';
import { Instant } from '../../components/instant.tsx';
import type { Playback } from '../../components/playback/use-playback.ts';
import { useMay } from '../../lib/me.ts';
import { instantText, minuteText, spanText } from '../../lib/time.ts';
import { fetchPrecision } from './lead-calls.ts';
import { LeadStage } from './lead-stage.tsx';
import { reasonWord, sentenceOf, whereText } from './lead-words.ts';

export interface LeadDetailProps {
  readonly lead: Detail;
  readonly cause: BenignCause | undefined;
  readonly onCause: (cause: BenignCause | undefined) => void;
  readonly onAct: (action: LeadAction | 'note') => void;
  readonly onPlayback: (playback: Playback, cameraId: string | undefined) => void;
}

const KEYS: Partial<Record<LeadAction | 'note', string>> = {
  confirm: 'C',
  dismiss: 'D',
  watch: 'W',
  note: 'N',
};
const BUTTONS = ['confirm', 'dismiss', 'watch', 'unwatch', 'reopen'] as const;

export function LeadDetail({ lead, cause, onCause, onAct, onPlayback }: LeadDetailProps) {
  const { t } = useTranslation();
  const may = useMay();
  return (
    <article className="mc-lead-detail" data-testid="lead-detail" data-state={lead.state}>
      <header>
        <div className="mc-lead-head">
          <h2>{t(`leads.kind.${lead.kind}`)}</h2>
          <span>{whereText(lead)}</span>
          <Instant at={lead.from} />
          {lead.clerk !== null && <span>{t('leads.evidence.clerk', { name: lead.clerk })}</span>}
          {lead.caseId !== null && lead.caseNo !== null && (
            <>
              {may('cases:read') ? (
                <Link className="mc-mono" to={`/cases/${lead.caseId}`} title={lead.matterName ?? undefined}>
                  {lead.caseNo}
                </Link>
              ) : (
                <span className="mc-mono">{lead.caseNo}</span>
              )}
              {may('cases:read') && <CasePlaybackLink caseId={lead.caseId} look="link" />}
            </>
          )}
        </div>
        <p className="mc-lead-says" data-testid="lead-sentence">
          {sentenceOf(lead, t)}
        </p>
        <Standing lead={lead} />
      </header>
      <LeadStage lead={lead} onPlayback={onPlayback} />
      <Grounds lead={lead} cause={cause} onCause={onCause} />
      <footer className="mc-lead-actions">
        {BUTTONS.filter((action) => lead.may.includes(action)).map((action) => (
          <Button
            key={action}
            type={action === 'confirm' ? 'primary' : 'default'}
            data-testid={`lead-${action}`}
            onClick={() => onAct(action)}
          >
            {t(`leads.act.${action}`)}
            {KEYS[action] !== undefined && <kbd>{KEYS[action]}</kbd>}
          </Button>
        ))}
        {may('notes:write') && (lead.caseId !== null || lead.clips.length > 0) && (
          <Button onClick={() => onAct('note')}>
            {t('leads.act.note')}
            <kbd>N</kbd>
          </Button>
        )}
        <Precision lead={lead} />
      </footer>
    </article>
  );
}

/** How it stands, where it does not simply wait. */
function Standing({ lead }: { lead: Detail }) {
  const { t } = useTranslation();
  const { explainedAt, explainedBy, watcher, watchUntil, decidedBy, decidedAt, outcome, state } = lead;
  const links = (
    <>
      {lead.alertId !== null && <Link to={`/alerts/${lead.alertId}`}>{t('leads.became.card')} →</Link>}
      {lead.findingId !== null && (
        <Link to={`/findings/${lead.findingId}`}>{t(`leads.became.${outcome ?? 'finding'}`)} →</Link>
      )}
    </>
  );
  return (
    <>
      {explainedBy !== null && explainedAt !== null && (state === 'new' || state === 'watched') && (
        <p className="mc-lead-explained" role="status">
          {t('leads.explained', { cause: t(`leads.cause.${explainedBy}`), at: minuteText(explainedAt) })}
        </p>
      )}
      {state === 'watched' && watcher !== null && (
        <p className="mc-muted">
          {watchUntil === null
            ? t('leads.watchedOpen', { name: watcher })
            : t('leads.watchedBy', { name: watcher, at: minuteText(watchUntil) })}
        </p>
      )}
      {decidedAt !== null && (
        <p className="mc-lead-decided" data-testid="lead-decided">
          {t('leads.decidedBy', {
            name: decidedBy ?? '',
            at: minuteText(decidedAt),
            state: t(`leads.state.${state}`),
          })}{' '}
          {links}
        </p>
      )}
    </>
  );
}

function Grounds({ lead, cause, onCause }: Pick<LeadDetailProps, 'lead' | 'cause' | 'onCause'>) {
  const { t } = useTranslation();
  const { offsets } = lead;
  const offset = (ms: number | null) =>
    ms === null
      ? t('leads.evidence.unmeasured')
      : `${Math.abs(ms) < 1000 ? '' : ms < 0 ? '−' : '+'}${spanText(Math.abs(ms), t)}`;
  const canDismiss = lead.may.includes('dismiss');
  return (
    <div className="mc-lead-grounds">
      <section>
        <h3>
          {t('leads.strengthTitle')} <b>{lead.strength}</b>
        </h3>
        <ul className="mc-lead-reasons">
          {lead.reasons.map(({ what, points }) => (
            <li key={what} data-against={points < 0 || undefined}>
              <b>{points > 0 ? `+${points}` : points}</b> {reasonWord(what, t)}
            </li>
          ))}
        </ul>
      </section>
      <section>
        <h3>{t('leads.benignTitle')}</h3>
        <div className="mc-lead-benign">
          {lead.benign.map((one) => (
            <Checkbox
              key={one}
              disabled={!canDismiss}
              checked={cause === one}
              onChange={(event) => onCause(event.target.checked ? one : undefined)}
            >
              {t(`leads.cause.${one}`)}
            </Checkbox>
          ))}
        </div>
        {canDismiss && lead.benign.length > 0 && <p className="mc-muted">{t('leads.benignHint')}</p>}
      </section>
      <section>
        <h3>{t('leads.evidence.title')}</h3>
        <p>
          {t('leads.evidence.offsets', {
            source: offset(offsets.sourceMs),
            camera: offset(offsets.cameraMs),
          })}
        </p>
        {lead.holdId !== null && <p>{t('leads.evidence.held')}</p>}
        {lead.someNotAllowed && <p className="mc-muted">{t('leads.evidence.someNotAllowed')}</p>}
        <details>
          <summary>{t('leads.evidence.steps')}</summary>
          <ol className="mc-lead-steps">
            {lead.steps.map((step) => (
              <li key={step.seq}>
                <time dateTime={step.at}>{instantText(step.at)}</time> <b>{t(`leads.step.${step.action}`)}</b>{' '}
                {step.by ?? t('leads.byItself')} {step.reason}
              </li>
            ))}
          </ol>
        </details>
      </section>
    </div>
  );
}

function Precision({ lead }: { lead: Detail }) {
  const { t } = useTranslation();
  const hallId = lead.hallId ?? undefined;
  const { data } = useQuery({
    queryKey: ['lead-precision', hallId],
    queryFn: ({ signal }) => fetchPrecision(hallId, signal),
    staleTime: 60_000,
  });
  const one = data?.items.find(({ kind }) => kind === lead.kind);
  if (one === undefined) return null;
  const where = t(hallId === undefined ? 'leads.everywhere' : 'leads.here');
  const decided = one.confirmed + one.dismissed;
  return (
    <span className="mc-lead-precision">
      {decided === 0
        ? t('leads.precisionNone', { where })
        : t('leads.precision', { where, confirmed: one.confirmed, decided })}
    </span>
  );
}

export function LeadDetailSkeleton() {
  return (
    <div className="mc-lead-detail" aria-busy="true">
      <Skeleton active title={{ width: 320 }} paragraph={{ rows: 1 }} />
      <div className="mc-lead-stage">
        <div className="mc-lead-pictures mc-skeleton" />
        <div className="mc-lead-record mc-skeleton" />
      </div>
    </div>
  );
}
