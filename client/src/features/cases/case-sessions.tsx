/** When the applicant was at which window: as it was called then. */
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { CaseDetail } from '../../../../server/contract/cases.ts';
import { CasePlaybackLink } from '../../components/case-playback-link.tsx';
import { windowThen } from '../../components/case-steps.tsx';
import { useMay } from '../../lib/me.ts';
import { clockText, dateText } from '../../lib/time.ts';

export function CaseSessions({ detail }: { detail: CaseDetail }) {
  const { t } = useTranslation();
  const may = useMay();
  const { sessions, hallId } = detail;
  const hasWall = may('live:view') && may('cameras:read');
  return (
    <section className="mc-panel">
      <h2>{t('cases.sessions')}</h2>
      {sessions.length === 0 ? (
        <p className="mc-muted">{t('cases.sessionsNone')}</p>
      ) : (
        <ul className="mc-case-sessions">
          {sessions.map((one) => {
            const first = one.calledAt ?? one.startedAt ?? one.finishedAt ?? '';
            const window = windowThen(one, t) ?? '—';
            return (
              <li key={`${first}${one.windowId}`}>
                <span>
                  <time dateTime={first}>{dateText(first)}</time>{' '}
                  {hallId !== null && hasWall ? <Link to={`/wall/${hallId}`}>{window}</Link> : window}
                  {one.clerk !== null && ` · ${one.clerk}`}
                  {one.ticket !== null && ` · ${t('step.detail.ticket', { x: one.ticket })}`}
                </span>
                <span className="mc-muted">
                  {[
                    one.calledAt && t('cases.sessionCalled', { at: clockText(one.calledAt) }),
                    one.startedAt && t('cases.sessionStarted', { at: clockText(one.startedAt) }),
                    one.finishedAt && t('cases.sessionFinished', { at: clockText(one.finishedAt) }),
                  ]
                    .filter(Boolean)
                    .join(' · ')}{' '}
                  <CasePlaybackLink caseId={detail.id} at={first} look="link" />
                </span>
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}
