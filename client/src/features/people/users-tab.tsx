/** Users: create, change, disable. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Input, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type User, user } from '../../../../server/contract/access.ts';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { Instant } from '../../components/instant.tsx';
import { RecordTable } from '../../components/record-table.tsx';
import { api } from '../../lib/api.ts';
import { useMe } from '../../lib/me.ts';
import { problemWords } from '../../lib/problem-words.ts';
import { fromGrant, GrantsField, type GrantValue, only, toGrant, useTargets } from './grants-field.tsx';

export function UsersTab() {
  const { t } = useTranslation();
  const { data: me } = useMe();
  const { modal, message } = App.useApp();
  const queries = useQueryClient();
  const targets = useTargets();
  const [open, setOpen] = useState<User | 'new'>();
  const setDisabled = useMutation({
    mutationFn: ({ id, disabled }: { id: string; disabled: boolean }) =>
      api(`/users/${id}`, { method: 'PATCH', body: { disabled } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['list', '/users'] }),
    onError: (error) => void message.error(problemWords(error, t), 6),
  });
  const grantWords = (value: GrantValue) => {
    const { role: name = 'monitor', kind = 'everywhere', target } = value;
    const where = targets[kind].find((each) => each.value === target)?.label ?? target;
    return `${t(`users.role.${name}`)} · ${kind === 'everywhere' ? t('users.scope.everywhere') : (where ?? '')}`;
  };
  return (
    <>
      <RecordTable
        path="/users"
        item={user}
        rowKey="id"
        empty={t('users.empty')}
        create={
          <Button type="primary" onClick={() => setOpen('new')}>
            {t('users.create')}
          </Button>
        }
        columns={[
          { title: t('users.username'), render: (_, row) => <span className="mc-mono">{row.username}</span> },
          { title: t('users.displayName'), dataIndex: 'displayName' },
          {
            title: t('users.grants'),
            render: (_, row) =>
              row.grants
                .map(fromGrant)
                .map((value) => <Tag key={JSON.stringify(value)}>{grantWords(value)}</Tag>),
          },
          {
            title: t('users.status'),
            render: (_, row) => (row.disabled ? t('users.disabled') : t('users.active')),
          },
          { title: t('users.created'), render: (_, row) => <Instant at={row.createdAt} /> },
          {
            key: 'actions',
            align: 'right',
            render: (_, row) => (
              <span style={{ whiteSpace: 'nowrap' }}>
                <Button type="text" size="small" onClick={() => setOpen(row)}>
                  {t('common.edit')}
                </Button>
                {row.disabled ? (
                  <Button
                    type="text"
                    size="small"
                    onClick={() => setDisabled.mutate({ id: row.id, disabled: false })}
                  >
                    {t('users.enable')}
                  </Button>
                ) : (
                  <Button
                    type="text"
                    size="small"
                    disabled={row.id === me?.id}
                    onClick={() =>
                      void modal.confirm({
                        title: t('users.disableTitle', { name: row.displayName }),
                        content: t('users.disableText'),
                        okText: t('users.disable'),
                        okButtonProps: { danger: true },
                        autoFocusButton: 'cancel',
                        onOk: () => setDisabled.mutateAsync({ id: row.id, disabled: true }),
                      })
                    }
                  >
                    {t('users.disable')}
                  </Button>
                )}
              </span>
            ),
          },
        ]}
      />
      {open !== undefined && (
        <UserForm existing={open === 'new' ? undefined : open} onClose={() => setOpen(undefined)} />
      )}
    </>
  );
}

interface Values {
  readonly username: string;
  readonly displayName: string;
  readonly password?: string;
  readonly grants: GrantValue[];
}

function UserForm({ existing, onClose }: { existing: User | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const targets = useTargets();
  return (
    <FormDrawer<Values>
      title={existing === undefined ? t('users.create') : t('users.edit')}
      width={640}
      initial={
        existing === undefined
          ? { grants: [{ role: 'monitor', kind: 'hall', ...only(targets.hall) }] }
          : { ...existing, grants: existing.grants.map(fromGrant) }
      }
      onClose={onClose}
      onSaved={() => {
        void queries.invalidateQueries({ queryKey: ['list', '/users'] });
        onClose();
      }}
      save={({ username, displayName, password, grants }) => {
        const change = { displayName, grants: grants.map(toGrant), ...(password ? { password } : {}) };
        return existing === undefined
          ? api('/users', { method: 'POST', body: { ...change, username } })
          : api(`/users/${existing.id}`, { method: 'PATCH', body: change });
      }}
    >
      {() => (
        <>
          <Form.Item
            name="username"
            label={t('users.username')}
            rules={[{ required: true }, { pattern: /^[a-z0-9._-]{2,64}$/, message: t('field.username') }]}
          >
            <Input disabled={existing !== undefined} autoComplete="off" className="mc-mono" />
          </Form.Item>
          <Form.Item
            name="displayName"
            label={t('users.displayName')}
            rules={[{ required: true, whitespace: true, max: 100 }]}
          >
            <Input />
          </Form.Item>
          <Form.Item
            name="password"
            label={existing === undefined ? t('users.password') : t('users.newPassword')}
            extra={t('users.passwordHint')}
            rules={[{ required: existing === undefined }, { min: 10, message: t('users.passwordHint') }]}
          >
            <Input.Password autoComplete="new-password" />
          </Form.Item>
          <GrantsField />
        </>
      )}
    </FormDrawer>
  );
}
