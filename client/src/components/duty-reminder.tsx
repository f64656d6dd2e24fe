/** Whoever may sit at the desk and does not is told so where he works, once and quietly. */
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { ownDutyShift } from '../../../server/contract/duty.ts';
import { api } from '../lib/api.ts';
import { useMay } from '../lib/me.ts';

const FRESH_MS = 5 * 60_000;

export function DutyReminder() {
  const { t } = useTranslation();
  const may = useMay();
  const { data } = useQuery({
    // Under the desk's own key: asked again when somebody sits down or leaves.
    queryKey: ['duty', 'own'],
    queryFn: ({ signal }) => api('/duty/shift', { schema: ownDutyShift, signal }),
    staleTime: FRESH_MS,
    enabled: may('duty:write'),
  });
  if (data === undefined || data.shift !== null) return null;
  return (
    <Link className="mc-wall-link" to="/duty" title={t('duty.notSitting')} data-testid="not-sitting">
      {t('duty.notSittingShort')}
    </Link>
  );
}
