/** What clocks lack, in words, with the way to put it right. Nothing is missing, or one may not set it: nothing is shown. */
import { useQuery } from '@tanstack/react-query';
import { Alert } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { type CalendarFault, calendarFaults, NATIONAL } from '../../../server/contract/calendar.ts';
import { api } from '../lib/api.ts';
import { useMay } from '../lib/me.ts';

const SHOWN = 5;

export function CalendarFaults() {
  const { t } = useTranslation();
  const may = useMay();
  const { data } = useQuery({
    queryKey: ['calendar', 'faults'],
    queryFn: ({ signal }) => api('/calendar/faults', { schema: calendarFaults, signal }),
    enabled: may('calendar:write'),
    refetchInterval: 60_000,
  });
  const items = data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <Alert
      showIcon
      type={items.some(({ severity }) => severity === 'fault') ? 'error' : 'warning'}
      style={{ marginBottom: 12 }}
      title={
        <ul aria-label={t('calendar.faults.title')} style={{ margin: 0, padding: 0, listStyle: 'none' }}>
          {items.slice(0, SHOWN).map((one) => (
            <Fault key={`${one.code} ${one.regionCode} ${one.hallId} ${one.year}`} one={one} />
          ))}
          {items.length > SHOWN && <li>… {t('calendar.more', { n: SHOWN })}</li>}
        </ul>
      }
    />
  );
}

function Fault({ one }: { one: CalendarFault }) {
  const { t } = useTranslation();
  const region = one.regionCode === NATIONAL ? t('calendar.country') : one.regionName;
  return (
    <li>
      {t(`calendar.faults.${one.code}`, { place: one.hallName ?? region, year: one.year })}
      {one.cases > 0 && ` · ${t('calendar.faults.cases', { n: one.cases })}`}{' '}
      <Link to={linkOf(one)}>{t('calendar.faults.set')}</Link>
    </li>
  );
}

function linkOf({ hallId, regionCode, year }: CalendarFault): string {
  if (hallId !== null) return `/registry/halls/${hallId}/hours`;
  return `/calendar?region=${regionCode}&${year === null ? 'tab=hours' : `tab=year&year=${year}`}`;
}
