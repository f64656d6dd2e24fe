/** What was and is wrong with a feed, the newest first. */
import { useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { feedHistory } from '../../../../server/contract/exchange.ts';
import { Instant } from '../../components/instant.tsx';
import { ErrorView } from '../../components/state-views.tsx';
import { api } from '../../lib/api.ts';
import { feedFaultWords } from '../../lib/feed-fault.ts';

export function FeedHistory({ source }: { source: string }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery({
    queryKey: ['exchange', 'feed-alarms', source],
    queryFn: ({ signal }) =>
      api(`/exchange/feeds/${encodeURIComponent(source)}/alarms`, { schema: feedHistory, signal }),
  });
  if (error !== null) return <ErrorView error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Skeleton active title={false} paragraph={{ rows: 2 }} />;
  if (data.items.length === 0) return <p className="mc-muted">{t('exchange.feeds.historyEmpty')}</p>;
  return (
    <ul className="mc-exchange-history" aria-label={t('exchange.feeds.history')}>
      {data.items.map((alarm) => (
        <li key={`${alarm.fault} ${alarm.since}`}>
          <span>{feedFaultWords(alarm, t)}</span>
          <Instant at={alarm.since} />
          <span aria-hidden="true">–</span>
          {alarm.until === null ? t('exchange.feeds.stands') : <Instant at={alarm.until} />}
        </li>
      ))}
    </ul>
  );
}
