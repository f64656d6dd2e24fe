/** On a live label: picture and record disagree here (a lead that waits), or nobody is at the clerk's place. */
import { useTranslation } from 'react-i18next';
import { useLeadOf } from '../../lib/leads/use-lead-of.ts';
import { useMay } from '../../lib/me.ts';
import { useOccupancy } from '../../lib/occupancy/use-occupancy.ts';

export function LiveMarks({ windowId }: { windowId: string }) {
  const may = useMay();
  return (
    <>
      <LeadMark windowId={windowId} />
      {may('occupancy:view') && <VacantMark windowId={windowId} />}
    </>
  );
}

/** The way to the lead is in the tile's corner and in the strip: a label is a button itself. */
function LeadMark({ windowId }: { windowId: string }) {
  const { t } = useTranslation();
  const lead = useLeadOf(windowId);
  if (lead === undefined) return null;
  const kind = t(`leads.kind.${lead.kind}`);
  return (
    <span
      className="mc-label-lead"
      data-testid="label-lead"
      title={t('leads.badge', { kind, strength: lead.strength })}
    >
      {t('leads.one')}
    </span>
  );
}

/** Unknown is not vacant: it has no mark. */
function VacantMark({ windowId }: { windowId: string }) {
  const { t } = useTranslation();
  const last = useOccupancy(windowId).at(-1);
  if (last?.state !== 'vacant') return null;
  return (
    <span className="mc-label-vacant" data-testid="label-vacant">
      {t('occupancy.short.vacant')}
    </span>
  );
}
