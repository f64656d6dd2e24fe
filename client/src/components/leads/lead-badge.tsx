/** On a tile: picture and record disagree at this window. Violet, with the word; leads to the lead. */
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useLeadOf } from '../../lib/leads/use-lead-of.ts';
import './lead-badge.css';

export interface LeadBadgeProps {
  readonly windowId: string;
  /** Said where there is more than one window. */
  readonly code?: string | undefined;
  readonly tabIndex?: number;
}

export function LeadBadge({ windowId, code, tabIndex = 0 }: LeadBadgeProps) {
  const { t } = useTranslation();
  const lead = useLeadOf(windowId);
  if (lead === undefined) return null;
  const kind = t(`leads.kind.${lead.kind}`);
  return (
    <Link
      className="mc-lead-badge"
      to={`/leads/${lead.id}`}
      data-testid="lead-badge"
      tabIndex={tabIndex}
      title={t('leads.badge', { kind, strength: lead.strength })}
      onClick={(event) => event.stopPropagation()}
    >
      {code !== undefined && <span>{t('window.number', { code })}</span>}
      {kind}
    </Link>
  );
}
