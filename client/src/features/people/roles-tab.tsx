/** What each role may do, and who holds it: permissions down, roles across. */
import { Button, Drawer, Table, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { type Permission, user } from '../../../../server/contract/access.ts';
import type { RoleDetail } from '../../../../server/contract/rights.ts';
import { RecordTable } from '../../components/record-table.tsx';
import { ErrorView } from '../../components/state-views.tsx';
import { useDelete } from '../../components/use-delete.tsx';
import { useMay, useMe } from '../../lib/me.ts';
import { permissionGroups, permissionWords, roleWords, useRoles } from '../../lib/roles.ts';
import { RoleForm } from './role-form.tsx';
import './rights.css';

type Row = { key: string } & ({ group: string } | { permission: Permission });

export function RolesTab() {
  const { t } = useTranslation();
  const may = useMay();
  const { data: me } = useMe();
  const roles = useRoles();
  const [open, setOpen] = useState<RoleDetail | 'new'>();
  const [holders, setHolders] = useState<RoleDetail>();
  if (roles.error !== null) return <ErrorView error={roles.error} onRetry={() => void roles.refetch()} />;
  if (roles.data === undefined)
    return <div className="mc-skeleton" style={{ height: 520 }} aria-busy="true" />;
  // A role holds everywhere, so only who administers everything makes one.
  const writer = may('users:write') && (me?.grants.some(({ scope }) => scope.kind === 'everywhere') ?? false);
  const rows: Row[] = permissionGroups.flatMap(({ group, permissions }) => [
    { key: group, group: t(`rights.roles.groups.${group}`) },
    ...permissions.map((permission) => ({ key: permission, permission })),
  ]);
  return (
    <>
      <div className="mc-records-bar">
        <span className="mc-muted">{t('rights.roles.text')}</span>
        <span className="mc-spring" />
        {writer && (
          <Button type="primary" onClick={() => setOpen('new')}>
            {t('rights.roles.create')}
          </Button>
        )}
      </div>
      <Table<Row>
        className="mc-roles"
        size="small"
        sticky
        pagination={false}
        rowKey="key"
        dataSource={rows}
        scroll={{ x: 'max-content' }}
        rowClassName={(row) => ('group' in row ? 'mc-role-group' : '')}
        columns={[
          {
            title: t('rights.roles.permission'),
            fixed: 'left' as const,
            width: 360,
            render: (_, row) => ('group' in row ? row.group : permissionWords(row.permission, t)),
          },
          ...roles.data.map((role) => ({
            key: role.id,
            align: 'center' as const,
            title: (
              <RoleHead
                role={role}
                onHolders={() => setHolders(role)}
                onEdit={writer && !role.builtIn ? () => setOpen(role) : undefined}
              />
            ),
            render: (_: unknown, row: Row) => <Cell row={row} role={role} />,
          })),
        ]}
      />
      {open !== undefined && (
        <RoleForm existing={open === 'new' ? undefined : open} onClose={() => setOpen(undefined)} />
      )}
      {holders !== undefined && <Holders role={holders} onClose={() => setHolders(undefined)} />}
    </>
  );
}

function Cell({ row, role }: { row: Row; role: RoleDetail }) {
  const { t } = useTranslation();
  if ('group' in row) return null;
  const has = role.permissions.includes(row.permission);
  return (
    <span
      className={has ? 'mc-yes' : 'mc-no'}
      role="img"
      aria-label={has ? t('rights.roles.yes') : t('rights.roles.no')}
    >
      {has ? '✓' : '·'}
    </span>
  );
}

function RoleHead(props: { role: RoleDetail; onHolders: () => void; onEdit: (() => void) | undefined }) {
  const { t } = useTranslation();
  const remove = useDelete();
  const { role, onEdit } = props;
  const name = roleWords(role.id, role.name, t);
  return (
    <span className="mc-role-head">
      <span>{name}</span>
      <Button type="link" size="small" onClick={props.onHolders}>
        {t('rights.roles.holders', { n: role.holders })}
      </Button>
      {!role.builtIn && <Tag style={{ margin: 'auto' }}>{t('rights.roles.own')}</Tag>}
      {onEdit !== undefined && (
        <span style={{ whiteSpace: 'nowrap' }}>
          <Button type="text" size="small" onClick={onEdit}>
            {t('common.edit')}
          </Button>
          <Button
            type="text"
            size="small"
            onClick={() =>
              remove({
                path: `/roles/${role.id}`,
                kind: t('rights.roles.tab'),
                name,
                title: t('rights.roles.deleteTitle', { name }),
                text: t('rights.roles.deleteText'),
              })
            }
          >
            {t('common.delete')}
          </Button>
        </span>
      )}
    </span>
  );
}

function Holders({ role, onClose }: { role: RoleDetail; onClose: () => void }) {
  const { t } = useTranslation();
  const name = roleWords(role.id, role.name, t);
  return (
    <Drawer open size={520} title={t('rights.roles.holdersOf', { role: name })} onClose={onClose}>
      <RecordTable
        path="/users"
        item={user}
        rowKey="id"
        filter={{ role: role.id }}
        empty={t('rights.roles.noHolders')}
        columns={[
          { title: t('users.displayName'), dataIndex: 'displayName' },
          { title: t('users.username'), render: (_, row) => <span className="mc-mono">{row.username}</span> },
          {
            key: 'actions',
            align: 'right',
            render: (_, row) => <Link to={`/people/users/${row.id}/rights`}>{t('rights.open')}</Link>,
          },
        ]}
      />
    </Drawer>
  );
}
