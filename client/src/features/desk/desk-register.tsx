/** A new case: matter, applicant, ticket. What was begun is kept by the browser until it is registered. */
import { useQuery } from '@tanstack/react-query';
import { Button, Form, Input, type InputRef, Select } from 'antd';
import { type Ref, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { listOf } from '../../../../server/contract/common.ts';
import type { DeskCase } from '../../../../server/contract/desk.ts';
import { matter } from '../../../../server/contract/matters.ts';
import { api } from '../../lib/api.ts';
import { newId } from '../../lib/new-id.ts';
import { fieldFaults } from '../../lib/problem-words.ts';
import { useKept } from '../../lib/use-kept.ts';
import { listKey } from '../../lib/use-list.ts';
import { useSettled } from '../../lib/use-settled.ts';
import { useDeed } from './use-desk.ts';

/** The deed's id is a part of the draft: sent twice, even after a reload, it is one case. */
const draft = z.object({
  deedId: z.string(),
  matterId: z.string().optional(),
  applicant: z.string().optional(),
  ticket: z.string().optional(),
  remark: z.string().optional(),
});
type Draft = z.infer<typeof draft>;

export interface DeskRegisterProps {
  readonly departmentId: string;
  readonly windowId: string | undefined;
  readonly applicantRef: Ref<InputRef>;
  readonly onRegistered: (made: DeskCase) => void;
}

export function DeskRegister({ departmentId, windowId, applicantRef, onRegistered }: DeskRegisterProps) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Omit<Draft, 'deedId'>>();
  const [kept, keep] = useKept(`desk.draft.${departmentId}`, draft, { deedId: newId() });
  const clear = (matterId: string | undefined) => {
    const next = { deedId: newId(), matterId };
    keep(next);
    form.setFieldsValue({ matterId, applicant: '', ticket: '', remark: '' });
  };
  const deed = useDeed((made) => {
    // The next one is often for the same matter.
    clear(made.matterId);
    onRegistered(made);
  });
  const submit = (values: Omit<Draft, 'deedId'>) => {
    if (deed.isPending) return;
    const filled = Object.fromEntries(Object.entries(values).filter(([, value]) => value));
    deed.mutate(
      { path: '/desk/cases', body: { ...filled, deedId: kept.deedId, departmentId, windowId } },
      {
        onError: (fault) =>
          form.setFields(
            fieldFaults(fault, t).map(({ path, message }) => ({ name: path as never, errors: [message] })),
          ),
      },
    );
  };
  return (
    <section className="mc-desk-panel mc-desk-register">
      <h2>{t('desk.register')}</h2>
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={kept}
        onValuesChange={(_, values) => keep({ ...values, deedId: kept.deedId })}
        onFinish={submit}
      >
        <Form.Item
          name="matterId"
          label={t('desk.matter')}
          rules={[{ required: true, message: t('field.needed') }]}
        >
          <MatterChooser departmentId={departmentId} />
        </Form.Item>
        <div className="mc-desk-pair">
          <Form.Item
            name="applicant"
            label={t('desk.applicant')}
            rules={[{ required: true, whitespace: true, max: 50, message: t('field.needed') }]}
          >
            <Input ref={applicantRef} maxLength={50} autoComplete="off" />
          </Form.Item>
          <Form.Item name="ticket" label={t('desk.ticket')}>
            <Input maxLength={20} autoComplete="off" />
          </Form.Item>
        </div>
        <Form.Item name="remark" label={t('desk.remark')}>
          <Input maxLength={500} autoComplete="off" />
        </Form.Item>
        <div className="mc-desk-row">
          <Button type="primary" size="large" htmlType="submit" loading={deed.isPending}>
            {t('desk.registerVerb')}
          </Button>
          <Button onClick={() => clear(undefined)}>{t('desk.clear')}</Button>
          {(kept.applicant || kept.remark) && <span className="mc-muted">{t('desk.draftKept')}</span>}
        </div>
      </Form>
    </section>
  );
}

interface MatterChooserProps {
  readonly departmentId: string;
  readonly id?: string;
  readonly value?: string | undefined;
  readonly onChange?: (id: string) => void;
}

const SHOWN = 50;

function MatterChooser({ departmentId, value, onChange, id }: MatterChooserProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const q = useSettled(typed.trim(), 200);
  const { data, isPending } = useQuery({
    queryKey: [...listKey('/matters'), 'desk', departmentId, q],
    queryFn: async ({ signal }) =>
      (
        await api('/matters', {
          schema: listOf(matter),
          query: { departmentId, q, limit: SHOWN },
          signal,
        })
      ).items,
    placeholderData: (before) => before,
  });
  const known = data?.some((one) => one.id === value);
  const chosen = useQuery({
    queryKey: [...listKey('/matters'), value],
    queryFn: ({ signal }) => api(`/matters/${value}`, { schema: matter, signal }),
    enabled: value !== undefined && data !== undefined && !known,
    retry: false,
  }).data;
  const options = [...(chosen !== undefined && !known && q === '' ? [chosen] : []), ...(data ?? [])];
  return (
    <Select
      {...(id !== undefined && { id })}
      value={value ?? null}
      loading={isPending}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      notFoundContent={q === '' ? undefined : t('common.noMatch', { q })}
      onChange={(next: string | null) => {
        setTyped('');
        if (next !== null) onChange?.(next);
      }}
      options={options.map((one) => ({ value: one.id, label: `${one.name}（${one.code}）` }))}
    />
  );
}
