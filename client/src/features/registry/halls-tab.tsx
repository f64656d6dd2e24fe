/** Halls: where windows and cameras are. */
import { useQueryClient } from '@tanstack/react-query';
import { Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { type Hall, hall } from '../../../../server/contract/places.ts';
import { RegionField } from '../../components/choosers.tsx';
import { Copyable } from '../../components/copyable.tsx';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { Instant } from '../../components/instant.tsx';
import { api } from '../../lib/api.ts';
import { useMay } from '../../lib/me.ts';
import { PlaceMenu } from './changes/place-menu.tsx';
import { ClosedMark } from './closed-mark.tsx';
import {
  HallMediaFields,
  type HallMediaValues,
  mediaBodyOf,
  mediaFieldOf,
  mediaValuesOf,
} from './hall-media-fields.tsx';
import { ClosedFilter } from './list-filters.tsx';
import { RecordList } from './record-list.tsx';
import { useListState } from './use-list-state.ts';
import { useRegionName } from './use-names.ts';
import { type Place, regionOf } from './use-place.ts';

export function HallsTab({ place }: { place: Place }) {
  const { t } = useTranslation();
  const may = useMay();
  const navigate = useNavigate();
  const state = useListState();
  const regionName = useRegionName();
  const closed = state.get('closed');
  return (
    <RecordList
      name="halls"
      path="/halls"
      item={hall}
      rowKey="id"
      empty={t('registry.emptyHalls')}
      filter={{ below: regionOf(place), closed: closed && 'include' }}
      narrowed={closed !== undefined || place.kind !== 'everywhere'}
      tools={<ClosedFilter whole />}
      exported={{ registry: 'halls', query: { regionCode: regionOf(place) } }}
      mayWrite={may('places:write')}
      newWord={t('registry.newHall')}
      fresh={place.kind === 'region' ? { regionCode: place.code } : {}}
      form={(initial, close) => (
        <HallForm
          initial={initial}
          onClose={close}
          onCreated={(id) => void navigate(`/registry/halls/${id}/cameras`)}
        />
      )}
      removal={(row) => ({ path: `/halls/${row.id}`, kind: t('registry.hall'), name: row.name })}
      onOpen={(row) => void navigate(`/registry/halls/${row.id}/overview`)}
      actionsWidth={230}
      links={(row) => (
        <>
          {may('live:view') && row.closedAt === null && (
            <Link to={`/wall/${row.id}`}>{t('registry.openWall')}</Link>
          )}
        </>
      )}
      menu={(row) => (
        <PlaceMenu place={{ thing: 'hall', id: row.id, name: row.name, closedAt: row.closedAt }} />
      )}
      columns={[
        {
          key: 'name',
          title: t('common.name'),
          width: 220,
          render: (_, row) => (
            <>
              <Link to={`/registry/halls/${row.id}/overview`}>{row.name}</Link>
              <ClosedMark at={row.closedAt} />
            </>
          ),
        },
        {
          key: 'region',
          title: t('registry.region'),
          width: 100,
          render: (_, row) => regionName(row.regionCode),
        },
        {
          key: 'windows',
          title: t('registry.windowCount'),
          dataIndex: 'windowCount',
          align: 'right',
          width: 90,
        },
        {
          key: 'cameras',
          title: t('registry.cameraCount'),
          dataIndex: 'cameraCount',
          align: 'right',
          width: 100,
        },
        { key: 'address', title: t('registry.address'), width: 220, render: (_, row) => row.address ?? '—' },
        {
          key: 'contact',
          extra: true,
          title: t('registry.contact'),
          width: 180,
          render: (_, row) => [row.contact, row.phone].filter((part) => part !== null).join(' ') || '—',
        },
        {
          key: 'created',
          extra: true,
          title: t('registry.created'),
          width: 180,
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
      save={async ({ regionCode, name, address, contact, phone, ...media }) => {
        const said = { address: orNull(address), contact: orNull(contact), phone: orNull(phone) };
        if (exists) {
          await api(`/halls/${initial.id}`, {
            method: 'PATCH',
            body: { name, ...said, ...mediaBodyOf(media) },
          });
          return;
        }
        const made = await api('/halls', {
          method: 'POST',
          body: { regionCode, name, ...said, ...mediaBodyOf(media) },
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
          <div style={{ display: 'grid', gridTemplateColumns: '1fr 1fr', gap: 12 }}>
            <Form.Item name="contact" label={t('registry.contact')} rules={[{ max: 100 }]}>
              <Input />
            </Form.Item>
            <Form.Item name="phone" label={t('registry.phone')} rules={[{ max: 60 }]}>
              <Input inputMode="tel" />
            </Form.Item>
          </div>
          <HallMediaFields />
        </>
      )}
    </FormDrawer>
  );
}

const orNull = (text: string | null | undefined): string | null =>
  text === undefined || text === null || text.trim() === '' ? null : text.trim();
