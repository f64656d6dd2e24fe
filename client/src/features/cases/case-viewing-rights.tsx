/** Who was given this case by itself, and giving it to somebody: for who may. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input, Segmented, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { listOf } from '../../../../server/contract/common.ts';
import { personName, type ViewingRight, viewingRight } from '../../../../server/contract/rights.ts';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { useReason } from '../../components/use-reason.tsx';
import { api } from '../../lib/api.ts';
import { useServices } from '../../lib/services.ts';
import { instantText } from '../../lib/time.ts';
import { useSettled } from '../../lib/use-settled.ts';

const DAY_MS = 24 * 3_600_000;
const candidates = z.object({ items: z.array(personName) });

export function CaseViewingRights({ caseId, caseNo }: { caseId: string; caseNo: string }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const ask = useReason();
  const [giving, setGiving] = useState(false);
  const path = `/cases/${caseId}/viewing-rights`;
  const { data } = useQuery({
    queryKey: ['list', path, 'now'],
    queryFn: ({ signal }) => api(path, { schema: listOf(viewingRight), query: { holding: 'now' }, signal }),
    // Where one may not give them, this panel is not there.
    retry: false,
  });
  if (data === undefined) return null;
  const revoke = (right: ViewingRight) =>
    ask({
      title: t('rights.viewing.revokeTitle', { name: right.user.displayName, caseNo }),
      text: t('rights.viewing.revokeText'),
      verb: t('rights.viewing.revoke'),
      danger: true,
      run: async (reason) => {
        await api(`${path}/${right.id}`, { method: 'DELETE', reason });
        await queries.invalidateQueries({ queryKey: ['list', path] });
      },
    });
  return (
    <section className="mc-panel">
      <h2>{t('rights.viewing.tab')}</h2>
      {data.items.length === 0 ? (
        <p className="mc-muted">{t('rights.viewing.panelEmpty')}</p>
      ) : (
        <ul className="mc-case-rights">
          {data.items.map((right) => (
            <li key={right.id}>
              <span>
                <strong>{right.user.displayName}</strong> ·{' '}
                {t('rights.grantEnds', { at: instantText(right.until) })}
                <span className="mc-muted"> · {right.purpose}</span>
              </span>
              <Button type="text" size="small" onClick={() => revoke(right)}>
                {t('rights.viewing.revoke')}
              </Button>
            </li>
          ))}
        </ul>
      )}
      <Button onClick={() => setGiving(true)}>{t('rights.viewing.give')}</Button>
      {giving && (
        <GiveForm
          path={path}
          caseNo={caseNo}
          onClose={() => setGiving(false)}
          onGiven={() => {
            setGiving(false);
            void queries.invalidateQueries({ queryKey: ['list', path] });
          }}
        />
      )}
    </section>
  );
}

interface Values {
  readonly userId: string;
  readonly purpose: string;
  readonly days: number;
}

function GiveForm(props: { path: string; caseNo: string; onClose: () => void; onGiven: () => void }) {
  const { t } = useTranslation();
  const { clock } = useServices();
  return (
    <FormDrawer<Values>
      title={t('rights.viewing.giveTitle', { caseNo: props.caseNo })}
      initial={{ days: 3 }}
      onClose={props.onClose}
      onSaved={props.onGiven}
      fieldOf={(path) => (path[0] === 'until' ? ['days'] : path)}
      save={({ userId, purpose, days }) =>
        api(props.path, {
          method: 'POST',
          // A minute less than the whole: thirty days are the most, and clocks differ.
          body: { userId, purpose, until: new Date(clock.now() + days * DAY_MS - 60_000).toISOString() },
          reason: purpose.trim(),
        })
      }
    >
      {() => (
        <>
          <p className="mc-muted" style={{ marginTop: 0 }}>
            {t('rights.viewing.giveText')}
          </p>
          <Form.Item name="userId" label={t('rights.viewing.who')} rules={[{ required: true }]}>
            <PersonSelect path={props.path} />
          </Form.Item>
          <Form.Item
            name="purpose"
            label={t('rights.viewing.purpose')}
            extra={t('rights.viewing.purposeHint')}
            rules={[{ required: true, whitespace: true, min: 2, max: 500 }]}
          >
            <Input.TextArea rows={2} maxLength={500} />
          </Form.Item>
          <Form.Item name="days" label={t('rights.viewing.days')}>
            <Segmented
              options={[1, 3, 7, 14, 30].map((n) => ({ value: n, label: t('rights.viewing.nDays', { n }) }))}
            />
          </Form.Item>
        </>
      )}
    </FormDrawer>
  );
}

function PersonSelect(props: {
  path: string;
  id?: string;
  value?: string;
  onChange?: (userId: string) => void;
}) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const q = useSettled(text.trim(), 250);
  const found = useQuery({
    queryKey: ['candidates', props.path, q],
    queryFn: ({ signal }) => api(`${props.path}/candidates`, { schema: candidates, query: { q }, signal }),
    enabled: q !== '',
    placeholderData: (before) => before,
  });
  return (
    <Select<string>
      {...(props.id !== undefined && { id: props.id })}
      {...(props.value !== undefined && { value: props.value })}
      {...(props.onChange && { onChange: props.onChange })}
      placeholder={t('rights.viewing.whoHint')}
      showSearch={{ filterOption: false, onSearch: setText }}
      loading={found.isFetching}
      notFoundContent={q === '' ? t('rights.check.type') : found.isFetching ? '…' : t('rights.check.none')}
      options={(found.data?.items ?? []).map(({ id, displayName, username }) => ({
        value: id,
        label: `${displayName}（${username}）`,
      }))}
    />
  );
}
