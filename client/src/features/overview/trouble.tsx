/** What keeps the numbers from being true, as plain sentences on top: nobody is to take missing cards for good ones. */
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Overview } from '../../../../server/contract/overview.ts';

const NAMED = 3;

export function Trouble({ data }: { data: Overview }) {
  const { t } = useTranslation();
  const { faults, feeds, total } = data;
  if (faults.length === 0 && feeds.length === 0) return null;
  const listed = (all: readonly string[]) =>
    all.slice(0, NAMED).join(t('overview.faults.and')) +
    (all.length > NAMED ? t('overview.faults.more') : '');
  const where = faults.map(({ code, placeName: place, day }) =>
    t(`overview.faults.${code}`, { place, year: day.slice(0, 4) }),
  );
  const which = feeds.map(({ fault, departmentName: who }) => t(`overview.faults.${fault}`, { who }));
  return (
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
          <Link to="/exchange">{t('overview.faults.look')}</Link>
        </p>
      )}
    </div>
  );
}
