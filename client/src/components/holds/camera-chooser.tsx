/** Choosing cameras in a form: a hall, and of it some or all. */
import { useQuery } from '@tanstack/react-query';
import { Form, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { camera } from '../../../../server/contract/cameras.ts';
import { listOf } from '../../../../server/contract/common.ts';
import { api } from '../../lib/api.ts';
import { usePreferences } from '../../lib/preferences.ts';
import { HallChooser } from '../choosers.tsx';

export function CameraChooser({ name }: { name: string }) {
  const { t } = useTranslation();
  const last = usePreferences((preferences) => preferences.lastHallId);
  const [hallId, setHallId] = useState<string | undefined>(last);
  const form = Form.useFormInstance();
  const path = `/halls/${hallId}/cameras`;
  const { data, isPending } = useQuery({
    queryKey: ['list', path, 'chooser'],
    // Those that were retired have footage as well.
    queryFn: ({ signal }) =>
      api(path, { schema: listOf(camera), query: { limit: 500, closed: 'include' }, signal }),
    enabled: hallId !== undefined,
  });
  return (
    <>
      <Form.Item label={t('holds.dialog.hall')}>
        <HallChooser
          aria-label={t('holds.dialog.hall')}
          value={hallId}
          onChange={(next) => {
            setHallId(next);
            form.setFieldValue(name, []);
          }}
        />
      </Form.Item>
      <Form.Item
        name={name}
        label={t('holds.dialog.cameras')}
        rules={[{ required: true, type: 'array', max: 64 }]}
      >
        <Select
          mode="multiple"
          disabled={hallId === undefined}
          loading={isPending && hallId !== undefined}
          optionFilterProp="label"
          maxTagCount="responsive"
          options={(data?.items ?? []).map((one) => ({ value: one.id, label: one.name }))}
        />
      </Form.Item>
    </>
  );
}
