/** Where somebody is signed in, and the button that ends it. */
import { Button, Table, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Session } from '../../../server/contract/account.ts';
import { browserWords } from '../lib/browser-words.ts';
import { Instant } from './instant.tsx';

export interface SessionTableProps {
  readonly sessions: readonly Session[];
  readonly onEnd: (session: Session, browser: string) => void;
}

export function SessionTable({ sessions, onEnd }: SessionTableProps) {
  const { t } = useTranslation();
  const nameOf = ({ userAgent, openedBy }: Session) =>
    browserWords(userAgent) ??
    (openedBy === 'program' ? t('account.opened.program') : t('account.unknownBrowser'));
  return (
    <Table<Session>
      size="small"
      pagination={false}
      rowKey="id"
      scroll={{ x: 'max-content' }}
      dataSource={[...sessions]}
      columns={[
        {
          title: t('account.browser'),
          render: (_, row) => (
            <span title={row.userAgent}>
              {nameOf(row)} {row.current && <Tag>{t('account.here')}</Tag>}
            </span>
          ),
        },
        {
          title: t('account.from'),
          render: (_, row) => <span className="mc-mono">{row.from === '' ? '—' : row.from}</span>,
        },
        { title: t('account.by'), render: (_, row) => t(`account.opened.${row.openedBy}`) },
        { title: t('account.since'), render: (_, row) => <Instant at={row.since} /> },
        { title: t('account.seen'), render: (_, row) => <Instant at={row.lastSeenAt} /> },
        { title: t('account.ends'), render: (_, row) => <Instant at={row.endsAt} /> },
        {
          key: 'actions',
          align: 'right',
          render: (_, row) =>
            !row.current && (
              <Button type="text" size="small" onClick={() => onEnd(row, nameOf(row))}>
                {t('account.end')}
              </Button>
            ),
        },
      ]}
    />
  );
}
