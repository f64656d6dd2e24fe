/** By what the site tells: its mail server, the webhook for text messages, what people may choose. Each can be tried. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Checkbox, Input, Skeleton, Switch } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type NoticeKind,
  type NoticeSettings,
  noticeKinds,
  noticeSettings,
  type SentChannel,
  sentChannel,
  testAnswer,
} from '../../../../server/contract/notices.ts';
import { ErrorView } from '../../components/state-views.tsx';
import { api } from '../../lib/api.ts';
import { problemWords } from '../../lib/problem-words.ts';
import { instantText } from '../../lib/time.ts';

const key = ['notices', 'settings'] as const;

export function SettingsTab() {
  const { data, error, refetch } = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => api('/notices/settings', { schema: noticeSettings, signal }),
  });
  if (data === undefined)
    return error === null ? <Skeleton active /> : <ErrorView error={error} onRetry={() => void refetch()} />;
  return (
    <div className="mc-notices-cards">
      <div>
        <Mail settings={data} />
        <Webhook settings={data} />
      </div>
      <Policy settings={data} />
    </div>
  );
}

function useChange() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (call: { method: 'PUT' | 'DELETE'; path: string; body?: unknown }) =>
      api(`/notices/${call.path}`, {
        method: call.method,
        schema: noticeSettings,
        ...(call.body !== undefined && { body: call.body }),
      }),
    onSuccess: (now) => {
      queries.setQueryData(key, now);
      void message.success(t('common.saved'));
    },
    onError: (error) => void message.error(problemWords(error, t), 8),
  });
}

function Mail({ settings: { mail } }: { settings: NoticeSettings }) {
  const { t } = useTranslation();
  return (
    <section className="mc-notices-card">
      <h2>{t('notices.admin.mail')}</h2>
      {mail === null ? (
        <p className="mc-muted">{t('notices.admin.mailNone')}</p>
      ) : (
        <>
          <p>
            <span className="mc-mono">{mail.server}</span> · {t('notices.admin.from', { from: mail.from })}
          </p>
          <Test channel="email" />
        </>
      )}
    </section>
  );
}

/** The other side's own answer, good or bad. */
function Test({ channel }: { channel: SentChannel }) {
  const { t } = useTranslation();
  const [to, setTo] = useState('');
  const test = useMutation({
    mutationFn: () => api('/notices/test', { method: 'POST', schema: testAnswer, body: { channel, to } }),
  });
  const { data, error } = test;
  return (
    <>
      <p className="mc-notices-line">
        <Input
          aria-label={t(`notices.admin.testTo.${channel}`)}
          placeholder={t(`notices.admin.testTo.${channel}`)}
          style={{ width: 220 }}
          value={to}
          onChange={({ target }) => setTo(target.value)}
          onPressEnter={() => test.mutate()}
        />
        <Button loading={test.isPending} disabled={to.trim() === ''} onClick={() => test.mutate()}>
          {t('notices.admin.test')}
        </Button>
      </p>
      {error !== null && (
        <div className="mc-notices-told" data-ok="false" role="status">
          {problemWords(error, t)}
        </div>
      )}
      {data !== undefined && (
        <div className="mc-notices-told" data-ok={data.ok} role="status">
          {t(data.ok ? 'notices.admin.testOk' : 'notices.admin.testBad', {
            ms: data.durationMs,
            answer: data.answer,
          })}
        </div>
      )}
    </>
  );
}

