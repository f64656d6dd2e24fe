/** One's sessions. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { sessionList } from '../../../../server/contract/account.ts';
import { SessionTable } from '../../components/session-table.tsx';
import { ErrorView } from '../../components/state-views.tsx';
import { api } from '../../lib/api.ts';
import { problemWords } from '../../lib/problem-words.ts';

const key = ['account', 'sessions'] as const;

export function SessionsPanel() {
  const { t } = useTranslation();
  const { modal, message } = App.useApp();
  const queries = useQueryClient();
  const { data, error, refetch } = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => api('/account/sessions', { schema: sessionList, signal }),
  });
  const end = useMutation({
    mutationFn: (path: string) => api(path, { method: 'DELETE' }),
    onSuccess: () => {
      void message.success(t('account.ended'));
      return queries.invalidateQueries({ queryKey: key });
    },
    onError: (fault) => void message.error(problemWords(fault, t), 6),
  });
  const ask = (title: string, content: string, path: string) =>
    void modal.confirm({
      title,
      content,
      okText: t('account.end'),
      okButtonProps: { danger: true },
      cancelText: t('common.cancel'),
      autoFocusButton: 'cancel',
      // The mutation's onError has told it; the question closes either way.
      onOk: () => end.mutateAsync(path).catch(() => undefined),
    });
  const others = (data?.items.length ?? 0) > 1;
  return (
    <section className="mc-panel">
      <div className="mc-panel-head">
        <h2>{t('account.sessions')}</h2>
        {others && (
          <Button
            onClick={() => ask(t('account.endOthersTitle'), t('account.endOthersText'), '/account/sessions')}
          >
            {t('account.endOthers')}
          </Button>
        )}
      </div>
      <p>{t('account.sessionsText')}</p>
      {error !== null && data === undefined ? (
        <ErrorView error={error} onRetry={() => void refetch()} />
      ) : data === undefined ? (
        <Skeleton active />
      ) : (
        <SessionTable
          sessions={data.items}
          onEnd={({ id, from }, browser) =>
            ask(t('account.endTitle'), t('account.endText', { browser, from }), `/account/sessions/${id}`)
          }
        />
      )}
    </section>
  );
}
