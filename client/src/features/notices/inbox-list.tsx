/** What one was told, the newest first: unread ones stand out; opening one marks it read. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { cardLevel } from '../../../../server/contract/alerts.ts';
import { noticeText } from '../../../../server/contract/notice-words.ts';
import { inboxCount, inboxNotice } from '../../../../server/contract/notices.ts';
import { AlertCard } from '../../components/alert-card.tsx';
import { Instant } from '../../components/instant.tsx';
import { EmptyView, ErrorView } from '../../components/state-views.tsx';
import { api } from '../../lib/api.ts';
import { usePreferences } from '../../lib/preferences.ts';
import { problemWords } from '../../lib/problem-words.ts';
import { listKey, useList } from '../../lib/use-list.ts';
import './inbox.css';

export const INBOX = '/inbox';
export const countKey = ['inbox', 'count'] as const;
const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

export interface InboxListProps {
  readonly onlyUnread: boolean;
  readonly limit: number;
  readonly onLeave?: () => void;
}

export function InboxList({ onlyUnread, limit, onLeave }: InboxListProps) {
  const { t } = useTranslation();
  const language = usePreferences((preferences) => preferences.language);
  const read = useRead();
  const list = useList({
    ...{ path: INBOX, item: inboxNotice, limit },
    query: { unread: onlyUnread ? 'yes' : undefined },
  });
  if (list.items === undefined)
    return list.error === null ? (
      <Skeleton active />
    ) : (
      <ErrorView error={list.error} onRetry={() => void list.refetch()} />
    );
  if (list.items.length === 0)
    return onlyUnread ? (
      <EmptyView text={t('notices.emptyUnread')} />
    ) : (
      <EmptyView title={t('notices.empty')} text={t('notices.emptyText')} />
    );
  return (
    <>
      <ul className="mc-inbox">
        {list.items.map((notice) => {
          const { id, kind, values, link, createdAt, readAt } = notice;
          const { subject, lines } = noticeText(kind, values, language, ZONE);
          const level = cardLevel.safeParse(values.level).data;
          const seen = () => {
            if (readAt === null) read.mutate({ ids: [id] });
            onLeave?.();
          };
          const words = (
            <>
              <span className="mc-inbox-mark">{level && <AlertCard level={level} bare />}</span>
              <span>
                <b>{subject}</b>
                <small>{lines.join(' · ')}</small>
              </span>
              <Instant at={createdAt} />
            </>
          );
          return (
            <li key={id} data-unread={readAt === null}>
              {link === null ? (
                <button type="button" onClick={seen}>
                  {words}
                </button>
              ) : (
                <Link to={link} onClick={seen}>
                  {words}
                </Link>
              )}
            </li>
          );
        })}
      </ul>
      {list.hasNextPage && onLeave === undefined && (
        <Button block loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('notices.more')}
        </Button>
      )}
    </>
  );
}

type Which = { readonly ids: readonly string[] } | { readonly upTo: string };

export function useRead() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (which: Which) => api(`${INBOX}/read`, { method: 'POST', body: which, schema: inboxCount }),
    onSuccess: (count) => {
      queries.setQueryData(countKey, count);
      void queries.invalidateQueries({ queryKey: listKey(INBOX) });
    },
    onError: (error) => void message.error(problemWords(error, t), 6),
  });
}

/** Up to the newest that this page has seen: what comes meanwhile stays unread. */
export function ReadAll({ onDone }: { onDone?: () => void }) {
  const { t } = useTranslation();
  const read = useRead();
  const { items } = useList({ path: INBOX, item: inboxNotice, limit: 1 });
  const newest = items?.[0];
  return (
    <Button
      disabled={newest === undefined}
      loading={read.isPending}
      onClick={() => newest && read.mutate({ upTo: newest.seq }, { onSuccess: () => onDone?.() })}
    >
      {t('notices.readAll')}
    </Button>
  );
}
