/** Choosing a region or a department in a form. */
import { Form, Select } from 'antd';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useDepartments, useRegions } from '../lib/places-queries.ts';

/** Where there is one thing to choose and one must be chosen, it is. */
function useOnly(field: string, values: readonly string[] | undefined, wanted: boolean): void {
  const form = Form.useFormInstance();
  const only = wanted && values?.length === 1 ? values[0] : undefined;
  useEffect(() => {
    if (only !== undefined && form.getFieldValue(field) === undefined) form.setFieldValue(field, only);
  }, [form, field, only]);
}

const search = { optionFilterProp: 'label' } as const;

export function RegionField(props: { name: string; label: string; required: boolean; disabled?: boolean }) {
  const { t } = useTranslation();
  const { data, isPending } = useRegions();
  useOnly(
    props.name,
    data?.map((each) => each.code),
    props.required && props.disabled !== true,
  );
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
  useOnly(
    'departmentId',
    data?.map((each) => each.id),
    props.disabled !== true,
  );
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
