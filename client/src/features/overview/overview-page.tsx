/** How is the city today? The numbers that moved, where they stand, and what keeps them from being true. */
import { Button, Segmented, Skeleton } from 'antd';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyView, ErrorView } from '../../components/state-views.tsx';
import { usePreferences } from '../../lib/preferences.ts';
import { instantText } from '../../lib/time.ts';
import { ChartPanel } from './chart-panel.tsx';
import { hoursChart, trendChart } from './charts.ts';
import { Numbers } from './numbers.tsx';
import { PlaceRows } from './place-rows.tsx';
import { Slowest } from './slowest.tsx';
import { Trouble } from './trouble.tsx';
import { below, type Looked, useLooked, useOverview, ways } from './use-overview.ts';
import './overview.css';

/** On a wall it is read from three metres. */
const WALL_SCALE = 1.7;

export default function OverviewPage() {
  const { t } = useTranslation();
  const theme = usePreferences((preferences) => preferences.theme);
  const { looked, look } = useLooked();
  const { data, error, refetch } = useOverview(looked);
  const page = useRef<HTMLDivElement>(null);
  const isWall = useFullScreen(page);
  const scale = isWall ? WALL_SCALE : 1;
  const words = useMemo(
    () => ({
      accepted: t('overview.series.accepted'),
      completed: t('overview.series.completed'),
      late: t('overview.late'),
    }),
    [t],
  );
  const hours = data?.hours;
  const trend = data?.trend;
  const drawHours = useMemo(() => hoursChart(hours ?? [], words), [hours, words]);
  const drawTrend = useMemo(() => trendChart(trend ?? [], words), [trend, words]);
  if (data === undefined && error !== null) return <ErrorView error={error} onRetry={() => void refetch()} />;
  const isEmpty =
    data !== undefined &&
    data.rows.length === 0 &&
    data.trend.every(({ accepted, completed }) => accepted + completed === 0);
  return (
    <div ref={page} className="mc-page mc-overview" data-wall={isWall} data-theme={theme}>
      <div className="mc-page-head">
        <h1>{t('overview.title')}</h1>
        <Path data={data} looked={looked} onLook={look} />
        <span className="mc-spring" />
        {data !== undefined && (
          <span className={error === null ? 'mc-muted' : 'mc-ov-stale'}>
            {t(error === null ? 'overview.asOf' : 'overview.stale', { at: instantText(data.asOf) })}
          </span>
        )}
        <Segmented
          className="mc-ov-by"
          value={looked.by}
          options={ways.map((value) => ({ value, label: t(`overview.by.${value}`) }))}
          onChange={(by) => look({ ...looked, by })}
        />
        <Button
          onClick={() => {
            if (isWall) void document.exitFullscreen();
            // A browser that refuses shows the page as it is.
            else page.current?.requestFullscreen().catch(() => undefined);
          }}
        >
          {isWall ? t('overview.leaveWall') : t('overview.wall')}
        </Button>
      </div>
      {data === undefined ? (
        <Skeleton active paragraph={{ rows: 14 }} />
      ) : (
        <>
          <Trouble data={data} />
          <Numbers data={data} />
          {isEmpty ? (
            <EmptyView text={data.path.length === 0 ? t('overview.empty') : t('overview.emptyHere')} />
          ) : (
            <div className="mc-ov-body">
              <div className="mc-ov-charts">
                <PlaceRows data={data} onLook={look} />
                <ChartPanel
                  title={t('overview.trend')}
                  {...{ theme, scale, height: 140, draw: drawTrend }}
                  head={[t('overview.day'), words.accepted, words.completed, words.late]}
                  rows={data.trend.map(({ day, accepted, completed, late }) => [
                    day,
                    accepted,
                    completed,
                    late,
                  ])}
                />
              </div>
              <div className="mc-ov-charts">
                <ChartPanel
                  title={t('overview.hours')}
                  {...{ theme, scale, height: 130, draw: drawHours }}
                  head={[t('overview.hour'), words.accepted, words.completed]}
                  rows={data.hours.map(({ accepted, completed }, hour) => [
                    `${hour}:00`,
                    accepted,
                    completed,
                  ])}
                />
                <Slowest matters={data.slowest} />
              </div>
            </div>
          )}
        </>
      )}
    </div>
  );
}

function Path(props: {
  data: ReturnType<typeof useOverview>['data'];
  looked: Looked;
  onLook: (next: Looked) => void;
}) {
  const { t } = useTranslation();
  const path = props.data?.path ?? [];
  return (
    <nav className="mc-ov-path">
      <button type="button" onClick={() => props.onLook({ by: 'region' })} disabled={path.length === 0}>
        {t('overview.all')}
      </button>
      {path.map((place, at) => {
        const to = below(place, null);
        return (
          <button
            key={place.kind === 'region' ? place.code : place.id}
            type="button"
            disabled={at === path.length - 1}
            onClick={() => to && props.onLook(to)}
          >
            {place.name}
          </button>
        );
      })}
    </nav>
  );
}

function useFullScreen(element: { readonly current: Element | null }): boolean {
  const [isFull, setFull] = useState(false);
  useEffect(() => {
    const look = () =>
      setFull(document.fullscreenElement !== null && document.fullscreenElement === element.current);
    document.addEventListener('fullscreenchange', look);
    return () => document.removeEventListener('fullscreenchange', look);
  }, [element]);
  return isFull;
}
