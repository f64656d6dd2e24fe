/** Cameras over the chosen place and all below it. A hall's own are shown with how each fares (`cameras-tab.tsx`). */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { PUSHED } from '../../../../server/contract/cameras.ts';
import { type ListedCamera, listedCamera } from '../../../../server/contract/registry.ts';
import { Copyable } from '../../components/copyable.tsx';
import { Instant } from '../../components/instant.tsx';
import { RecordTable } from '../../components/record-table.tsx';
import { SavedFilters } from '../../components/saved-filters.tsx';
import { useMay } from '../../lib/me.ts';
import { MoveCamera, useRetire } from './camera-changes.tsx';
import { CameraMenu } from './camera-menu.tsx';
import { CloseMarked } from './close-marked.tsx';
import { ClosedMark } from './closed-mark.tsx';
import { ExportMenu } from './export-menu.tsx';
import { ClosedFilter, DepartmentFilter, PlacedFilter } from './list-filters.tsx';
import { useListState } from './use-list-state.ts';
import { type Place, placeFilter } from './use-place.ts';

const PAGE = 100;

export function CityCamerasTab({ place }: { place: Place }) {
  const { t } = useTranslation();
  const may = useMay();
  const navigate = useNavigate();
  const state = useListState();
  const retire = useRetire();
  const [moving, setMoving] = useState<ListedCamera>();
  const filter = {
    placed: state.get('placed'),
    closed: state.get('closed'),
    departmentId: state.get('department'),
  };
  const writer = may('cameras:write');
  return (
    <>
      <RecordTable
        tall
        pageSize={PAGE}
        keep="cameras"
        path="/cameras"
        item={listedCamera}
        rowKey="id"
        empty={t('registry.emptyCameras')}
        filter={{ ...placeFilter(place), ...filter }}
        narrowed={place.kind !== 'everywhere' || Object.values(filter).some((value) => value !== undefined)}
        search={state.q}
        onSearch={state.setQ}
        sort={state.sort}
        onSort={state.setSort}
        searchPlaceholder={t('registry.searchIn')}
        onRow={(row) =>
          void navigate(
            writer
              ? `/registry/halls/${row.hallId}/cameras?edit=${row.id}`
              : `/registry/halls/${row.hallId}/cameras`,
          )
        }
        selection={
          writer
            ? (rows, clear) => <CloseMarked things="cameras" ids={rows.map((row) => row.id)} onDone={clear} />
            : undefined
        }
        tools={
          <>
            <PlacedFilter />
            <DepartmentFilter />
            <ClosedFilter />
            <SavedFilters name="cameras" />
            <ExportMenu
              registry="cameras"
              query={{ ...placeFilter(place), departmentId: filter.departmentId, q: state.q }}
            />
          </>
        }
        columns={[
          {
            key: 'name',
            title: t('common.name'),
            width: 150,
            sorter: true,
            render: (_, row) => (
              <>
                {row.name}
                <ClosedMark at={row.closedAt} />
              </>
            ),
          },
          {
            key: 'hall',
            title: t('registry.hall'),
            width: 166,
            sorter: true,
            render: (_, row) => <Link to={`/registry/halls/${row.hallId}/overview`}>{row.hallName}</Link>,
          },
          {
            key: 'address',
            title: t('camera.addresses'),
            width: 220,
            render: (_, row) => {
              const url = row.profiles.find((each) => each.profile === 'main')?.url ?? '';
              if (url === PUSHED) return t('camera.way.push');
              return (
                <Copyable text={url}>
                  <span className="mc-mono">{url}</span>
                </Copyable>
              );
            },
          },
          {
            key: 'placed',
            title: t('registry.placed'),
            width: 110,
            render: (_, row) =>
              row.windows.length === 0 ? (
                <span className="mc-muted">{t('registry.placedNone')}</span>
              ) : (
                row.windows.map((window) => window.code).join('、')
              ),
          },
          {
            key: 'device',
            title: t('registry.device'),
            width: 100,
            render: (_, row) => [row.make, row.model].filter((part) => part !== null).join(' ') || '—',
          },
          {
            key: 'gbId',
            extra: true,
            title: t('registry.gbId'),
            width: 220,
            render: (_, row) =>
              row.gb28181Id === null ? (
                '—'
              ) : (
                <Copyable text={row.gb28181Id}>
                  <span className="mc-mono">{row.gb28181Id}</span>
                </Copyable>
              ),
          },
          {
            key: 'created',
            extra: true,
            title: t('registry.created'),
            width: 180,
            sorter: true,
            render: (_, row) => <Instant at={row.createdAt} />,
          },
          {
            key: 'id',
            extra: true,
            title: t('registry.id'),
            width: 320,
            render: (_, row) => (
              <Copyable text={row.id}>
                <span className="mc-mono">{row.id}</span>
              </Copyable>
            ),
          },
          {
            key: 'actions',
            align: 'right',
            fixed: 'right',
            width: 205,
            ellipsis: false,
            render: (_, row) => (
              <>
                {may('live:view') && row.closedAt === null && (
                  <Link to={`/wall/${row.hallId}/camera/${row.id}`}>{t('registry.watch')}</Link>
                )}{' '}
                {writer && (
                  <Link to={`/registry/halls/${row.hallId}/cameras/${row.id}/zones`}>{t('zone.title')}</Link>
                )}{' '}
                {writer && row.closedAt === null && (
                  <CameraMenu onMove={() => setMoving(row)} onRetire={() => retire(row)} />
                )}
              </>
            ),
          },
        ]}
      />
      {moving !== undefined && <MoveCamera camera={moving} onClose={() => setMoving(undefined)} />}
    </>
  );
}
