/** Mails and text messages with what became of them; one that did not get through can be sent again. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { noticeText } from '../../../../server/contract/notice-words.ts';
import {
  deliveryState,
  type NoticeDelivery,
  noticeDelivery,
  noticeKinds,
  sentChannel,
} from '../../../../server/contract/notices.ts';
import { Instant } from '../../components/instant.tsx';
import { RecordTable } from '../../components/record-table.tsx';
import { api } from '../../lib/api.ts';
import { usePreferences } from '../../lib/preferences.ts';
import { problemWords } from '../../lib/problem-words.ts';
import { minuteText } from '../../lib/time.ts';
import { listKey } from '../../lib/use-list.ts';

const PATH = '/notices/deliveries';
const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

export function DeliveriesTab() {
  const { t } = useTranslation();
  const language = usePreferences((preferences) => preferences.language);
  const [params, setParams] = useSearchParams();
  const filter = Object.fromEntries(
    (['state', 'channel', 'kind'] as const).map((name) => [name, params.get(name) ?? undefined]),
  );
  const set = (name: string, value: string | null | undefined) => {
    const next = new URLSearchParams(params);
    if (value) next.set(name, value);
    else next.delete(name);
    setParams(next, { replace: true });
  };
  const choice = (
    name: string,
    label: string,
    options: { value: string; label: string }[],
    width: number,
  ) => (
    <Select
      allowClear
      aria-label={label}
      placeholder={label}
      style={{ width }}
      popupMatchSelectWidth={false}
      value={filter[name] ?? null}
      onChange={(value: string | null | undefined) => set(name, value)}
      options={options}
    />
  );
  return (
    <RecordTable
      path={PATH}
      item={noticeDelivery}
      rowKey="id"
      searchBy={null}
      empty={t('notices.admin.empty')}
      filter={filter}
      narrowed={Object.values(filter).some((value) => value !== undefined)}
      tools={
        <>
          {choice(
            'state',
            t('notices.admin.state'),
            deliveryState.options.map((value) => ({ value, label: t(`notices.admin.states.${value}`) })),
            120,
          )}
          {choice(
            'channel',
            t('notices.admin.channel'),
            sentChannel.options.map((value) => ({ value, label: t(`notices.channels.${value}`) })),
            120,
          )}
          {choice(
            'kind',
            t('notices.own.kind'),
            noticeKinds.map((value) => ({ value, label: t(`notices.kinds.${value}`) })),
            180,
          )}
        </>
      }
      columns={[
        {
          key: 'at',
          title: t('notices.admin.at'),
          width: 160,
          render: (_, row) => <Instant at={row.createdAt} />,
        },
        {
          key: 'what',
          title: t('notices.admin.what'),
          render: (_, { kind, values, link }) => {
            const { subject } = noticeText(kind, values, language, ZONE);
            return link === null ? subject : <Link to={link}>{subject}</Link>;
          },
        },
        {
          key: 'to',
          title: t('notices.admin.to'),
          width: 170,
          render: (_, { recipientName, sentTo }) => (
            <>
              {recipientName} <span className="mc-muted">{sentTo}</span>
            </>
          ),
        },
        {
          key: 'channel',
          title: t('notices.admin.channel'),
          width: 80,
          render: (_, { channel }) => t(`notices.channels.${channel}`),
        },
        {
          key: 'state',
          title: t('notices.admin.state'),
          width: 150,
          render: (_, row) => <State row={row} />,
        },
        { key: 'attempts', title: t('notices.admin.attempts'), width: 60, render: (_, row) => row.attempts },
        {
          key: 'answer',
          title: t('notices.admin.answer'),
          width: 170,
          render: (_, { lastAnswer }) => <span title={lastAnswer ?? ''}>{lastAnswer?.slice(0, 40)}</span>,
        },
        { key: 'again', title: '', width: 90, render: (_, row) => <Again row={row} /> },
      ]}
    />
  );
}

function State({ row: { state, dueAt, deliveredAt } }: { row: NoticeDelivery }) {
  const { t } = useTranslation();
  const words = t(`notices.admin.states.${state}`);
  if (state === 'sent' && deliveredAt !== null)
    return (
      <>
        {words} <span className="mc-muted">{minuteText(deliveredAt).slice(5)}</span>
      </>
    );
  if (state === 'waiting' && dueAt !== null)
    return (
      <>
        {words}{' '}
        <span className="mc-muted">{t('notices.admin.next', { at: minuteText(dueAt).slice(5) })}</span>
      </>
    );
  return state === 'failed' ? <b>{words}</b> : words;
}

function Again({ row: { id, state } }: { row: NoticeDelivery }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const again = useMutation({
    mutationFn: () => api(`${PATH}/${id}/resend`, { method: 'POST', schema: noticeDelivery }),
    onSuccess: () => {
      void message.success(t('notices.admin.resent'));
      return queries.invalidateQueries({ queryKey: listKey(PATH) });
    },
    onError: (error) => void message.error(problemWords(error, t), 6),
  });
  if (state !== 'failed' && state !== 'sent') return null;
  return (
    <Button size="small" loading={again.isPending} onClick={() => again.mutate()}>
      {t('notices.admin.resend')}
    </Button>
  );
}
