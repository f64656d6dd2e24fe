/** Choosing a region, a department or a hall: typed for by name, pinyin or code, however many there are. */
import { useQuery } from '@tanstack/react-query';
import { Form, Select } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import { listOf } from '../../../server/contract/common.ts';
import { department, hall, region } from '../../../server/contract/places.ts';
import { api } from '../lib/api.ts';
import { listKey } from '../lib/use-list.ts';
import { useSettled } from '../lib/use-settled.ts';

/** Shown at once; more are found by typing. */
const SHOWN = 50;

interface Kind<T extends object> {
  readonly path: string;
  readonly item: z.ZodType<T>;
  readonly idOf: (thing: T) => string;
  readonly labelOf: (thing: T) => string;
}

const regions: Kind<z.output<typeof region>> = {
  path: '/regions',
  item: region,
  idOf: (one) => one.code,
  labelOf: (one) => `${one.name}（${one.code}）`,
};
const departments: Kind<z.output<typeof department>> = {
  path: '/departments',
  item: department,
  idOf: (one) => one.id,
  labelOf: (one) => one.name,
};
const halls: Kind<z.output<typeof hall>> = {
  path: '/halls',
  item: hall,
  idOf: (one) => one.id,
  labelOf: (one) => one.name,
};

function useThings<T extends object>(kind: Kind<T>, q: string) {
  return useQuery({
    queryKey: [...listKey(kind.path), 'chooser', q],
    queryFn: async ({ signal }) =>
      (await api(kind.path, { schema: listOf(kind.item), query: { limit: SHOWN, q }, signal })).items as T[],
    placeholderData: (before) => before,
  });
}

export interface ChooserProps {
  readonly value?: string | null | undefined;
  readonly onChange?: (id: string | undefined) => void;
  readonly disabled?: boolean;
  readonly allowClear?: boolean;
  readonly placeholder?: string | undefined;
  readonly style?: React.CSSProperties;
  readonly id?: string;
  readonly 'aria-label'?: string;
}

function Chooser<T extends object>({ kind, value, onChange, ...rest }: ChooserProps & { kind: Kind<T> }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const q = useSettled(typed.trim(), 200);
  const { data, isPending } = useThings(kind, q);
  const known = data?.find((one) => kind.idOf(one) === value);
  // What is chosen may be none of those shown.
  const chosen = useQuery({
    queryKey: [...listKey(kind.path), value],
    queryFn: ({ signal }) => api(`${kind.path}/${value}`, { schema: kind.item, signal }),
    enabled: value != null && value !== '' && data !== undefined && known === undefined,
  }).data;
  const shown = [
    ...(chosen !== undefined && known === undefined && q === '' ? [chosen as T] : []),
    ...(data ?? []),
  ];
  const { placeholder, id, ...more } = rest;
  return (
    <Select
      {...more}
      {...(id !== undefined && { id })}
      {...(placeholder !== undefined && { placeholder })}
      value={value ?? null}
      loading={isPending}
      popupMatchSelectWidth={false}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      notFoundContent={q === '' ? undefined : t('common.noMatch', { q })}
      onChange={(next: string | undefined) => {
        setTyped('');
        onChange?.(next);
      }}
      options={shown.map((one) => ({ value: kind.idOf(one), label: kind.labelOf(one) }))}
    />
  );
}

export const RegionChooser = (props: ChooserProps) => <Chooser {...props} kind={regions} />;
export const DepartmentChooser = (props: ChooserProps) => <Chooser {...props} kind={departments} />;
export const HallChooser = (props: ChooserProps) => <Chooser {...props} kind={halls} />;

/** Where there is one thing to choose and one must be chosen, it is. */
function useOnly<T extends object>(field: string, kind: Kind<T>, wanted: boolean): void {
  const form = Form.useFormInstance();
  const { data } = useThings(kind, '');
  const only = wanted && data?.length === 1 && data[0] !== undefined ? kind.idOf(data[0]) : undefined;
  useEffect(() => {
    if (only !== undefined && form.getFieldValue(field) == null) form.setFieldValue(field, only);
  }, [form, field, only]);
}

export function RegionField(props: { name: string; label: string; required: boolean; disabled?: boolean }) {
  const { t } = useTranslation();
  const { name, label, required, disabled = false } = props;
  useOnly(name, regions, required && !disabled);
  return (
    <Form.Item name={name} label={label} rules={[{ required }]}>
      <RegionChooser
        allowClear={!required}
        disabled={disabled}
        placeholder={required ? undefined : t('common.none')}
      />
    </Form.Item>
  );
}

export function DepartmentField(props: { label: string; disabled?: boolean }) {
  const { label, disabled = false } = props;
  useOnly('departmentId', departments, !disabled);
  return (
    <Form.Item name="departmentId" label={label} rules={[{ required: true }]}>
      <DepartmentChooser disabled={disabled} />
    </Form.Item>
  );
}

export function HallField(props: { label: string; disabled?: boolean }) {
  const { label, disabled = false } = props;
  useOnly('hallId', halls, !disabled);
  return (
    <Form.Item name="hallId" label={label} rules={[{ required: true }]}>
      <HallChooser disabled={disabled} />
    </Form.Item>
  );
}
