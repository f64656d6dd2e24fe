/** Departments: the organs that serve at windows. */
import { useQueryClient } from '@tanstack/react-query';
import { Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { type Department, department } from '../../../../server/contract/places.ts';
import { RegionField } from '../../components/choosers.tsx';
import { Copyable } from '../../components/copyable.tsx';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { api } from '../../lib/api.ts';
import { useMay } from '../../lib/me.ts';
import { usccLooksWrong } from '../../lib/uscc.ts';
import { PlaceMenu } from './changes/place-menu.tsx';
import { ClosedMark } from './closed-mark.tsx';
import { ClosedFilter } from './list-filters.tsx';
import { RecordList } from './record-list.tsx';
import { useListState } from './use-list-state.ts';
import { useRegionName } from './use-names.ts';
import { type Place, regionOf } from './use-place.ts';

export function DepartmentsTab({ place }: { place: Place }) {
  const { t } = useTranslation();
  const may = useMay();
  const state = useListState();
  const regionName = useRegionName();
  const closed = state.get('closed');
  return (
    <RecordList
      name="departments"
      path="/departments"
      item={department}
      rowKey="id"
      empty={t('registry.emptyDepartments')}
      filter={{ below: regionOf(place), closed: closed && 'include' }}
      narrowed={closed !== undefined || place.kind !== 'everywhere'}
      tools={<ClosedFilter whole />}
      exported={{ registry: 'departments', query: { regionCode: regionOf(place) } }}
      mayWrite={may('places:write')}
      newWord={t('registry.newDepartment')}
      fresh={place.kind === 'region' ? { regionCode: place.code } : {}}
      form={(initial, close) => <DepartmentForm initial={initial} onClose={close} />}
      removal={(row) => ({ path: `/departments/${row.id}`, kind: t('registry.department'), name: row.name })}
      actionsWidth={may('notices:write') ? 220 : undefined}
      links={(row) =>
        may('notices:write') &&
        row.closedAt === null && (
          <Link to={`/notices/contacts?departmentId=${row.id}`}>{t('notices.admin.contacts')}</Link>
        )
      }
      menu={(row) => (
        <PlaceMenu place={{ thing: 'department', id: row.id, name: row.name, closedAt: row.closedAt }} />
      )}
      columns={[
        {
          key: 'name',
          title: t('common.name'),
          width: 280,
          render: (_, row) => (
            <>
              {row.name}
              <ClosedMark at={row.closedAt} />
            </>
          ),
        },
        {
          key: 'region',
          title: t('registry.region'),
          width: 140,
          render: (_, row) => regionName(row.regionCode),
        },
        {
          key: 'uscc',
          title: t('registry.uscc'),
          width: 220,
          render: (_, row) =>
            row.uscc === null ? (
              '—'
            ) : (
              <Copyable text={row.uscc}>{<span className="mc-mono">{row.uscc}</span>}</Copyable>
            ),
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

export function DepartmentForm({ initial, onClose }: { initial: Partial<Department>; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const exists = initial.id !== undefined;
  return (
    <FormDrawer<Department>
      title={exists ? t('registry.editDepartment') : t('registry.newDepartment')}
      initial={initial}
      onClose={onClose}
      onSaved={() => {
        void queries.invalidateQueries();
        onClose();
      }}
      save={({ regionCode, name, uscc }) => {
        const code =
          uscc === null || uscc === undefined || uscc.trim() === '' ? null : uscc.trim().toUpperCase();
        return exists
          ? api(`/departments/${initial.id}`, { method: 'PATCH', body: { name, uscc: code } })
          : api('/departments', { method: 'POST', body: { regionCode, name, uscc: code } });
      }}
    >
      {() => (
        <>
          <Form.Item
            name="name"
            label={t('common.name')}
            rules={[{ required: true, whitespace: true, max: 100 }]}
          >
            <Input />
          </Form.Item>
          <RegionField name="regionCode" label={t('registry.region')} required disabled={exists} />
          <Form.Item
            name="uscc"
            label={t('registry.uscc')}
            rules={[
              {
                validator: async (_, value: string | null | undefined) => {
                  const code = (value ?? '').trim();
                  if (code !== '' && !/^[0-9A-HJ-NPQRTUWXY]{18}$/i.test(code))
                    throw new Error(t('field.uscc'));
                },
              },
              {
                warningOnly: true,
                validator: async (_, value: string | null | undefined) => {
                  if (usccLooksWrong(value ?? '')) throw new Error(t('registry.usccWarn'));
                },
              },
            ]}
          >
            <Input className="mc-mono" maxLength={18} />
          </Form.Item>
        </>
      )}
    </FormDrawer>
  );
}
