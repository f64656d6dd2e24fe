/** Who came through single sign-on, with which account; an admin may give them a local one. */
import { useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type SsoPerson, ssoPerson } from '../../../../server/contract/account.ts';
import { reason } from '../../../../server/contract/common.ts';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { Instant } from '../../components/instant.tsx';
import { RecordTable } from '../../components/record-table.tsx';
import { useReason } from '../../components/use-reason.tsx';
import { api } from '../../lib/api.ts';
import { listKey } from '../../lib/use-list.ts';

interface Values {
  readonly username: string;
  readonly reason: string;
}

export function SsoPeople() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const askWhy = useReason();
  const [linking, setLinking] = useState<SsoPerson>();
  const changed = () => queries.invalidateQueries({ queryKey: listKey('/sso/people') });
  const set = (person: SsoPerson, username: string | null, why: string) =>
    api(`/sso/people/${person.id}/account`, { method: 'PUT', body: { username }, reason: why });
  return (
    <>
      <RecordTable
        path="/sso/people"
        item={ssoPerson}
        rowKey="id"
        empty={t('sso.noPeople')}
        columns={[
          { title: t('sso.person'), dataIndex: 'name' },
          {
            title: t('sso.groups'),
            render: (_, row) => row.groups.map((group) => <Tag key={group}>{group}</Tag>),
          },
          {
            title: t('sso.account'),
            render: (_, row) => (
              <>
                <span className="mc-mono">{row.username}</span> {row.linked && <Tag>{t('sso.linked')}</Tag>}
              </>
            ),
          },
          { title: t('sso.lastAt'), render: (_, row) => <Instant at={row.lastAt} /> },
          {
            key: 'actions',
            align: 'right',
            render: (_, row) =>
              row.linked ? (
                <Button
                  type="text"
                  size="small"
                  onClick={() =>
                    askWhy({
                      title: t('sso.unlinkTitle', { name: row.name }),
                      text: t('sso.unlinkText'),
                      verb: t('sso.unlink'),
                      run: async (why) => {
                        await set(row, null, why);
                        await changed();
                      },
                    })
                  }
                >
                  {t('sso.unlink')}
                </Button>
              ) : (
                <Button type="text" size="small" onClick={() => setLinking(row)}>
                  {t('sso.link')}
                </Button>
              ),
          },
        ]}
      />
      {linking !== undefined && (
        <FormDrawer<Values>
          title={t('sso.linkTitle', { name: linking.name })}
          initial={{}}
          onClose={() => setLinking(undefined)}
          onSaved={() => {
            setLinking(undefined);
            void changed();
          }}
          save={({ username, reason: why }) => set(linking, username, why)}
        >
          {() => (
            <>
              <p className="mc-muted">{t('sso.linkText')}</p>
              <Form.Item name="username" label={t('sso.linkUsername')} rules={[{ required: true }]}>
                <Input className="mc-mono" autoComplete="off" autoFocus />
              </Form.Item>
              <Form.Item
                name="reason"
                label={t('sso.linkReason')}
                required
                rules={[
                  {
                    validator: async (_, value: unknown) => {
                      if (!reason.safeParse(value).success) throw new Error(t('field.needed'));
                    },
                  },
                ]}
              >
                <Input.TextArea rows={2} maxLength={500} />
              </Form.Item>
            </>
          )}
        </FormDrawer>
      )}
    </>
  );
}
