/** The matters a window serves from now on. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Form, Select, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { listOf } from '../../../../../server/contract/common.ts';
import { matter } from '../../../../../server/contract/matters.ts';
import { windowMatter } from '../../../../../server/contract/places.ts';
import { FormDrawer } from '../../../components/form-drawer.tsx';
import { api } from '../../../lib/api.ts';
import { listKey } from '../../../lib/use-list.ts';
import { useSettled } from '../../../lib/use-settled.ts';
import type { ChangedPlace } from './changed-place.ts';

const served = z.object({ items: z.array(windowMatter) });

export function ServedDrawer({ place, onClose }: { place: ChangedPlace; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const path = `/windows/${place.id}/matters`;
  const { data } = useQuery({
    queryKey: ['window-matters', place.id],
    queryFn: ({ signal }) => api(path, { schema: served, signal }),
    gcTime: 0,
  });
  const [typed, setTyped] = useState('');
  const q = useSettled(typed.trim(), 200);
  const matters = useQuery({
    queryKey: [...listKey('/matters'), 'chooser', place.departmentId, q],
    queryFn: ({ signal }) =>
      api('/matters', {
        schema: listOf(matter),
        query: { departmentId: place.departmentId, limit: 100, q },
        signal,
      }),
    placeholderData: (before) => before,
  });
  if (data === undefined) return <Skeleton.Button active size="small" />;
  const known = new Map([
    ...data.items.map((one) => [one.matterId, `${one.name}（${one.code}）`] as const),
    ...(matters.data?.items ?? []).map((one) => [one.id, `${one.name}（${one.code}）`] as const),
  ]);
  return (
    <FormDrawer<{ matterIds: string[] }>
      title={`${place.name} · ${t('changes.served')}`}
      initial={{ matterIds: data.items.map((one) => one.matterId) }}
      onClose={onClose}
      onSaved={() => {
        void queries.invalidateQueries();
        onClose();
      }}
      save={({ matterIds }) => api(path, { method: 'PUT', body: { matterIds }, schema: served })}
    >
      {() => (
        <Form.Item name="matterIds" label={t('changes.served')} extra={t('changes.servedText')}>
          <Select
            mode="multiple"
            placeholder={t('changes.servedAdd')}
            showSearch={{ filterOption: false, onSearch: setTyped }}
            notFoundContent={t('changes.servedNone')}
            options={[...known].map(([value, label]) => ({ value, label }))}
          />
        </Form.Item>
      )}
    </FormDrawer>
  );
}
