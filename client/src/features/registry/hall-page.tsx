/** One hall: its floor plan, windows, cameras and office hours; and the ways to its wall, health and shifts. */
import { useQuery } from '@tanstack/react-query';
import { Button, Tabs } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import { hall } from '../../../../server/contract/places.ts';
import { ErrorView } from '../../components/state-views.tsx';
import { api } from '../../lib/api.ts';
import { useMay } from '../../lib/me.ts';
import { listKey } from '../../lib/use-list.ts';
import { CamerasTab } from './cameras-tab.tsx';
import { ClosedMark } from './closed-mark.tsx';
import { HallOverview } from './hall-overview.tsx';
import { HallForm } from './halls-tab.tsx';
import { HoursTab } from './hours/hours-tab.tsx';
import { WindowsTab } from './windows-tab.tsx';
import './registry.css';

export default function HallPage() {
  const { t } = useTranslation();
  const may = useMay();
  const navigate = useNavigate();
  const { hallId = '', tab = 'overview' } = useParams();
  const [editing, setEditing] = useState(false);
  const { data, error, refetch } = useQuery({
    queryKey: [...listKey('/halls'), hallId],
    queryFn: ({ signal }) => api(`/halls/${hallId}`, { schema: hall, signal }),
  });
  if (error !== null && data === undefined) return <ErrorView error={error} onRetry={() => void refetch()} />;
  const tabs = [
    {
      key: 'overview',
      label: t('registry.overview'),
      shown: data !== undefined && <HallOverview hall={data} />,
    },
    {
      key: 'windows',
      label: t('registry.windows'),
      shown: <WindowsTab key={hallId} place={{ kind: 'hall', id: hallId }} />,
    },
    ...(may('cameras:read')
      ? [
          {
            key: 'cameras',
            label: t('registry.cameras'),
            shown: <Scrolling child={<CamerasTab hallId={hallId} />} />,
          },
        ]
      : []),
    { key: 'hours', label: t('registry.hours'), shown: <Scrolling child={<HoursTab hallId={hallId} />} /> },
  ];
  const shown = tabs.find((one) => one.key === tab) ?? tabs[0];
  return (
    <div className="mc-registry-main">
      <header className="mc-page-head">
        <Link
          to={data === undefined ? '/registry/halls' : `/registry/halls?in=${data.regionCode}`}
          className="mc-muted"
        >
          {t('registry.halls')}
        </Link>
        <span className="mc-muted">/</span>
        <h1>
          {data?.name ?? '…'}
          <ClosedMark at={data?.closedAt ?? null} />
        </h1>
        <span className="mc-spring" />
        {may('places:write') && data !== undefined && (
          <Button onClick={() => setEditing(true)}>{t('common.edit')}</Button>
        )}
        {may('clerks:read') && (
          <Link className="mc-button" to={`/registry/halls/${hallId}/shifts`}>
            {t('registry.shifts')}
          </Link>
        )}
        {may('health:read') && (
          <Link className="mc-button" to={`/health?hall=${hallId}`}>
            {t('registry.health')}
          </Link>
        )}
        {may('live:view') && (
          <Link className="mc-button" data-primary="" to={`/wall/${hallId}`}>
            {t('registry.openWall')}
          </Link>
        )}
      </header>
      <Tabs
        activeKey={shown?.key ?? 'overview'}
        onChange={(key) => void navigate(`/registry/halls/${hallId}/${key}`)}
        items={tabs.map(({ key, label }) => ({ key, label }))}
      />
      {shown?.shown}
      {editing && data !== undefined && <HallForm initial={data} onClose={() => setEditing(false)} />}
    </div>
  );
}

/** What has no scrolling of its own. */
function Scrolling({ child }: { child: React.ReactNode }) {
  return <div className="mc-registry-scroll">{child}</div>;
}
