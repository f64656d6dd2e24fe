/** Finds one thing of a kind by name, initials or code. */
import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { caseSummary } from '../../../../server/contract/cases.ts';
import { listOf } from '../../../../server/contract/common.ts';
import { searchAnswer } from '../../../../server/contract/search.ts';
import { api } from '../../lib/api.ts';
import { useSettled } from '../../lib/use-settled.ts';

export const thingKinds = ['camera', 'window', 'hall', 'department', 'region', 'case'] as const;
export type ThingKind = (typeof thingKinds)[number];

interface Option {
  readonly value: string;
  readonly label: string;
}

/** Found at once; more by typing more. */
const SHOWN = 20;

async function find(kind: ThingKind, q: string, signal: AbortSignal): Promise<Option[]> {
  if (kind === 'case') {
    const { items } = await api('/cases', {
      schema: listOf(caseSummary),
      query: { q, limit: SHOWN },
      signal,
    });
    return items.map((each) => ({ value: each.id, label: `${each.caseNo} · ${each.matterName}` }));
  }
  const { items } = await api('/search', {
    schema: searchAnswer,
    query: { q, kinds: kind, limit: SHOWN },
    signal,
  });
  return items.map(({ id, name, code, where }) => ({
    value: id,
    label: [kind === 'window' && code !== null ? `${code} ${name}` : name, ...where.slice(0, 1)].join(' · '),
  }));
}

export function ThingSelect(props: {
  kind: ThingKind;
  value: string | undefined;
  /** Of what is chosen, while it is in no answer. */
  name: string | undefined;
  onChange: (id: string) => void;
}) {
  const { t } = useTranslation();
  const { kind, value, name, onChange } = props;
  const [text, setText] = useState('');
  const q = useSettled(text.trim(), 250);
  const found = useQuery({
    queryKey: ['find', kind, q],
    queryFn: ({ signal }) => find(kind, q, signal),
    enabled: q !== '',
  });
  const options = q === '' ? [] : (found.data ?? []);
  const chosen =
    value !== undefined && !options.some((each) => each.value === value)
      ? [{ value, label: name ?? '…' }]
      : [];
  return (
    <Select<string, Option>
      aria-label={t('rights.check.thing')}
      placeholder={t('rights.check.search')}
      style={{ minWidth: 320 }}
      {...(value !== undefined && { value })}
      showSearch={{ filterOption: false, onSearch: setText }}
      loading={found.isFetching}
      notFoundContent={q === '' ? t('rights.check.type') : found.isFetching ? '…' : t('rights.check.none')}
      options={[...chosen, ...options]}
      onChange={onChange}
    />
  );
}
