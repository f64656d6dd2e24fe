/** Choosing a region or a department in a form. */
import { Form, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useDepartments, useRegions } from '../../lib/places-queries.ts';

const search = { optionFilterProp: 'label' } as const;

export function RegionField(props: { name: string; label: string; required: boolean; disabled?: boolean }) {
  const { t } = useTranslation();
  const { data, isPending } = useRegions();
  return (
    <Form.Item name={props.name} label={props.label} rules={[{ required: props.required }]}>
      <Select
        allowClear={!props.required}
        disabled={props.disabled ?? false}
        loading={isPending}
        showSearch={search}
        placeholder={props.required ? undefined : t('common.none')}
        options={(data ?? []).map((region) => ({
          value: region.code,
          label: `${region.name}（${region.code}）`,
        }))}
      />
    </Form.Item>
  );
}

export function DepartmentField(props: { label: string; disabled?: boolean }) {
  const { data, isPending } = useDepartments();
  return (
    <Form.Item name="departmentId" label={props.label} rules={[{ required: true }]}>
      <Select
        disabled={props.disabled ?? false}
        loading={isPending}
        showSearch={search}
        options={(data ?? []).map((department) => ({ value: department.id, label: department.name }))}
      />
    </Form.Item>
  );
}
