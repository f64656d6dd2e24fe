/** One hall: its windows and its cameras. */

import { useQuery } from '@tanstack/react-query';
import { Button, Tabs, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import { hall } from '../../../../server/contract/places.ts';
import { ErrorView } from '../../components/state-views.tsx';
import { api } from '../../lib/api.ts';
import { useMay } from '../../lib/me.ts';
import { listKey } from '../../lib/use-list.ts';
import { CamerasTab } from './cameras-tab.tsx';
import { HallForm } from './halls-tab.tsx';
import { WindowsTab } from './windows-tab.tsx';

export default function HallPage() {
  const { t } = useTranslation();
  const may = useMay();
  const navigate = useNavigate();
  const { hallId = '', tab = 'windows' } = useParams();
  const [editing, setEditing] = useState(false);
  const { data, error, refetch } = useQuery({
    queryKey: [...listKey('/halls'), hallId],
    queryFn: ({ signal }) => api(`/halls/${hallId}`, { schema: hall, signal }),
  });
  if (error !== null && data === undefined) return <ErrorView error={error} onRetry={() => void refetch()} />;
  const items = [
    { key: 'windows', label: t('registry.windows'), children: <WindowsTab hallId={hallId} /> },
    ...(may('cameras:read')
      ? [{ key: 'cameras', label: t('registry.cameras'), children: <CamerasTab hallId={hallId} /> }]
      : []),
  ];
  return (
    <div className="mc-page">
      <div className="mc-page-head">
        <Link to="/registry/halls" className="mc-muted">
          {t('registry.halls')}
        </Link>
        <span className="mc-muted">/</span>
        <h1>{data?.name ?? '…'}</h1>
        <span className="mc-muted">{data?.address}</span>
        <Typography.Text
          type="secondary"
          className="mc-mono"
          copyable={{ text: hallId, tooltips: [t('common.copy'), t('common.copied')] }}
          title={t('registry.hallIdHint')}
        >
          {t('registry.hallId', { id: hallId })}
        </Typography.Text>
        <span className="mc-spring" />
        {may('places:write') && data !== undefined && (
          <Button onClick={() => setEditing(true)}>{t('common.edit')}</Button>
        )}
        {may('live:view') && (
          <Button type="primary" onClick={() => void navigate(`/wall/${hallId}`)}>
            {t('registry.openWall')}
          </Button>
        )}
      </div>
      <Tabs
        activeKey={tab}
        destroyOnHidden
        onChange={(key) => void navigate(`/registry/halls/${hallId}/${key}`)}
        items={items}
      />
      {editing && data !== undefined && <HallForm initial={data} onClose={() => setEditing(false)} />}
    </div>
  );
}
