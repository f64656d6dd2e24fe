/** Which days are worked where, when offices are open, and what clocks make of it. */
import { Button, Segmented, Tabs } from 'antd';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { NATIONAL } from '../../../../server/contract/calendar.ts';
import { CalendarFaults } from '../../components/calendar-faults.tsx';
import { RegionChooser } from '../../components/choosers.tsx';
import { todayIn } from '../../components/hours/days.ts';
import { EmptyView, ErrorView } from '../../components/state-views.tsx';
import { useMe } from '../../lib/me.ts';
import { useRegions } from '../../lib/places-queries.ts';
import { HoursView } from './hours-view.tsx';
import { TryView } from './try-view.tsx';
import { YearView } from './year-view.tsx';
import './calendar.css';

const TABS = ['year', 'hours', 'try'] as const;
const ZONE = 'Asia/Shanghai';

export default function CalendarPage() {
  const { t } = useTranslation();
  const me = useMe();
  const regions = useRegions();
  const [search, setSearch] = useSearchParams();
  const set = (changes: Readonly<Record<string, string>>) =>
    setSearch((before) => ({ ...Object.fromEntries(before), ...changes }), { replace: true });
  const thisYear = Number(todayIn(ZONE).slice(0, 4));
  const asked = Number(search.get('year'));
  const year = asked >= 2000 && asked <= 2100 ? asked : thisYear;
  const tab = TABS.find((one) => one === search.get('tab')) ?? 'year';
  // What holds for the whole country is for who may look everywhere.
  const isEverywhere = me.data?.grants.some(({ scope }) => scope.kind === 'everywhere') === true;
  const first = regions.data?.find(({ parentCode }) => !regions.data.some((one) => one.code === parentCode));
  const code = search.get('region') ?? (isEverywhere ? NATIONAL : first?.code);
  const place =
    code === NATIONAL
      ? t('calendar.country')
      : (regions.data?.find((one) => one.code === code)?.name ?? code ?? '');
  if (regions.error !== null)
    return <ErrorView error={regions.error} onRetry={() => void regions.refetch()} />;
  return (
    <div className="mc-page mc-calendar">
      <div className="mc-page-head">
        <h1>{t('calendar.title')}</h1>
        {isEverywhere && (
          <Button
            type={code === NATIONAL ? 'primary' : 'default'}
            onClick={() => set({ region: NATIONAL })}
            aria-pressed={code === NATIONAL}
          >
            {t('calendar.country')}
          </Button>
        )}
        <RegionChooser
          aria-label={t('calendar.region')}
          placeholder={t('calendar.region')}
          style={{ width: 220 }}
          value={code === NATIONAL ? undefined : code}
          onChange={(region) => region !== undefined && set({ region })}
        />
        <span className="mc-spring" />
        {tab === 'year' && (
          <>
            <Button onClick={() => set({ year: String(year - 1) })} aria-label={t('calendar.before')}>
              ‹
            </Button>
            <Segmented
              value={year}
              onChange={(next) => set({ year: String(next) })}
              options={[year - 1, year, year + 1]}
            />
            <Button onClick={() => set({ year: String(year + 1) })} aria-label={t('calendar.after')}>
              ›
            </Button>
          </>
        )}
      </div>
      <CalendarFaults />
      <Tabs
        activeKey={tab}
        onChange={(next) => set({ tab: next })}
        items={TABS.map((key) => ({ key, label: t(`calendar.${key}`) }))}
      />
      {code === undefined ? (
        regions.data !== undefined && <EmptyView text={t('tree.empty')} />
      ) : (
        <>
          {tab === 'year' && <YearView code={code} year={year} />}
          {tab === 'hours' && <HoursView key={code} code={code} />}
          {tab === 'try' && <TryView code={code} place={place} />}
        </>
      )}
    </div>
  );
}
