/** Whether the trail is whole, and since when that is known. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { type Verification, verification } from '../../../../server/contract/audit.ts';
import { api } from '../../lib/api.ts';
import { problemWords } from '../../lib/problem-words.ts';
import { agoText, instantText } from '../../lib/time.ts';
import { useNow } from '../../lib/use-now.ts';

const key = ['audit-verification'] as const;
const path = '/audit/verification';

export function ChainState() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const nowMs = useNow(30_000);
  const { data } = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => api(path, { schema: verification, signal }),
    refetchInterval: (query) => (query.state.data?.running ? 1000 : 60_000),
  });
  const verify = useMutation({
    mutationFn: () => api(path, { method: 'POST', schema: verification }),
    onSuccess: (state) => queries.setQueryData(key, state),
    onError: (error) => void message.error(problemWords(error, t)),
  });
  if (data === undefined) return <span className="mc-skeleton mc-audit-chain-shade" aria-busy="true" />;
  const { running, last } = data;
  return (
    <span className="mc-audit-chain" data-state={stateOf(data)} role="status">
      <span className="mc-audit-chain-words" title={last === null ? t('audit.chain.about') : titleOf(last)}>
        {running !== null
          ? t('audit.chain.running', { rows: running.rows, of: running.of })
          : last === null
            ? t('audit.chain.never')
            : last.fault === null
              ? t('audit.chain.whole', {
                  seq: last.head?.seq ?? 0,
                  ago: agoText(last.finishedAt, nowMs, t),
                })
              : t('audit.chain.broken', {
                  what: t(`audit.chain.faults.${last.fault.kind}`),
                  seq: last.fault.seq,
                  ago: agoText(last.finishedAt, nowMs, t),
                })}
      </span>
      <Button size="small" loading={running !== null || verify.isPending} onClick={() => verify.mutate()}>
        {t('audit.chain.verify')}
      </Button>
    </span>
  );
}

function stateOf({ running, last }: Verification): 'unknown' | 'whole' | 'broken' {
  if (last !== null && last.fault !== null) return 'broken';
  return last === null || running !== null ? 'unknown' : 'whole';
}

function titleOf({ fault, finishedAt, head }: NonNullable<Verification['last']>): string {
  return [instantText(finishedAt), fault?.message, head && `#${head.seq} ${head.hash}`]
    .filter(Boolean)
    .join('\n');
}
