/** Matters: what is applied for, and within what time. */
import { useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Form, Input, InputNumber, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { caseKind, type Matter, matter } from '../../../../server/contract/cases.ts';
import { DepartmentField } from '../../components/choosers.tsx';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { RecordTable } from '../../components/record-table.tsx';
import { useDelete } from '../../components/use-delete.tsx';
import { api } from '../../lib/api.ts';
import { useMay } from '../../lib/me.ts';
import { useDepartments } from '../../lib/places-queries.ts';
import { RowActions } from './row-actions.tsx';

export function MattersTab() {
  const { t } = useTranslation();
  const may = useMay();
  const remove = useDelete();
  const departments = useDepartments();
  const [search] = useSearchParams();
  const writer = may('matters:write');
  const [open, setOpen] = useState<Partial<Matter> | undefined>(search.has('new') && writer ? {} : undefined);
  const create = writer && (
    <Button type="primary" onClick={() => setOpen({})}>
      {t('registry.newMatter')}
    </Button>
  );
  return (
    <>
      <RecordTable
        path="/matters"
        item={matter}
        rowKey="id"
        empty={t('registry.emptyMatters')}
        create={create}
        columns={[
          { title: t('common.name'), dataIndex: 'name' },
          {
            title: t('registry.matterCode'),
            render: (_, row) => <span className="mc-mono">{row.code}</span>,
          },
          { title: t('registry.matterKind'), render: (_, row) => t(`kind.${row.kind}`) },
          { title: t('registry.promised'), dataIndex: 'promisedLimitDays', align: 'right' },
          { title: t('registry.statutory'), dataIndex: 'statutoryLimitDays', align: 'right' },
          {
            title: t('registry.department'),
            render: (_, row) => departments.data?.find((each) => each.id === row.departmentId)?.name ?? '—',
          },
          ...(writer
            ? [
                {
                  key: 'actions',
                  align: 'right' as const,
                  render: (_: unknown, row: Matter) => (
                    <RowActions
                      onEdit={() => setOpen(row)}
                      onDelete={() =>
                        remove({ path: `/matters/${row.id}`, kind: t('registry.matters'), name: row.name })
                      }
                    />
                  ),
                },
              ]
            : []),
        ]}
      />
      {open !== undefined && <MatterForm initial={open} onClose={() => setOpen(undefined)} />}
    </>
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
      save={({ name, kind, promisedLimitDays, statutoryLimitDays, code, departmentId }) => {
        const change = { name, kind, promisedLimitDays, statutoryLimitDays };
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
            name="promisedLimitDays"
            label={t('registry.promised')}
            dependencies={['statutoryLimitDays']}
            rules={[
              { required: true },
              ({ getFieldValue }) => ({
                validator: async (_, value: number | undefined) => {
                  if ((value ?? 0) > (getFieldValue('statutoryLimitDays') ?? Number.POSITIVE_INFINITY))
                    throw new Error(t('field.promisedLonger'));
                },
              }),
            ]}
          >
            <InputNumber min={1} max={365} precision={0} />
          </Form.Item>
          <Form.Item name="statutoryLimitDays" label={t('registry.statutory')} rules={[{ required: true }]}>
            <InputNumber min={1} max={365} precision={0} />
          </Form.Item>
        </>
      )}
    </FormDrawer>
  );
}
