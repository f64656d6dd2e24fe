/** Who can see this camera, and why? */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Button, Select, Table } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import type { Permission } from '../../../../server/contract/access.ts';
import { camera } from '../../../../server/contract/cameras.ts';
import { viewers } from '../../../../server/contract/rights.ts';
import { EmptyView, ErrorView } from '../../components/state-views.tsx';
import { ApiError, api } from '../../lib/api.ts';
import { useMay } from '../../lib/me.ts';
import { permissionWords } from '../../lib/roles.ts';
import { Sources } from './source-words.tsx';
import './rights.css';

const asked: readonly Permission[] = [
  'live:view',
  'live:listen',
  'cameras:read',
  'cameras:write',
  'health:read',
];

export default function ViewersPage() {
  const { t } = useTranslation();
  const may = useMay();
  const { cameraId = '' } = useParams();
  const [permission, setPermission] = useState<Permission>('live:view');
  const thing = useQuery({
    queryKey: ['camera', cameraId],
    queryFn: ({ signal }) => api(`/cameras/${cameraId}`, { schema: camera, signal }),
    enabled: may('cameras:read'),
  });
  const list = useInfiniteQuery({
    queryKey: ['viewers', cameraId, permission],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      api(`/cameras/${cameraId}/viewers`, {
        schema: viewers,
        query: { permission, cursor: pageParam, limit: 100 },
        signal,
      }),
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
  const { error } = list;
  if (error instanceof ApiError && (error.status === 404 || error.status === 400))
    return <EmptyView title={t('common.notFoundTitle')} text={t('fault.not_found')} />;
  const items = list.data?.pages.flatMap((page) => page.items);
  const beyond = list.data?.pages[0]?.beyond ?? 0;
  return (
    <div className="mc-page">
      <div className="mc-page-head">
        <h1>{t('rights.viewers.title', { camera: thing.data?.name ?? '…' })}</h1>
      </div>
      <p className="mc-muted" style={{ marginTop: 0 }}>
        {t('rights.viewers.text')}
      </p>
      <div className="mc-rights-asked">
        <Select<Permission>
          aria-label={t('rights.viewers.permission')}
          style={{ minWidth: 260 }}
          value={permission}
          onChange={setPermission}
          options={asked.map((each) => ({ value: each, label: permissionWords(each, t) }))}
        />
      </div>
      {items === undefined ? (
        error === null ? (
          <div className="mc-skeleton" style={{ height: 280 }} aria-busy="true" />
        ) : (
          <ErrorView error={error} onRetry={() => void list.refetch()} />
        )
      ) : items.length === 0 ? (
        <EmptyView text={t('rights.viewers.empty')} />
      ) : (
        <Table
          size="small"
          sticky
          pagination={false}
          rowKey={({ user }) => user.id}
          dataSource={items}
          columns={[
            {
              title: t('rights.viewers.person'),
              width: 280,
              render: (_, { user }) => (
                <>
                  {user.displayName} <span className="mc-mono mc-muted">{user.username}</span>
                </>
              ),
            },
            { title: t('rights.viewers.because'), render: (_, { sources }) => <Sources of={sources} /> },
            {
              key: 'actions',
              align: 'right',
              width: 120,
              render: (_, { user }) => (
                <Link to={`/people/users/${user.id}/rights?camera=${cameraId}`}>
                  {t('rights.viewers.explain')}
                </Link>
              ),
            },
          ]}
        />
      )}
      {list.hasNextPage && (
        <div className="mc-records-more">
          <Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t('common.more')}
          </Button>
        </div>
      )}
      {beyond > 0 && <p className="mc-muted">{t('rights.viewers.beyond', { n: beyond })}</p>}
    </div>
  );
}
