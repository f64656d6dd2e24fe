/** Users: create, change, disable. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { type Grant, type User, user } from '../../../../server/contract/access.ts';
import { Instant } from '../../components/instant.tsx';
import { RecordTable } from '../../components/record-table.tsx';
import { api } from '../../lib/api.ts';
import { useMay, useMe } from '../../lib/me.ts';
import { problemWords } from '../../lib/problem-words.ts';
import { useRoleWords } from '../../lib/roles.ts';
import { instantText } from '../../lib/time.ts';
import { useTargets } from './grants-field.tsx';
import { UserForm } from './user-form.tsx';
import { UserSecurityDrawer } from './user-security.tsx';
import './rights.css';

export function UsersTab() {
  const { t } = useTranslation();
  const { data: me } = useMe();
  const { modal, message } = App.useApp();
  const queries = useQueryClient();
  const targets = useTargets();
  const [open, setOpen] = useState<User | 'new'>();
  const [asked, setAsked] = useState<User>();
  const setDisabled = useMutation({
    mutationFn: ({ id, disabled }: { id: string; disabled: boolean }) =>
      api(`/users/${id}`, { method: 'PATCH', body: { disabled } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['list', '/users'] }),
    onError: (error) => void message.error(problemWords(error, t), 6),
  });
  const may = useMay();
  const writer = may('users:write');
  const nameOf = useRoleWords();
  return (
    <>
      <RecordTable
        path="/users"
        item={user}
        rowKey="id"
        empty={t('users.empty')}
        create={
          writer && (
            <Button type="primary" onClick={() => setOpen('new')}>
              {t('users.create')}
            </Button>
          )
        }
        columns={[
          { title: t('users.username'), render: (_, row) => <span className="mc-mono">{row.username}</span> },
          { title: t('users.displayName'), dataIndex: 'displayName' },
          {
            title: t('users.grants'),
            render: (_, row) => (
              <span className="mc-grants">
                {row.grants.map((grant) => (
                  <GrantTag
                    key={JSON.stringify(grant)}
                    grant={grant}
                    role={nameOf(grant.role)}
                    targets={targets}
                  />
                ))}
              </span>
            ),
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
                <Link to={`/people/users/${row.id}/rights`}>{t('rights.open')}</Link>
                {writer && (
                  <>
                    <Button type="text" size="small" onClick={() => setAsked(row)}>
                      {t('userSecurity.open')}
                    </Button>
                    <Button type="text" size="small" onClick={() => setOpen(row)}>
                      {t('common.edit')}
                    </Button>
                  </>
                )}
                {!writer ? null : row.disabled ? (
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
      {asked !== undefined && <UserSecurityDrawer user={asked} onClose={() => setAsked(undefined)} />}
      {open !== undefined && (
        <UserForm existing={open === 'new' ? undefined : open} onClose={() => setOpen(undefined)} />
      )}
    </>
  );
}

/** Role · place · until; one that has ended is quiet. */
function GrantTag(props: { grant: Grant; role: string; targets: ReturnType<typeof useTargets> }) {
  const { t } = useTranslation();
  const { scope, until } = props.grant;
  const target = scope.kind === 'region' ? scope.code : 'id' in scope ? scope.id : '';
  const where =
    scope.kind === 'everywhere'
      ? t('users.scope.everywhere')
      : (props.targets[scope.kind].find(({ value }) => value === target)?.label ?? target);
  const ended = until != null && Date.parse(until) <= Date.now();
  const end =
    until == null ? '' : ended ? t('users.grantEnded') : t('users.grantEnds', { at: instantText(until) });
  return (
    <Tag className={ended ? 'mc-grant-ended' : ''}>
      {[props.role, where, end].filter(Boolean).join(' · ')}
    </Tag>
  );
}
