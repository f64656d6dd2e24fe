/** Each stage with its own limit and the person responsible. */
import { useQuery } from '@tanstack/react-query';
import { Form, Input, Select } from 'antd';
import { Fragment, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { user } from '../../../../server/contract/access.ts';
import { stages } from '../../../../server/contract/cases.ts';
import { listOf } from '../../../../server/contract/common.ts';
import { api } from '../../lib/api.ts';
import { useMay } from '../../lib/me.ts';
import { listKey } from '../../lib/use-list.ts';
import { useSettled } from '../../lib/use-settled.ts';
import { LimitField } from './limit-field.tsx';

export function StagesFields() {
  const { t } = useTranslation();
  const may = useMay();
  const withAccounts = may('users:read');
  return (
    <div
      className="mc-matter-grid"
      style={{
        gridTemplateColumns: `64px minmax(190px, 1fr) minmax(120px, 1fr)${withAccounts ? ' minmax(150px, 1fr)' : ''}`,
      }}
    >
      <b>{t('matters.stage')}</b>
      <b>{t('matters.ownLimit')}</b>
      <b>{t('matters.person')}</b>
      {withAccounts && <b title={t('matters.accountHelp')}>{t('matters.account')}</b>}
      {stages.map((stage) => {
        const word = t(`stage.${stage}`);
        return (
          <Fragment key={stage}>
            <span>{word}</span>
            <LimitField
              name={['stages', stage, 'limit']}
              label={`${word} ${t('matters.ownLimit')}`}
              shown={false}
            />
            <Form.Item name={['stages', stage, 'responsibleName']} rules={[{ max: 50 }]}>
              <Input aria-label={`${word} ${t('matters.person')}`} maxLength={50} />
            </Form.Item>
            {withAccounts && (
              <Form.Item name={['stages', stage, 'responsibleUserId']}>
                <AccountChooser label={`${word} ${t('matters.account')}`} />
              </Form.Item>
            )}
          </Fragment>
        );
      })}
    </div>
  );
}

interface AccountChooserProps {
  readonly label: string;
  readonly value?: string | null;
  readonly onChange?: (id: string | null) => void;
}

function AccountChooser({ label, value, onChange }: AccountChooserProps) {
  const [typed, setTyped] = useState('');
  const q = useSettled(typed.trim(), 200);
  const { data } = useQuery({
    queryKey: [...listKey('/users'), 'chooser', q],
    queryFn: async ({ signal }) =>
      (await api('/users', { schema: listOf(user), query: { limit: 50, q }, signal })).items,
    placeholderData: (before) => before,
  });
  return (
    <Select
      allowClear
      aria-label={label}
      value={value ?? null}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      popupMatchSelectWidth={false}
      onChange={(next: string | null | undefined) => onChange?.(next ?? null)}
      options={(data ?? []).map((one) => ({ value: one.id, label: `${one.displayName}（${one.username}）` }))}
    />
  );
}
