/** Beside a case or card: whether its footage is held, and holding it. For who may. */
import { Button, Tooltip } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { holdSummary } from '../../../../server/contract/holds.ts';
import { useMay } from '../../lib/me.ts';
import { useList } from '../../lib/use-list.ts';
import { HoldDialog } from './hold-dialog.tsx';
import './holds.css';

interface HoldButtonProps {
  readonly caseId: string;
  /** Held as long as this card is about something, instead of as long as the case goes on. */
  readonly alertId?: string;
  readonly size?: 'small';
}

export function HoldButton(props: HoldButtonProps) {
  const may = useMay();
  return may('holds:write') && may('recordings:view') ? <Shown {...props} /> : null;
}

function Shown({ caseId, alertId, size }: HoldButtonProps) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const { items } = useList({ path: '/holds', item: holdSummary, query: { caseId }, limit: 20 });
  const standing = items?.find((one) => one.state !== 'released');
  return (
    <>
      {standing !== undefined && standing.state !== 'released' && (
        <Tooltip
          title={t('holds.panel.by', {
            name: standing.setByName || t('holds.byItself'),
            reason: standing.reason,
          })}
        >
          <Link to={`/holds/${standing.id}`} className="mc-hold-mark">
            {t(`holds.panel.${standing.state}`)}
          </Link>
        </Tooltip>
      )}
      {(standing === undefined || (alertId !== undefined && standing.subjectId !== alertId)) && (
        <Button {...(size && { size })} onClick={() => setAsking(true)} data-testid="hold-footage">
          {t('holds.new')}
        </Button>
      )}
      {asking && <HoldDialog ranges={[]} caseId={caseId} alertId={alertId} onDone={() => setAsking(false)} />}
    </>
  );
}
