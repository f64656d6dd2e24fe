/** Whom a department's cards are told to, step by step. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Input, Select, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { z } from 'zod';
import { user } from '../../../../server/contract/access.ts';
import {
  contactRole,
  type DepartmentContact,
  departmentContact,
} from '../../../../server/contract/notices.ts';
import { DepartmentChooser } from '../../components/choosers.tsx';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { EmptyView, ErrorView } from '../../components/state-views.tsx';
import { api } from '../../lib/api.ts';
import { useMay } from '../../lib/me.ts';
import { problemWords } from '../../lib/problem-words.ts';
import { useList } from '../../lib/use-list.ts';

const contacts = z.object({ items: z.array(departmentContact) });
const pathOf = (departmentId: string) => `/departments/${departmentId}/contacts`;
const keyOf = (departmentId: string) => ['contacts', departmentId] as const;

export function ContactsTab() {
  const { t } = useTranslation();
  const [params, setParams] = useSearchParams();
  const departmentId = params.get('departmentId') ?? undefined;
  return (
    <>
      <p className="mc-notices-line">
        <DepartmentChooser
          aria-label={t('notices.contacts.choose')}
          placeholder={t('notices.contacts.choose')}
          style={{ width: 320 }}
          value={departmentId}
          onChange={(id) => setParams(id ? { departmentId: id } : {}, { replace: true })}
        />
        <span className="mc-muted">{t('notices.contacts.order')}</span>
      </p>
      {departmentId === undefined ? (
        <EmptyView text={t('notices.contacts.chooseText')} />
      ) : (
        <Contacts departmentId={departmentId} />
      )}
    </>
  );
}

function Contacts({ departmentId }: { departmentId: string }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [adding, setAdding] = useState(false);
  const { data, error, refetch } = useQuery({
    queryKey: keyOf(departmentId),
    queryFn: ({ signal }) => api(pathOf(departmentId), { schema: contacts, signal }),
  });
  const changed = () => queries.invalidateQueries({ queryKey: keyOf(departmentId) });
  const remove = useMutation({
    mutationFn: (id: string) => api(`${pathOf(departmentId)}/${id}`, { method: 'DELETE' }),
    onSuccess: changed,
    onError: (fault) => void message.error(problemWords(fault, t), 6),
  });
  if (data === undefined)
    return error === null ? <Skeleton active /> : <ErrorView error={error} onRetry={() => void refetch()} />;
  return (
    <section className="mc-notices-card">
      {data.items.length === 0 ? (
        <p className="mc-muted">{t('notices.contacts.empty')}</p>
      ) : (
        <table>
          <thead>
            <tr>
              <th>{t('notices.contacts.role')}</th>
              <th>{t('notices.contacts.name')}</th>
              <th>{t('notices.contacts.reach')}</th>
              <th />
            </tr>
          </thead>
          <tbody>
            {data.items.map((one) => (
              <tr key={one.id}>
                <td>{t(`notices.contacts.roles.${one.role}`)}</td>
                <td>
                  {one.name} {one.username !== null && <span className="mc-muted">{one.username}</span>}
                </td>
                <td>
                  <Ways contact={one} />
                </td>
                <td>
                  <Button size="small" loading={remove.isPending} onClick={() => remove.mutate(one.id)}>
                    {t('notices.contacts.remove')}
                  </Button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p>
        <Button type="primary" onClick={() => setAdding(true)}>
          {t('notices.contacts.add')}
        </Button>
      </p>
      {adding && (
        <ContactForm
          departmentId={departmentId}
          onClose={() => setAdding(false)}
          onSaved={() => {
            setAdding(false);
            void changed();
          }}
        />
      )}
    </section>
  );
}

function Ways({ contact: { userId, email, phone } }: { contact: DepartmentContact }) {
  const { t } = useTranslation();
  const ways = [...(userId === null ? [] : [t('notices.channels.inbox')]), email, phone].filter(Boolean);
  return ways.length === 0 ? t('notices.contacts.none') : ways.join(' · ');
}

interface Values {
  readonly role: DepartmentContact['role'];
  readonly userId?: string;
  readonly name?: string;
  readonly email?: string;
  readonly phone?: string;
}

function ContactForm(props: { departmentId: string; onClose: () => void; onSaved: () => void }) {
  const { t } = useTranslation();
  const may = useMay();
  const said = (text: string | undefined) => (text === undefined || text.trim() === '' ? null : text.trim());
  return (
    <FormDrawer<Values>
      title={t('notices.contacts.add')}
      initial={{ role: 'sectionHead' }}
      save={({ role, userId, name, email, phone }) =>
        api(pathOf(props.departmentId), {
          method: 'POST',
          schema: departmentContact,
          body: {
            ...{ role, userId: userId ?? null, email: said(email), phone: said(phone) },
            ...(said(name) !== null && { name: said(name) }),
          },
        })
      }
      onClose={props.onClose}
      onSaved={props.onSaved}
    >
      {() => (
        <>
          <Form.Item name="role" label={t('notices.contacts.role')} rules={[{ required: true }]}>
            <Select
              options={contactRole.options.map((value) => ({
                value,
                label: t(`notices.contacts.roles.${value}`),
              }))}
            />
          </Form.Item>
          {may('users:read') && (
            <Form.Item name="userId" label={t('notices.contacts.account')}>
              <UserChooser />
            </Form.Item>
          )}
          <h3>{t('notices.contacts.outside')}</h3>
          <Form.Item name="name" label={t('notices.contacts.name')}>
            <Input maxLength={100} />
          </Form.Item>
          <Form.Item name="email" label={t('notices.own.email')}>
            <Input type="email" />
          </Form.Item>
          <Form.Item name="phone" label={t('notices.own.phone')}>
            <Input type="tel" />
          </Form.Item>
        </>
      )}
    </FormDrawer>
  );
}

function UserChooser(props: { value?: string; onChange?: (id: string | undefined) => void }) {
  const [q, setQ] = useState('');
  const { items, isFetching } = useList({
    path: '/users',
    item: user,
    query: { q: q || undefined },
    limit: 20,
  });
  return (
    <Select
      allowClear
      showSearch={{ filterOption: false, onSearch: setQ }}
      loading={isFetching}
      value={props.value ?? null}
      onChange={(id: string | null | undefined) => props.onChange?.(id ?? undefined)}
      options={(items ?? []).map(({ id, displayName, username }) => ({
        value: id,
        label: `${displayName}（${username}）`,
      }))}
    />
  );
}
