/** On a live label: picture and record disagree here (a lead that waits), or nobody is at the clerk's place. */
import { useTranslation } from 'react-i18next';
import type { WindowState } from '../../../../server/contract/overlays.ts';
import { useLeadOf } from '../../lib/leads/use-lead-of.ts';
import { useMay } from '../../lib/me.ts';
import { useOccupancy } from '../../lib/occupancy/use-occupancy.ts';
import { useWindowClosed } from '../../lib/occupancy/use-window-closed.ts';

export interface LiveMarksProps {
  readonly windowId: string;
  readonly hallId: string | undefined;
  /** As reported. */
  readonly state: WindowState | undefined;
}

export function LiveMarks(props: LiveMarksProps) {
  const may = useMay();
  return (
    <>
      <LeadMark windowId={props.windowId} />
      {may('occupancy:view') && <VacantMark {...props} />}
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

/** Unknown is not vacant, and nobody ought to be at a window that is closed: both have no mark. */
function VacantMark({ windowId, hallId, state }: LiveMarksProps) {
  const { t } = useTranslation();
  const last = useOccupancy(windowId).at(-1);
  const closed = useWindowClosed(hallId, state);
  if (last?.state !== 'vacant' || closed) return null;
  return (
    <span className="mc-label-vacant" data-testid="label-vacant">
      {t('occupancy.short.vacant')}
    </span>
  );
}
