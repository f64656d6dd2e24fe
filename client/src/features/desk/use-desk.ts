/** What the desk asks and does. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { useTranslation } from 'react-i18next';
import { type DeskCase, deskCase, deskPlaces } from '../../../../server/contract/desk.ts';
import { api } from '../../lib/api.ts';
import { problemWords } from '../../lib/problem-words.ts';
import { listKey, useList } from '../../lib/use-list.ts';

export const DESK_CASES = '/desk/cases';
const BEAT_MS = 20_000;

export const useDeskPlaces = () =>
  useQuery({
    queryKey: ['desk', 'places'],
    queryFn: ({ signal }) => api('/desk/places', { schema: deskPlaces, signal }),
  });

export function useDeskCases(departmentId: string | undefined, q: string) {
  return useList({
    path: DESK_CASES,
    item: deskCase,
    query: { departmentId, today: 'true', q },
    enabled: departmentId !== undefined,
  });
}

/** As it is now, whoever else works on it. */
export const useDeskCase = (id: string | undefined) =>
  useQuery({
    queryKey: [...listKey(DESK_CASES), id],
    queryFn: ({ signal }) => api(`${DESK_CASES}/${id}`, { schema: deskCase, signal }),
    enabled: id !== undefined,
    refetchInterval: BEAT_MS,
  });

/** One deed: its answer is the case as it then is. */
export function useDeed(onDone: (done: DeskCase) => void) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ path, body }: { path: string; body: object }) =>
      api(path, { method: 'POST', body, schema: deskCase }),
    onSuccess: (done) => {
      queries.setQueryData([...listKey(DESK_CASES), done.id], done);
      void queries.invalidateQueries({ queryKey: listKey(DESK_CASES) });
      onDone(done);
    },
    onError: (fault) => {
      void message.error(problemWords(fault, t));
      void queries.invalidateQueries({ queryKey: listKey(DESK_CASES) });
    },
  });
}
