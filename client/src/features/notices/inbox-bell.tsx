/** In the bar: how much of one's inbox is unread; a click shows the newest. */
import { useQueryClient } from '@tanstack/react-query';
import { Button, Drawer } from 'antd';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useServices } from '../../lib/services.ts';
import { useFollow } from '../../lib/use-follow.ts';
import { listKey } from '../../lib/use-list.ts';
import { countKey, INBOX, InboxList, ReadAll } from './inbox-list.tsx';

const SHOWN = 15;
/** Counted so far by the server. */
const MOST = 100;

export function InboxBell() {
  const { t } = useTranslation();
  const { connection } = useServices();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [isOpen, setOpen] = useState(false);
  const listed = useCallback(() => void queries.invalidateQueries({ queryKey: listKey(INBOX) }), [queries]);
  const data = useFollow(countKey, () => connection.ask('notices:follow', undefined), listed);
  useEffect(
    () =>
      connection.on('notices:news', ({ unread }) => {
        queries.setQueryData(countKey, { unread });
        listed();
      }),
    [connection, queries, listed],
  );
  const unread = data?.unread ?? 0;
  const words = unread === 0 ? t('notices.bellNone') : t('notices.bell', { n: unread });
  const leave = () => setOpen(false);
  const go = (path: string) => {
    leave();
    void navigate(path);
  };
  return (
    <>
      <button
        type="button"
        className="mc-bell"
        data-testid="inbox-bell"
        title={words}
        aria-label={words}
        onClick={() => setOpen(true)}
      >
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d="M3 6h18v13H3zM3 7l9 6 9-6" />
        </svg>
        {unread > 0 && <b>{unread >= MOST ? `${MOST - 1}+` : unread}</b>}
      </button>
      <Drawer
        open={isOpen}
        onClose={leave}
        size={520}
        title={t('notices.inbox')}
        extra={isOpen && <ReadAll />}
      >
        {isOpen && (
          <>
            <InboxList onlyUnread={false} limit={SHOWN} onLeave={leave} />
            <div className="mc-inbox-foot">
              <Button onClick={() => go('/inbox')}>{t('notices.all')}</Button>
              <Button onClick={() => go('/account/notices')}>{t('notices.how')}</Button>
            </div>
          </>
        )}
      </Drawer>
    </>
  );
}
