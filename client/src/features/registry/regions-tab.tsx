/** Regions: the tree that decides who sees what. */
import { useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Region, region, regionLevel } from '../../../../server/contract/places.ts';
import { RegionField } from '../../components/choosers.tsx';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { RecordTable } from '../../components/record-table.tsx';
import { useDelete } from '../../components/use-delete.tsx';
import { api } from '../../lib/api.ts';
import { useMay } from '../../lib/me.ts';
import { useRegions } from '../../lib/places-queries.ts';
import { RowActions } from './row-actions.tsx';

export function RegionsTab() {
  const { t } = useTranslation();
  const may = useMay();
  const remove = useDelete();
  const [open, setOpen] = useState<Partial<Region>>();
  const regions = useRegions();
  const nameOf = (code: string | null) =>
    regions.data?.find((each) => each.code === code)?.name ?? code ?? '—';
  const writer = may('places:write');
  const create = writer && (
    <Button type="primary" onClick={() => setOpen({})}>
      {t('registry.newRegion')}
    </Button>
  );
  return (
    <>
      <RecordTable
        path="/regions"
        item={region}
        rowKey="code"
        empty={t('registry.emptyRegions')}
        create={create}
        columns={[
          { title: t('registry.regionCode'), dataIndex: 'code', width: 140 },
          { title: t('common.name'), dataIndex: 'name' },
          { title: t('registry.level'), render: (_, row) => t(`registry.levels.${row.level}`), width: 140 },
          { title: t('registry.parent'), render: (_, row) => nameOf(row.parentCode) },
          ...(writer
            ? [
                {
                  key: 'actions',
                  align: 'right' as const,
                  render: (_: unknown, row: Region) => (
                    <RowActions
                      onEdit={() => setOpen(row)}
                      onDelete={() =>
                        remove({ path: `/regions/${row.code}`, kind: t('registry.region'), name: row.name })
                      }
                    />
                  ),
                },
              ]
            : []),
        ]}
      />
      {open !== undefined && <RegionForm initial={open} onClose={() => setOpen(undefined)} />}
    </>
  );
}

export function RegionForm({ initial, onClose }: { initial: Partial<Region>; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const exists = initial.code !== undefined;
  return (
    <FormDrawer<Region>
      title={exists ? t('registry.editRegion') : t('registry.newRegion')}
      initial={{ level: 'city', ...initial }}
      onClose={onClose}
      onSaved={() => {
        void queries.invalidateQueries();
        onClose();
      }}
      save={(values) =>
        exists
          ? api(`/regions/${initial.code}`, { method: 'PATCH', body: { name: values.name } })
          : api('/regions', { method: 'POST', body: { ...values, parentCode: values.parentCode ?? null } })
      }
    >
      {() => (
        <>
          <Form.Item
            name="code"
            label={t('registry.regionCode')}
            extra={t('registry.regionCodeHint')}
            rules={[
              { required: true, pattern: /^[0-9]{6}([0-9]{3})?$/, message: t('registry.regionCodeHint') },
            ]}
          >
            <Input disabled={exists} inputMode="numeric" maxLength={9} />
          </Form.Item>
          <Form.Item
            name="name"
            label={t('common.name')}
            rules={[{ required: true, whitespace: true, max: 100 }]}
          >
            <Input />
          </Form.Item>
          <Form.Item name="level" label={t('registry.level')} rules={[{ required: true }]}>
            <Select
              disabled={exists}
              options={regionLevel.options.map((level) => ({
                value: level,
                label: t(`registry.levels.${level}`),
              }))}
            />
          </Form.Item>
          <RegionField name="parentCode" label={t('registry.parent')} required={false} disabled={exists} />
        </>
      )}
    </FormDrawer>
  );
}
