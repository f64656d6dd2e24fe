/** Machine tokens: issue, show once, revoke. */
import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Modal, Tag, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { z } from 'zod';
import {
  type issuedToken,
  type MachinePermission,
  type Scope,
  TOKEN_WARN_DAYS,
  type Token,
  token,
} from '../../../../server/contract/access.ts';
import { Instant } from '../../components/instant.tsx';
import { RecordTable } from '../../components/record-table.tsx';
import { useDelete } from '../../components/use-delete.tsx';
import { permissionWords } from '../../lib/roles.ts';
import { useServices } from '../../lib/services.ts';
import { dateText, instantText } from '../../lib/time.ts';
import { listKey } from '../../lib/use-list.ts';
import { exampleCommand } from './exchange-example.ts';
import { useTargets } from './grants-field.tsx';
import { TokenForm } from './token-form.tsx';
import { useExamplePlaces } from './use-example-places.ts';
import './tokens.css';

const REPORTS = 'exchange:report';
const DAY_MS = 24 * 3_600_000;

export function TokensTab() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const remove = useDelete();
  const [search] = useSearchParams();
  const [creating, setCreating] = useState(() => search.has('new'));
  const [issued, setIssued] = useState<z.output<typeof issuedToken>>();
  const { clock } = useServices();
  const [nowMs] = useState(() => clock.now());
  const targets = useTargets();
  const permissionOf = (one: MachinePermission) =>
    one === REPORTS ? t('tokenMore.reportsText') : permissionWords(one, t);
  const whereOf = (scope: Scope) => {
    if (scope.kind === 'everywhere') return t('users.scope.everywhere');
    const target = scope.kind === 'region' ? scope.code : scope.id;
    return targets[scope.kind].find(({ value }) => value === target)?.label ?? target;
  };
  const create = (
    <Button type="primary" onClick={() => setCreating(true)}>
      {t('tokens.create')}
    </Button>
  );
  return (
    <>
      <p className="mc-muted" style={{ marginTop: 0 }}>
        {t('tokens.text')}
      </p>
      <RecordTable
        path="/tokens"
        item={token}
        rowKey="id"
        empty={t('tokens.empty')}
        create={create}
        searchBy={null}
        columns={[
          { title: t('tokens.name'), dataIndex: 'name' },
          { title: t('tokens.source'), render: (_, row) => <span className="mc-mono">{row.source}</span> },
          {
            title: t('tokenMore.permissions'),
            render: (_, row) => (
              <span className="mc-token-held">
                {row.permissions.map((one) => (
                  <Tag key={one}>{permissionOf(one)}</Tag>
                ))}
              </span>
            ),
          },
          { title: t('tokenMore.scope'), render: (_, row) => whereOf(row.scope) },
          { title: t('tokenMore.lastUsed'), render: (_, row) => <LastUse of={row} /> },
          { title: t('users.status'), render: (_, row) => <TokenState of={row} nowMs={nowMs} /> },
          {
            key: 'actions',
            align: 'right',
            render: (_, row) =>
              row.revokedAt === null && (
                <Button
                  type="text"
                  size="small"
                  onClick={() =>
                    remove({
                      path: `/tokens/${row.id}`,
                      kind: t('tokens.title'),
                      name: row.name,
                      title: t('tokens.revokeTitle', { name: row.name }),
                      text: t('tokens.revokeText'),
                      verb: t('tokens.revoke'),
                    })
                  }
                >
                  {t('tokens.revoke')}
                </Button>
              ),
          },
        ]}
      />
      {creating && (
        <TokenForm
          onClose={() => setCreating(false)}
          onIssued={(made) => {
            void queries.invalidateQueries({ queryKey: listKey('/tokens') });
            setCreating(false);
            setIssued(made);
          }}
        />
      )}
      {issued !== undefined && <Issued token={issued} onClose={() => setIssued(undefined)} />}
    </>
  );
}

/** Valid, for how much longer, or over since. */
function TokenState({ of: { revokedAt, expiresAt }, nowMs }: { of: Token; nowMs: number }) {
  const { t } = useTranslation();
  if (revokedAt !== null) return t('tokens.revoked', { at: instantText(revokedAt) });
  if (expiresAt === null) return `${t('tokens.active')} · ${t('tokenMore.expiresNever')}`;
  const days = Math.ceil((Date.parse(expiresAt) - nowMs) / DAY_MS);
  if (days <= 0) return t('tokenMore.expired', { at: instantText(expiresAt) });
  if (days > TOKEN_WARN_DAYS) return `${t('tokens.active')} · ${dateText(expiresAt)}`;
  return (
    <Tag color="warning" title={t('tokenMore.expiresSoon')}>
      {t('tokenMore.expiring', { at: dateText(expiresAt), n: days })}
    </Tag>
  );
}

function LastUse({ of: { lastUsedAt, lastUsedFrom } }: { of: Token }) {
  const { t } = useTranslation();
  if (lastUsedAt === null) return <span className="mc-muted">{t('tokenMore.neverUsed')}</span>;
  return (
    <span title={t('tokenMore.usedFrom', { from: lastUsedFrom ?? '' })}>
      <Instant at={lastUsedAt} />
    </span>
  );
}

/** The secret, this once, and how to use it. */
function Issued({ token: made, onClose }: { token: z.output<typeof issuedToken>; onClose: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const { clock } = useServices();
  const [now] = useState(() => clock.now());
  const { data: places, isPending } = useExamplePlaces(made.departmentId);
  const reports = made.permissions.includes(REPORTS);
  const copyable = { onCopy: () => void message.success(t('common.copied')) };
  const command = exampleCommand({
    origin: location.origin,
    secret: made.secret,
    now,
    matterCode: places?.matterCode,
    window: places?.window,
  });
  return (
    <Modal
      open
      width={720}
      closable={false}
      mask={{ closable: false }}
      keyboard={false}
      title={t('tokens.issuedTitle')}
      footer={
        <Button type="primary" onClick={onClose}>
          {t('tokens.done')}
        </Button>
      }
    >
      <p>{t('tokens.issuedText')}</p>
      <Typography.Text code copyable={copyable}>
        {made.secret}
      </Typography.Text>
      {reports && !isPending && (
        <>
          <p style={{ marginBottom: 4 }}>{t('tokens.example')}</p>
          <Typography.Text className="mc-command" copyable={{ ...copyable, text: command }}>
            <pre>{command}</pre>
          </Typography.Text>
          {places?.matterCode === undefined && <p className="mc-muted">{t('tokens.exampleNoMatter')}</p>}
          {places?.window === undefined && <p className="mc-muted">{t('tokens.exampleNoWindow')}</p>}
        </>
      )}
    </Modal>
  );
}
