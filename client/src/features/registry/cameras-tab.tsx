/** A hall's cameras: how they are reached, and which windows are marked in their pictures. */
import { Button } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { type Camera, camera, PUSHED } from '../../../../server/contract/cameras.ts';
import { Instant } from '../../components/instant.tsx';
import { RecordTable } from '../../components/record-table.tsx';
import { useDelete } from '../../components/use-delete.tsx';
import { useMay } from '../../lib/me.ts';
import { useHallWall } from '../../lib/use-hall-wall.ts';
import { useStreamStatuses } from '../../lib/use-stream-statuses.ts';
import { MoveCamera, useRetire } from './camera-changes.tsx';
import { CameraForm } from './camera-form.tsx';
import { HallLine } from './hall-line.tsx';
import { RowActions } from './row-actions.tsx';
import { StreamLine } from './stream-about.tsx';

export function CamerasTab({ hallId }: { hallId: string }) {
  const { t } = useTranslation();
  const may = useMay();
  const remove = useDelete();
  const retire = useRetire();
  const [moving, setMoving] = useState<Camera>();
  const [search, setSearch] = useSearchParams();
  const writer = may('cameras:write');
  const [open, setOpen] = useState<Camera | 'new' | undefined>(
    search.has('new') && writer ? 'new' : undefined,
  );
  const wall = useHallWall(hallId);
  const cameras = wall.data?.cameras ?? [];
  const statuses = useStreamStatuses(
    cameras.flatMap(({ id, profiles }) => profiles.map(({ profile }) => `${id}/${profile}`)),
  );
  const edited = search.get('edit');
  const edit = cameras.find(({ id }) => id === edited);
  useEffect(() => {
    if (edit === undefined || !writer) return;
    setOpen(edit);
    setSearch({}, { replace: true });
  }, [edit, writer, setSearch]);
  const placed = (cameraId: string): string => {
    const codes = (wall.data?.placements ?? [])
      .filter((placement) => placement.cameraId === cameraId)
      .map((placement) => wall.data?.windows.find((window) => window.id === placement.windowId)?.code ?? '?');
    return codes.length === 0
      ? t('registry.placedNone')
      : codes.map((code) => t('window.number', { code })).join('、');
  };
  const create = writer && (
    <span style={{ display: 'inline-flex', gap: 8 }}>
      <Link className="mc-button" to={`/registry/discover?hall=${hallId}`}>
        {t('discovery.title')}
      </Link>
      <Button type="primary" onClick={() => setOpen('new')}>
        {t('registry.newCamera')}
      </Button>
    </span>
  );
  return (
    <>
      <HallLine hall={{ id: hallId }} cameras={cameras} />
      <RecordTable
        path={`/halls/${hallId}/cameras`}
        item={camera}
        rowKey="id"
        empty={t('registry.emptyCameras')}
        create={create}
        columns={[
          { title: t('common.name'), dataIndex: 'name' },
          {
            title: t('camera.addresses'),
            render: (_, row) =>
              row.profiles.map(({ profile, url }) => (
                <div key={profile} className="mc-address" title={url}>
                  <span className="mc-muted">{t(`large.${profile}`)}</span>{' '}
                  <span className="mc-mono">{url === PUSHED ? t('camera.way.push') : url}</span>
                </div>
              )),
          },
          {
            title: t('stream.title'),
            render: (_, row) =>
              row.profiles.map(({ profile }) => (
                <StreamLine
                  key={profile}
                  name={t(`large.${profile}`)}
                  status={statuses.get(`${row.id}/${profile}`)}
                />
              )),
          },
          { title: t('registry.placed'), render: (_, row) => placed(row.id) },
          { title: t('registry.created'), render: (_, row) => <Instant at={row.createdAt} /> },
          ...(writer
            ? [
                {
                  key: 'actions',
                  align: 'right' as const,
                  render: (_: unknown, row: Camera) => (
                    <RowActions
                      onEdit={() => setOpen(row)}
                      onDelete={() =>
                        remove({ path: `/cameras/${row.id}`, kind: t('registry.cameras'), name: row.name })
                      }
                    >
                      <Link to={`/registry/halls/${hallId}/cameras/${row.id}/zones`}>{t('zone.title')}</Link>
                      {may('users:read') && (
                        <Link to={`/people/cameras/${row.id}/viewers`} style={{ marginLeft: 8 }}>
                          {t('rights.viewers.short')}
                        </Link>
                      )}
                      <Button type="text" size="small" onClick={() => setMoving(row)}>
                        {t('camera.move')}
                      </Button>
                      <Button type="text" size="small" onClick={() => retire(row)}>
                        {t('camera.retire')}
                      </Button>
                    </RowActions>
                  ),
                },
              ]
            : []),
        ]}
      />
      {moving !== undefined && <MoveCamera camera={moving} onClose={() => setMoving(undefined)} />}
      {open !== undefined && (
        <CameraForm
          hallId={hallId}
          camera={open === 'new' ? undefined : open}
          onClose={() => setOpen(undefined)}
        />
      )}
    </>
  );
}
