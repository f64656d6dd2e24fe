/** Halls: where windows and cameras are. */
import { useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { type Hall, hall } from '../../../../server/contract/places.ts';
import { RegionField } from '../../components/choosers.tsx';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { Instant } from '../../components/instant.tsx';
import { RecordTable } from '../../components/record-table.tsx';
import { useDelete } from '../../components/use-delete.tsx';
import { api } from '../../lib/api.ts';
import { useMay } from '../../lib/me.ts';
import { useRegions } from '../../lib/places-queries.ts';
import {
  HallMediaFields,
  type HallMediaValues,
  mediaBodyOf,
  mediaFieldOf,
  mediaValuesOf,
} from './hall-media-fields.tsx';
import { RowActions } from './row-actions.tsx';

export function HallsTab() {
  const { t } = useTranslation();
  const may = useMay();
  const navigate = useNavigate();
  const remove = useDelete();
  const regions = useRegions();
  const [search] = useSearchParams();
  const writer = may('places:write');
  const [open, setOpen] = useState<Partial<Hall> | undefined>(search.has('new') && writer ? {} : undefined);
  const create = writer && (
    <Button type="primary" onClick={() => setOpen({})}>
      {t('registry.newHall')}
    </Button>
  );
  return (
    <>
      <RecordTable
        path="/halls"
        item={hall}
        rowKey="id"
        empty={t('registry.emptyHalls')}
        create={create}
        onRow={(row) => void navigate(`/registry/halls/${row.id}/windows`)}
        columns={[
          {
            title: t('common.name'),
            render: (_, row) => <Link to={`/registry/halls/${row.id}/windows`}>{row.name}</Link>,
          },
          {
            title: t('registry.region'),
            render: (_, row) =>
              regions.data?.find((each) => each.code === row.regionCode)?.name ?? row.regionCode,
          },
          { title: t('registry.windowCount'), dataIndex: 'windowCount', align: 'right', width: 90 },
          { title: t('registry.cameraCount'), dataIndex: 'cameraCount', align: 'right', width: 90 },
          { title: t('registry.address'), render: (_, row) => row.address ?? '—' },
          { title: t('registry.created'), render: (_, row) => <Instant at={row.createdAt} /> },
          {
            key: 'actions',
            align: 'right',
            render: (_, row) => (
              <>
                {may('live:view') && <Link to={`/wall/${row.id}`}>{t('registry.openWall')}</Link>}{' '}
                {writer && (
                  <RowActions
                    onEdit={() => setOpen(row)}
                    onDelete={() =>
                      remove({ path: `/halls/${row.id}`, kind: t('registry.hall'), name: row.name })
                    }
                  />
                )}
              </>
            ),
          },
        ]}
      />
      {open !== undefined && (
        <HallForm
          initial={open}
          onClose={() => setOpen(undefined)}
          onCreated={(id) => void navigate(`/registry/halls/${id}/cameras`)}
        />
      )}
    </>
  );
}

export function HallForm(props: {
  initial: Partial<Hall>;
  onClose: () => void;
  onCreated?: (hallId: string) => void;
}) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { initial } = props;
  const exists = initial.id !== undefined;
  return (
    <FormDrawer<Hall & HallMediaValues>
      title={exists ? t('registry.editHall') : t('registry.newHall')}
      initial={{ ...initial, ...mediaValuesOf(initial) }}
      fieldOf={mediaFieldOf}
      onClose={props.onClose}
      onSaved={() => {
        void queries.invalidateQueries();
        props.onClose();
      }}
      save={async ({ regionCode, name, address, ...media }) => {
        const where = address === undefined || address === null || address.trim() === '' ? null : address;
        if (exists) {
          await api(`/halls/${initial.id}`, {
            method: 'PATCH',
            body: { name, address: where, ...mediaBodyOf(media) },
          });
          return;
        }
        const made = await api('/halls', {
          method: 'POST',
          body: { regionCode, name, address: where, ...mediaBodyOf(media) },
          schema: hall,
        });
        props.onCreated?.(made.id);
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
          <Form.Item name="address" label={t('registry.address')} rules={[{ max: 200 }]}>
            <Input />
          </Form.Item>
          <HallMediaFields />
        </>
      )}
    </FormDrawer>
  );
}
