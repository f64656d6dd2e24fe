/** Leads that late records account for: a person closes them, all in one step. */
import { useMutation } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { LEADS_AT_ONCE, type LeadCounts, leads } from '../../../../server/contract/leads.ts';
import { api } from '../../lib/api.ts';
import { problemWords } from '../../lib/problem-words.ts';
import { closeExplained } from './lead-calls.ts';

export function ExplainedBar({ counts, onDone }: { counts: LeadCounts | undefined; onDone: () => void }) {
  const { t } = useTranslation();
  const { modal, message } = App.useApp();
  const closing = useMutation({
    mutationFn: async () => {
      const query = { explained: 'yes', state: 'new', limit: LEADS_AT_ONCE };
      const { items } = await api('/leads', { schema: leads, query });
      if (items.length === 0) return { done: 0, failed: 0 };
      const answer = await closeExplained(items);
      const done = answer.items.filter(({ ok }) => ok).length;
      return { done, failed: answer.items.length - done };
    },
    onSuccess: ({ done, failed }) => {
      if (failed > 0) void message.warning(t('leads.closedSome', { n: done, failed }));
      else void message.success(t('leads.closed', { n: done }));
      onDone();
    },
    onError: (error) => void message.error(problemWords(error, t)),
  });
  const n = counts?.explained ?? 0;
  if (n === 0) return null;
  return (
    <div className="mc-lead-explained-bar" role="status">
      <span>{t('leads.explainedBar', { n })}</span>
      <Button
        size="small"
        loading={closing.isPending}
        onClick={() =>
          modal.confirm({
            title: t('leads.closeExplained'),
            content: t('leads.closeExplainedAsk', { n: Math.min(n, LEADS_AT_ONCE) }),
            okText: t('leads.closeExplained'),
            cancelText: t('common.cancel'),
            onOk: () => closing.mutateAsync(),
          })
        }
      >
        {t('leads.closeExplained')}
      </Button>
    </div>
  );
}
