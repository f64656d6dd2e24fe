/** On a tile: picture and record disagree at this window. Violet, with the word; leads to the lead. */
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useLeadOf } from '../../lib/leads/use-lead-of.ts';
import './lead-badge.css';

export function LeadBadge({
  windowId,
  short = false,
}: {
  readonly windowId: string;
  readonly short?: boolean;
}) {
  const { t } = useTranslation();
  const lead = useLeadOf(windowId);
  if (lead === undefined) return null;
  const kind = t(`leads.kind.${lead.kind}`);
  return (
    <Link
      className="mc-lead-badge"
      to={`/leads/${lead.id}`}
      data-testid="lead-badge"
      title={t('leads.badge', { kind, strength: lead.strength })}
    >
      {short ? t('leads.one') : kind}
    </Link>
  );
}