function Webhook({ settings: { webhook } }: { settings: NoticeSettings }) {
  const { t } = useTranslation();
  const change = useChange();
  const [url, setUrl] = useState(webhook?.url ?? '');
  const [secret, setSecret] = useState('');
  const [enabled, setEnabled] = useState(webhook?.enabled ?? true);
  const isSame = url === webhook?.url && enabled === webhook.enabled && secret === '';
  const save = () =>
    change.mutate(
      {
        ...{ method: 'PUT', path: 'webhook' },
        body: { url, enabled, ...(secret !== '' && { secret }) },
      },
      { onSuccess: () => setSecret('') },
    );
  return (
    <section className="mc-notices-card" style={{ marginTop: 16 }}>
      <h2>{t('notices.admin.webhook')}</h2>
      <p className="mc-muted">{t('notices.admin.webhookAbout')}</p>
      <p>
        <Input
          addonBefore={t('notices.admin.url')}
          placeholder="https://sms.example/send"
          value={url}
          onChange={({ target }) => setUrl(target.value.trim())}
        />
      </p>
      <p>
        <Input.Password
          addonBefore={t('notices.admin.secret')}
          placeholder={webhook === null ? '' : t('notices.admin.secretKept')}
          autoComplete="new-password"
          value={secret}
          onChange={({ target }) => setSecret(target.value)}
        />
      </p>
      <p className="mc-notices-line">
        <Switch checked={enabled} onChange={setEnabled} aria-label={t('notices.admin.enabled')} />
        {t('notices.admin.enabled')}
        <Button type="primary" disabled={isSame || url === ''} loading={change.isPending} onClick={save}>
          {t('common.save')}
        </Button>
        {webhook !== null && (
          <Button onClick={() => change.mutate({ method: 'DELETE', path: 'webhook' })}>
            {t('notices.admin.removeWebhook')}
          </Button>
        )}
      </p>
      {webhook !== null && (
        <>
          <p className="mc-muted">
            {t('notices.admin.by', { who: webhook.updatedBy, at: instantText(webhook.updatedAt) })}
          </p>
          <Test channel="webhook" />
        </>
      )}
    </section>
  );
}

const policyKinds = noticeKinds.filter((kind) => kind !== 'deliveryFailed');
const DEFAULT_USUAL: readonly SentChannel[] = ['email'];

function Policy({ settings: { policy } }: { settings: NoticeSettings }) {
  const { t } = useTranslation();
  const change = useChange();
  const allowedOf = (kind: NoticeKind) => policy.allowed[kind] ?? sentChannel.options;
  const usualOf = (kind: NoticeKind) => policy.usual[kind] ?? DEFAULT_USUAL;
  const set = (part: 'allowed' | 'usual', kind: NoticeKind, way: SentChannel, on: boolean) => {
    const others = (part === 'allowed' ? allowedOf(kind) : usualOf(kind)).filter((one) => one !== way);
    change.mutate({
      ...{ method: 'PUT', path: 'policy' },
      body: { ...policy, [part]: { ...policy[part], [kind]: on ? [...others, way] : others } },
    });
  };
  const box = (part: 'allowed' | 'usual', kind: NoticeKind, way: SentChannel) => (
    <Checkbox
      aria-label={[
        t(`notices.kinds.${kind}`),
        t(`notices.channels.${way}`),
        t(part === 'allowed' ? 'notices.admin.allowed' : 'notices.admin.usualWays'),
      ].join(' ')}
      disabled={part === 'usual' && !allowedOf(kind).includes(way)}
      checked={(part === 'allowed' ? allowedOf(kind) : usualOf(kind)).includes(way)}
      onChange={({ target }) => set(part, kind, way, target.checked)}
    />
  );
  return (
    <section className="mc-notices-card">
      <h2>{t('notices.admin.policy')}</h2>
      <p className="mc-muted">{t('notices.admin.policyAbout')}</p>
      <table>
        <thead>
          <tr>
            <th>{t('notices.own.kind')}</th>
            {sentChannel.options.map((way) => (
              <th key={way} colSpan={2}>
                {t(`notices.channels.${way}`)}
              </th>
            ))}
          </tr>
          <tr>
            <th />
            {sentChannel.options.flatMap((way) => [
              <th key={`${way} allowed`}>{t('notices.admin.allowed')}</th>,
              <th key={`${way} usual`}>{t('notices.admin.usualWays')}</th>,
            ])}
          </tr>
        </thead>
        <tbody>
          {policyKinds.map((kind) => (
            <tr key={kind}>
              <td>{t(`notices.kinds.${kind}`)}</td>
              {sentChannel.options.flatMap((way) => [
                <td key={`${way} allowed`}>{box('allowed', kind, way)}</td>,
                <td key={`${way} usual`}>{box('usual', kind, way)}</td>,
              ])}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
