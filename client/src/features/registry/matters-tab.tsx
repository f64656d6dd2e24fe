/** Matters: what is applied for, and within what time. */
import { useQueryClient } from '@tanstack/react-query';
import { Alert, Form, Input, InputNumber, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { caseKind } from '../../../../server/contract/cases.ts';
import { type Matter, matter } from '../../../../server/contract/matters.ts';
import { DepartmentField } from '../../components/choosers.tsx';
import { Copyable } from '../../components/copyable.tsx';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { api } from '../../lib/api.ts';
import { limitText } from '../../lib/case-clock.ts';
import { useMay } from '../../lib/me.ts';
import { PlaceMenu } from './changes/place-menu.tsx';
import { ClosedMark } from './closed-mark.tsx';
import { ClosedFilter, DepartmentFilter } from './list-filters.tsx';
import { RecordList } from './record-list.tsx';
import { useListState } from './use-list-state.ts';
import { useDepartmentNames } from './use-names.ts';
import { type Place, regionOf } from './use-place.ts';

export function MattersTab({ place }: { place: Place }) {
  const { t } = useTranslation();
  const may = useMay();
  const state = useListState();
  const departmentId = state.get('department');
  const closed = state.get('closed');
  const nameOf = useDepartmentNames();
  return (
    <RecordList
      name="matters"
      path="/matters"
      item={matter}
      rowKey="id"
      empty={t('registry.emptyMatters')}
      filter={{ below: regionOf(place), departmentId, closed: closed && 'include' }}
      narrowed={departmentId !== undefined || closed !== undefined || place.kind === 'region'}
      tools={
        <>
          <DepartmentFilter />
          <ClosedFilter whole />
        </>
      }
      exported={{ registry: 'matters', query: { regionCode: regionOf(place), departmentId } }}
      mayWrite={may('matters:write')}
      newWord={t('registry.newMatter')}
      fresh={departmentId === undefined ? {} : { departmentId }}
      form={(initial, close) => <MatterForm initial={initial} onClose={close} />}
      removal={(row) => ({ path: `/matters/${row.id}`, kind: t('registry.matters'), name: row.name })}
      menu={(row) => (
        <PlaceMenu place={{ thing: 'matter', id: row.id, name: row.name, closedAt: row.closedAt }} />
      )}
      columns={[
        {
          key: 'name',
          title: t('common.name'),
          width: 190,
          render: (_, row) => (
            <>
              {row.name}
              <ClosedMark at={row.closedAt} />
            </>
          ),
        },
        {
          key: 'code',
          title: t('registry.matterCode'),
          width: 140,
          render: (_, row) => (
            <Copyable text={row.code}>
              <span className="mc-mono">{row.code}</span>
            </Copyable>
          ),
        },
        {
          key: 'kind',
          title: t('registry.matterKind'),
          width: 86,
          render: (_, row) => t(`kind.${row.kind}`),
        },
        {
          key: 'department',
          title: t('registry.department'),
          width: 180,
          render: (_, row) => nameOf(row.departmentId),
        },
        {
          key: 'promised',
          title: t('registry.promisedShort'),
          width: 120,
          align: 'right',
          render: (_, row) => limitText(row.promisedLimit, t),
        },
        {
          key: 'statutory',
          title: t('registry.statutoryShort'),
          width: 120,
          align: 'right',
          render: (_, row) => limitText(row.statutoryLimit, t),
        },
      ]}
    />
  );
}

function MatterForm({ initial, onClose }: { initial: Partial<Matter>; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const exists = initial.id !== undefined;
  return (
    <FormDrawer<Matter>
      title={exists ? t('registry.editMatter') : t('registry.newMatter')}
      initial={{ kind: 'promised', ...initial }}
      onClose={onClose}
      onSaved={() => {
        void queries.invalidateQueries();
        onClose();
      }}
      save={({ name, kind, promisedLimit, statutoryLimit, code, departmentId }) => {
        const ofDays = <T extends object>(limit: T) => ({ unit: 'workingDay', ...limit });
        const change = {
          ...{ name, kind },
          promisedLimit: ofDays(promisedLimit),
          statutoryLimit: ofDays(statutoryLimit),
        };
        return exists
          ? api(`/matters/${initial.id}`, { method: 'PATCH', body: change })
          : api('/matters', { method: 'POST', body: { ...change, code, departmentId } });
      }}
    >
      {() => (
        <>
          <Alert type="info" title={t('registry.secret')} style={{ marginBottom: 12 }} />
          <Form.Item
            name="name"
            label={t('common.name')}
            rules={[{ required: true, whitespace: true, max: 100 }]}
          >
            <Input />
          </Form.Item>
          <Form.Item name="code" label={t('registry.matterCode')} rules={[{ required: true, max: 64 }]}>
            <Input className="mc-mono" disabled={exists} />
          </Form.Item>
          <DepartmentField label={t('registry.department')} disabled={exists} />
          <Form.Item name="kind" label={t('registry.matterKind')} rules={[{ required: true }]}>
            <Select options={caseKind.options.map((kind) => ({ value: kind, label: t(`kind.${kind}`) }))} />
          </Form.Item>
          <Form.Item
            name={['promisedLimit', 'value']}
            label={t('registry.promised')}
            dependencies={[['statutoryLimit', 'value']]}
            rules={[
              { required: true },
              ({ getFieldValue }) => ({
                validator: async (_, value: number | undefined) => {
                  if ((value ?? 0) > (getFieldValue(['statutoryLimit', 'value']) ?? Number.POSITIVE_INFINITY))
                    throw new Error(t('field.promisedLonger'));
                },
              }),
            ]}
          >
            <InputNumber min={1} max={365} precision={0} />
          </Form.Item>
          <Form.Item
            name={['statutoryLimit', 'value']}
            label={t('registry.statutory')}
            rules={[{ required: true }]}
          >
            <InputNumber min={1} max={365} precision={0} />
          </Form.Item>
        </>
      )}
    </FormDrawer>
  );
}
