/** Departments: the organs that serve at windows. */
import { useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Department, department } from '../../../../server/contract/places.ts';
import { RegionField } from '../../components/choosers.tsx';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { RecordTable } from '../../components/record-table.tsx';
import { useDelete } from '../../components/use-delete.tsx';
import { api } from '../../lib/api.ts';
import { useMay } from '../../lib/me.ts';
import { useRegions } from '../../lib/places-queries.ts';
import { usccLooksWrong } from '../../lib/uscc.ts';
import { RowActions } from './row-actions.tsx';

export function DepartmentsTab() {
  const { t } = useTranslation();
  const may = useMay();
  const remove = useDelete();
  const [open, setOpen] = useState<Partial<Department>>();
  const regions = useRegions();
  const writer = may('places:write');
  const create = writer && (
    <Button type="primary" onClick={() => setOpen({})}>
      {t('registry.newDepartment')}
    </Button>
  );
  return (
    <>
      <RecordTable
        path="/departments"
        item={department}
        rowKey="id"
        empty={t('registry.emptyDepartments')}
        create={create}
        columns={[
          { title: t('common.name'), dataIndex: 'name' },
          {
            title: t('registry.region'),
            render: (_, row) =>
              regions.data?.find((each) => each.code === row.regionCode)?.name ?? row.regionCode,
          },
          {
            title: t('registry.uscc'),
            render: (_, row) => <span className="mc-mono">{row.uscc ?? '—'}</span>,
          },
          ...(writer
            ? [
                {
                  key: 'actions',
                  align: 'right' as const,
                  render: (_: unknown, row: Department) => (
                    <RowActions
                      onEdit={() => setOpen(row)}
                      onDelete={() =>
                        remove({
                          path: `/departments/${row.id}`,
                          kind: t('registry.department'),
                          name: row.name,
                        })
                      }
                    />
                  ),
                },
              ]
            : []),
        ]}
      />
      {open !== undefined && <DepartmentForm initial={open} onClose={() => setOpen(undefined)} />}
    </>
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
