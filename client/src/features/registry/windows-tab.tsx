/** Windows over the chosen place and all below it, and whether a camera sees them. */
import { useQueryClient } from '@tanstack/react-query';
import { Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Window } from '../../../../server/contract/places.ts';
import { type ListedWindow, listedWindow } from '../../../../server/contract/registry.ts';
import { DepartmentField, HallField } from '../../components/choosers.tsx';
import { Copyable } from '../../components/copyable.tsx';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { Instant } from '../../components/instant.tsx';
import { api } from '../../lib/api.ts';
import { useMay } from '../../lib/me.ts';
import { PlaceMenu } from './changes/place-menu.tsx';
import { CloseMarked } from './close-marked.tsx';
import { ClosedMark } from './closed-mark.tsx';
import { ClosedFilter, DepartmentFilter, PlacedFilter } from './list-filters.tsx';
import { RecordList } from './record-list.tsx';
import { useListState } from './use-list-state.ts';
import { type Place, placeFilter } from './use-place.ts';

export function WindowsTab({ place }: { place: Place }) {
  const { t } = useTranslation();
  const may = useMay();
  const state = useListState();
  const filter = {
    placed: state.get('placed'),
    closed: state.get('closed'),
    departmentId: state.get('department'),
  };
  const inHall = place.kind === 'hall';
  return (
    <RecordList
      name="windows"
      path="/windows"
      item={listedWindow}
      rowKey="id"
      sortable
      empty={t('registry.emptyWindows')}
      filter={{ ...placeFilter(place), ...filter }}
      narrowed={!inHall || Object.values(filter).some((value) => value !== undefined)}
      tools={
        <>
          <PlacedFilter />
          <DepartmentFilter />
          <ClosedFilter />
        </>
      }
      exported={{ registry: 'windows', query: { ...placeFilter(place), departmentId: filter.departmentId } }}
      mayWrite={may('places:write')}
      newWord={t('registry.newWindow')}
      fresh={inHall ? { hallId: place.id } : {}}
      form={(initial, close) => <WindowForm initial={initial} fixedHall={inHall} onClose={close} />}
      removal={(row) => ({
        path: `/windows/${row.id}`,
        kind: t('registry.windows'),
        name: `${t('window.number', { code: row.code })} ${row.name}`,
      })}
      selection={(rows, clear) => (
        <CloseMarked things="windows" ids={rows.map((row) => row.id)} onDone={clear} />
      )}
      menu={(row) => (
        <PlaceMenu
          place={{
            ...{ thing: 'window', id: row.id, closedAt: row.closedAt, departmentId: row.departmentId },
            name: `${t('window.number', { code: row.code })} ${row.name}`,
          }}
        />
      )}
      columns={[
        {
          key: 'code',
          title: t('registry.windowCode'),
          width: 92,
          sorter: true,
          render: (_, row) => <Copyable text={row.code} />,
        },
        {
          key: 'name',
          title: t('registry.windowName'),
          width: 170,
          sorter: true,
          render: (_, row) => (
            <>
              {row.name}
              <ClosedMark at={row.closedAt} />
            </>
          ),
        },
        ...(inHall
          ? []
          : [
              {
                key: 'hall',
                title: t('registry.hall'),
                width: 176,
                sorter: true,
                render: (_: unknown, row: ListedWindow) => (
                  <Link to={`/registry/halls/${row.hallId}/overview`}>{row.hallName}</Link>
                ),
              },
            ]),
        { key: 'department', title: t('registry.department'), width: 180, dataIndex: 'departmentName' },
        {
          key: 'seenBy',
          title: t('registry.seenBy'),
          width: 140,
          render: (_, row) => <SeenBy window={row} />,
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
          render: (_, row) => <Copyable text={row.id}>{<span className="mc-mono">{row.id}</span>}</Copyable>,
        },
      ]}
    />
  );
}

function SeenBy({ window }: { window: ListedWindow }) {
  const { t } = useTranslation();
  const [first, ...others] = window.cameras;
  if (first === undefined) return <span className="mc-muted">{t('registry.seenByNoCamera')}</span>;
  return (
    <span title={window.cameras.map((camera) => camera.name).join('\n')}>
      <Link to={`/registry/halls/${window.hallId}/cameras/${first.id}/zones`}>{first.name}</Link>
      {others.length > 0 && <span className="mc-muted"> +{others.length}</span>}
    </span>
  );
}

function WindowForm(props: { initial: Partial<Window>; fixedHall: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { initial } = props;
  const exists = initial.id !== undefined;
  return (
    <FormDrawer<Window>
      title={exists ? t('registry.editWindow') : t('registry.newWindow')}
      initial={initial}
      onClose={props.onClose}
      onSaved={() => {
        void queries.invalidateQueries();
        props.onClose();
      }}
      save={({ code, name, departmentId, hallId }) =>
        exists
          ? api(`/windows/${initial.id}`, {
              method: 'PATCH',
              body: { code, name, ...(departmentId === initial.departmentId ? {} : { departmentId }) },
            })
          : api(`/halls/${hallId ?? initial.hallId}/windows`, {
              method: 'POST',
              body: { code, name, departmentId },
            })
      }
    >
      {() => (
        <>
          {!exists && !props.fixedHall && <HallField label={t('registry.hall')} />}
          <Form.Item
            name="code"
            label={t('registry.windowCode')}
            extra={t('registry.windowCodeHint')}
            rules={[
              { required: true, pattern: /^[A-Za-z0-9-]{1,16}$/, message: t('registry.windowCodeHint') },
            ]}
          >
            <Input maxLength={16} />
          </Form.Item>
          <Form.Item
            name="name"
            label={t('registry.windowName')}
            rules={[{ required: true, whitespace: true, max: 100 }]}
          >
            <Input />
          </Form.Item>
          <DepartmentField label={t('registry.department')} />
        </>
      )}
    </FormDrawer>
  );
}
