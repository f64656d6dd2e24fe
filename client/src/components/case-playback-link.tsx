/** To a case's footage, at an instant of it or from its beginning; for who may play footage back at all. */
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useMay } from '../lib/me.ts';
import './case-playback-link.css';

export interface CasePlaybackLinkProps {
  readonly caseId: string;
  /** A step, or a session: it is watched from a little before. */
  readonly at?: string;
  readonly look?: 'button' | 'link';
}

const LEAD_MS = 5000;

export function CasePlaybackLink({ caseId, at, look = 'button' }: CasePlaybackLinkProps) {
  const { t } = useTranslation();
  const may = useMay();
  if (!may('recordings:view')) return null;
  const search = at === undefined ? '' : `?at=${new Date(Date.parse(at) - LEAD_MS).toISOString()}`;
  return (
    <Link
      to={`/cases/${caseId}/playback${search}`}
      className={look === 'button' ? 'mc-button' : 'mc-case-playback-link'}
      title={t('casePlayback.openHint')}
    >
      {t(at === undefined ? 'casePlayback.open' : 'casePlayback.openStep')}
    </Link>
  );
}
