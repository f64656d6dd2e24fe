/** Machine tokens: issue, show once, revoke. */
import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Input, Modal, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { z } from 'zod';
import { issuedToken, token } from '../../../../server/contract/access.ts';
import { DepartmentField } from '../../components/choosers.tsx';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { Instant } from '../../components/instant.tsx';
import { RecordTable } from '../../components/record-table.tsx';
import { useDelete } from '../../components/use-delete.tsx';
import { api } from '../../lib/api.ts';
import { useDepartments } from '../../lib/places-queries.ts';
import { useServices } from '../../lib/services.ts';
import { instantText } from '../../lib/time.ts';
import { listKey } from '../../lib/use-list.ts';
import { exampleCommand } from './exchange-example.ts';
import { useExamplePlaces } from './use-example-places.ts';
import './tokens.css';

interface Values {
  readonly name: string;
  readonly source: string;
  readonly departmentId: string;
}

export function TokensTab() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const remove = useDelete();
  const [search] = useSearchParams();
  const [creating, setCreating] = useState(() => search.has('new'));
  const [issued, setIssued] = useState<z.output<typeof issuedToken>>();
  const departments = useDepartments();
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
            title: t('tokens.department'),
            render: (_, row) => departments.data?.find((each) => each.id === row.departmentId)?.name ?? '—',
          },
          { title: t('tokens.created'), render: (_, row) => <Instant at={row.createdAt} /> },
          {
            title: t('users.status'),
            render: (_, row) =>
              row.revokedAt === null
                ? t('tokens.active')
                : t('tokens.revoked', { at: instantText(row.revokedAt) }),
          },
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
        <FormDrawer<Values>
          title={t('tokens.create')}
          initial={{}}
          onClose={() => setCreating(false)}
          onSaved={() => {
            void queries.invalidateQueries({ queryKey: listKey('/tokens') });
            setCreating(false);
          }}
          save={async (values) => {
            setIssued(await api('/tokens', { method: 'POST', body: values, schema: issuedToken }));
          }}
        >
          {() => (
            <>
              <Form.Item
                name="name"
                label={t('tokens.name')}
                rules={[{ required: true, whitespace: true, max: 100 }]}
              >
                <Input />
              </Form.Item>
              <Form.Item
                name="source"
                label={t('tokens.source')}
                extra={t('tokens.sourceHint')}
                rules={[
                  { required: true, pattern: /^[A-Za-z0-9._-]{2,64}$/, message: t('tokens.sourceHint') },
                ]}
              >
                <Input className="mc-mono" />
              </Form.Item>
              <DepartmentField label={t('tokens.department')} />
            </>
          )}
        </FormDrawer>
      )}
      {issued !== undefined && <Issued token={issued} onClose={() => setIssued(undefined)} />}
    </>
  );
}

/** The secret, this once, and how to use it. */
function Issued({ token: made, onClose }: { token: z.output<typeof issuedToken>; onClose: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const { clock } = useServices();
  const [now] = useState(() => clock.now());
  const { data: places, isPending } = useExamplePlaces(made.departmentId);
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
      {!isPending && (
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
