/** One refused row, to be put right and sent again. Each look is on the trail. */
import { useQuery } from '@tanstack/react-query';
import { Drawer, Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { type Refusal, refusalDetail } from '../../../../server/contract/exchange.ts';
import { ErrorView } from '../../components/state-views.tsx';
import { api } from '../../lib/api.ts';
import { RowForm } from './row-form.tsx';

export interface RefusalDrawerProps {
  readonly of: Refusal;
  readonly onClose: () => void;
  readonly onChanged: () => void;
}

export function RefusalDrawer({ of, onClose, onChanged }: RefusalDrawerProps) {
  const { t } = useTranslation();
  const path = `/exchange/refusals/${of.id}`;
  const { data, error, refetch } = useQuery({
    queryKey: ['exchange', 'refusal', of.id],
    queryFn: ({ signal }) => api(path, { schema: refusalDetail, signal }),
    // Each look is on the trail.
    refetchOnWindowFocus: false,
    gcTime: 0,
  });
  const name = of.caseNo ?? of.eventId ?? of.table ?? of.source;
  return (
    <Drawer open size={620} title={t('exchange.refusals.drawer', { name })} onClose={onClose} footer={null}>
      {error !== null && <ErrorView error={error} onRetry={() => void refetch()} />}
      {error === null && data === undefined && <Skeleton active paragraph={{ rows: 10 }} />}
      {data !== undefined && <RowForm detail={data} path={path} onClose={onClose} onChanged={onChanged} />}
    </Drawer>
  );
}
