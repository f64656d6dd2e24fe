/** What keeps the numbers from being true, as plain sentences on top: nobody is to take missing cards for good ones. */
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Overview } from '../../../../server/contract/overview.ts';
import { CalendarFaults } from '../../components/calendar-faults.tsx';
import { useMay } from '../../lib/me.ts';

const NAMED = 3;

export function Trouble({ data }: { data: Overview }) {
  const { t } = useTranslation();
  const may = useMay();
  const { feeds, total } = data;
  // Who can put them right is shown all that is missing, with where to do so.
  const mends = may('calendar:write');
  const faults = mends ? [] : data.faults;
  const listed = (all: readonly string[]) =>
    all.slice(0, NAMED).join(t('overview.faults.and')) +
    (all.length > NAMED ? t('overview.faults.more') : '');
  const where = faults.map(({ code, placeName: place, day }) =>
    t(`calendar.faults.${code}`, { place, year: day.slice(0, 4) }),
  );
  const which = feeds.map(({ fault, departmentName: who }) => t(`overview.faults.${fault}`, { who }));
  return (
    <>
      {mends && <CalendarFaults />}
      {faults.length + feeds.length > 0 && (
        <div className="mc-ov-trouble" role="status">
          {faults.length > 0 && (
            <p>
              {t('overview.faults.clock', { cases: total.fault, where: listed(where) })}
              <Link to="/cases?state=fault">{t('overview.faults.look')}</Link>
            </p>
          )}
          {feeds.length > 0 && (
            <p>
              {t('overview.faults.feeds', { n: feeds.length, which: listed(which) })}
              {may('exchange:read') && <Link to="/exchange">{t('overview.faults.look')}</Link>}
            </p>
          )}
        </div>
      )}
    </>
  );
}
