/** How am I told? Address, ways by kind, hours in which I am left alone. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Checkbox, Input, Segmented, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type NoticeKind,
  type NoticePreferences,
  noticeKinds,
  type OwnNoticeSettings,
  ownNoticeSettings,
  type SentChannel,
  sentChannel,
} from '../../../../server/contract/notices.ts';
import { QuietHours, USUAL_QUIET } from '../../components/quiet-hours.tsx';
import { ErrorView } from '../../components/state-views.tsx';
import { api } from '../../lib/api.ts';
import { problemWords } from '../../lib/problem-words.ts';
import './inbox.css';

const key = ['account', 'notices'] as const;
const ownKinds = noticeKinds.filter((kind) => kind !== 'deliveryFailed');

function useChange() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (call: { method: 'PUT' | 'POST' | 'DELETE'; path: string; body?: unknown }) =>
      api(call.path, {
        method: call.method,
        schema: ownNoticeSettings,
        ...(call.body !== undefined && { body: call.body }),
      }),
    onSuccess: (now) => {
      queries.setQueryData(key, now);
      void message.success(t('common.saved'));
    },
    onError: (error) => void message.error(problemWords(error, t), 6),
  });
}

export default function OwnNoticesPage() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => api('/account/notices', { schema: ownNoticeSettings, signal }),
  });
  if (data === undefined && error !== null) return <ErrorView error={error} onRetry={() => void refetch()} />;
  return (
    <div className="mc-page">
      <div className="mc-page-head">
        <h1>{t('notices.own.title')}</h1>
      </div>
      {data === undefined ? (
        <Skeleton active paragraph={{ rows: 10 }} />
      ) : (
        <div className="mc-notices-cards">
          <section className="mc-notices-card">
            <Email own={data} />
            <Reach own={data} />
          </section>
          <Ways own={data} />
        </div>
      )}
    </div>
  );
}

function Email({ own }: { own: OwnNoticeSettings }) {
  const { t } = useTranslation();
  const change = useChange();
  const [email, setEmail] = useState('');
  const [code, setCode] = useState('');
  return (
    <>
      <h2>{t('notices.own.email')}</h2>
      <p className="mc-notices-line">
        <b>{own.email ?? t('notices.own.emailNone')}</b>
        {own.email !== null && (
          <Button size="small" onClick={() => change.mutate({ method: 'DELETE', path: '/account/email' })}>
            {t('notices.own.removeEmail')}
          </Button>
        )}
      </p>
      {own.ways.includes('email') ? (
        <>
          <p className="mc-muted">{t('notices.own.emailAbout')}</p>
          <p className="mc-notices-line">
            <Input
              type="email"
              aria-label={t('notices.own.email')}
              placeholder="name@example.org"
              style={{ width: 240 }}
              value={email}
              onChange={({ target }) => setEmail(target.value)}
            />
            <Button
              disabled={!email.includes('@')}
              loading={change.isPending}
              onClick={() => change.mutate({ method: 'PUT', path: '/account/email', body: { email } })}
            >
              {t('notices.own.send')}
            </Button>
          </p>
          {own.unconfirmed !== null && (
            <div className="mc-notices-told">
              <p>{t('notices.own.unconfirmed', { email: own.unconfirmed })}</p>
              <p className="mc-notices-line">
                <Input.OTP length={6} value={code} onChange={setCode} />
                <Button
                  type="primary"
                  disabled={!/^\d{6}$/.test(code)}
                  loading={change.isPending}
                  onClick={() =>
                    change.mutate({ method: 'POST', path: '/account/email/confirm', body: { code } })
                  }
                >
                  {t('notices.own.confirm')}
                </Button>
              </p>
            </div>
          )}
        </>
      ) : (
        <p className="mc-muted">{t('notices.own.noMail')}</p>
      )}
    </>
  );
}

const chosenOf = ({ language, phone, quiet, channels }: OwnNoticeSettings): NoticePreferences => ({
  ...{ language, phone, quiet, channels },
});
function Reach({ own }: { own: OwnNoticeSettings }) {
  const { t } = useTranslation();
  const change = useChange();
  const save = (part: Partial<NoticePreferences>) =>
    change.mutate({ method: 'PUT', path: '/account/notices', body: { ...chosenOf(own), ...part } });
  return (
    <>
      <h2>{t('notices.own.phone')}</h2>
      <p className="mc-notices-line">
        <Input
          type="tel"
          aria-label={t('notices.own.phone')}
          key={own.phone ?? ''}
          defaultValue={own.phone ?? ''}
          style={{ width: 180 }}
          onBlur={({ target }) => {
            const phone = target.value.trim() === '' ? null : target.value.trim();
            if (phone !== own.phone) save({ phone });
          }}
        />
        <span className="mc-muted">
          {t(own.ways.includes('webhook') ? 'notices.own.phoneAbout' : 'notices.own.noWebhook')}
        </span>
      </p>
      <h2>{t('notices.own.quiet')}</h2>
      <p className="mc-notices-line">
        <Checkbox
          checked={own.quiet !== null}
          onChange={({ target }) => save({ quiet: target.checked ? { ...USUAL_QUIET } : null })}
        >
          {t('notices.own.quietOn')}
        </Checkbox>
        {own.quiet !== null && (
          <QuietHours
            label={t('notices.own.quiet')}
            quiet={own.quiet}
            onChange={(quiet) => save({ quiet })}
          />
        )}
      </p>
      <p className="mc-muted">{t('notices.own.quietAbout')}</p>
      <h2>{t('notices.own.language')}</h2>
      <Segmented<NoticePreferences['language']>
        value={own.language}
        options={[
          { value: 'zh', label: '中文' },
          { value: 'en', label: 'English' },
        ]}
        onChange={(language) => save({ language })}
      />
    </>
  );
}

function Ways({ own }: { own: OwnNoticeSettings }) {
  const { t } = useTranslation();
  const change = useChange();
  const shown = sentChannel.options.filter((way) => own.ways.includes(way));
  const waysOf = (kind: NoticeKind) => own.channels[kind] ?? own.policy.usual[kind] ?? [];
  const choose = (kind: NoticeKind, way: SentChannel, on: boolean) => {
    const others = waysOf(kind).filter((one) => one !== way);
    const channels = { ...own.channels, [kind]: on ? [...others, way] : others };
    change.mutate({ method: 'PUT', path: '/account/notices', body: { ...chosenOf(own), channels } });
  };
  if (shown.length === 0) return null;
  return (
    <section className="mc-notices-card">
      <table>
        <thead>
          <tr>
            <th>{t('notices.own.channels')}</th>
            {shown.map((way) => (
              <th key={way}>{t(`notices.channels.${way}`)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {ownKinds.map((kind) => (
            <tr key={kind}>
              <td>{t(`notices.kinds.${kind}`)}</td>
              {shown.map((way) => (
                <td key={way}>
                  <Checkbox
                    aria-label={`${t(`notices.kinds.${kind}`)} ${t(`notices.channels.${way}`)}`}
                    checked={waysOf(kind).includes(way)}
                    disabled={!(own.policy.allowed[kind] ?? shown).includes(way)}
                    onChange={({ target }) => choose(kind, way, target.checked)}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
