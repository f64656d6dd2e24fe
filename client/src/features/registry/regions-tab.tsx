/** Regions: the tree that decides who sees what. */
import { useQueryClient } from '@tanstack/react-query';
import { Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { type Region, region, regionLevel } from '../../../../server/contract/places.ts';
import { RegionField } from '../../components/choosers.tsx';
import { Copyable } from '../../components/copyable.tsx';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { api } from '../../lib/api.ts';
import { useMay } from '../../lib/me.ts';
import { PlaceMenu } from './changes/place-menu.tsx';
import { ClosedMark } from './closed-mark.tsx';
import { ClosedFilter } from './list-filters.tsx';
import { RecordList } from './record-list.tsx';
import { useListState } from './use-list-state.ts';
import { useRegionName } from './use-names.ts';
import type { Place } from './use-place.ts';

export function RegionsTab({ place }: { place: Place }) {
  const { t } = useTranslation();
  const may = useMay();
  const state = useListState();
  const regionName = useRegionName();
  const closed = state.get('closed');
  return (
    <RecordList
      name="regions"
      path="/regions"
      item={region}
      rowKey="code"
      empty={t('registry.emptyRegions')}
      filter={{ closed: closed && 'include', ...(place.kind === 'region' && { below: place.code }) }}
      narrowed={closed !== undefined || place.kind === 'region'}
      tools={<ClosedFilter whole />}
      exported={{ registry: 'regions', query: {} }}
      mayWrite={may('places:write')}
      newWord={t('registry.newRegion')}
      fresh={place.kind === 'region' ? { parentCode: place.code } : {}}
      form={(initial, close) => <RegionForm initial={initial} onClose={close} />}
      removal={(row) => ({ path: `/regions/${row.code}`, kind: t('registry.region'), name: row.name })}
      menu={(row) => (
        <PlaceMenu place={{ thing: 'region', id: row.code, name: row.name, closedAt: row.closedAt }} />
      )}
      columns={[
        {
          key: 'code',
          title: t('registry.regionCode'),
          width: 150,
          render: (_, row) => (
            <Copyable text={row.code}>{<span className="mc-mono">{row.code}</span>}</Copyable>
          ),
        },
        {
          key: 'name',
          title: t('common.name'),
          width: 240,
          render: (_, row) => (
            <>
              {row.name}
              <ClosedMark at={row.closedAt} />
            </>
          ),
        },
        {
          key: 'level',
          title: t('registry.level'),
          width: 140,
          render: (_, row) => t(`registry.levels.${row.level}`),
        },
        {
          key: 'parent',
          title: t('registry.parent'),
          width: 180,
          render: (_, row) => (row.parentCode === null ? '—' : regionName(row.parentCode)),
        },
      ]}
    />
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
            rules={[{ required: true, pattern: /^[0-9]{4}([0-9]{2}|[A-Z][0-9])([0-9]{3})?$/ }]}
          >
            <Input disabled={exists} maxLength={9} />
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
