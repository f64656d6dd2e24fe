/** Walls and tours of one's own and shared ones; removing one, with a way back. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { createElement } from 'react';
import { useTranslation } from 'react-i18next';
import { listedWall, tour } from '../../../../server/contract/walls.ts';
import { api } from '../../lib/api.ts';
import { problemWords } from '../../lib/problem-words.ts';
import { listKey, useList } from '../../lib/use-list.ts';

export type Whose = 'mine' | 'shared' | 'all';

export const useWallList = (q: string, whose: Whose) =>
  useList({ path: '/walls', item: listedWall, query: { q, whose }, limit: 100 });
export const useTourList = (q: string, whose: Whose) =>
  useList({ path: '/tours', item: tour, query: { q, whose }, limit: 100 });

/** Reversible, so nobody is asked: it is gone, and the message brings it back. */
export function useRemoveSaved(kind: 'walls' | 'tours') {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const refresh = () => {
    void queries.invalidateQueries({ queryKey: listKey(`/${kind}`) });
    void queries.invalidateQueries({ queryKey: [kind] });
  };
  const failed = (error: unknown) => void message.error(problemWords(error, t));
  return useMutation({
    mutationFn: ({ id }: { id: string; name: string }) => api(`/${kind}/${id}`, { method: 'DELETE' }),
    onSuccess: (_, { id, name }) => {
      refresh();
      const key = `removed-${id}`;
      const restore = () => {
        message.destroy(key);
        api(`/${kind}/${id}/restore`, { method: 'POST' }).then(refresh, failed);
      };
      const button = createElement(
        Button,
        { type: 'link', size: 'small', onClick: restore },
        t('walls.undo'),
      );
      void message.open({
        ...{ key, duration: 10, type: 'success' },
        content: createElement('span', null, t('walls.removed', { name }), ' ', button),
      });
    },
    onError: failed,
  });
}
