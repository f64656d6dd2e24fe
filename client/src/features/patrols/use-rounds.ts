/** Rounds of today, looked at again every quarter of a minute: drawn ones appear at their instant. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { patrolRoundDetail, patrolRounds } from '../../../../server/contract/patrols.ts';
import { api } from '../../lib/api.ts';
import { problemWords } from '../../lib/problem-words.ts';
import { useServices } from '../../lib/services.ts';

const LOOK_EVERY_MS = 15_000;
export const roundsKey = ['patrols', 'rounds'] as const;

export function useTodaysRounds() {
  const { clock } = useServices();
  return useQuery({
    queryKey: [...roundsKey, 'today'],
    queryFn: ({ signal }) => {
      const begin = new Date(clock.now());
      begin.setHours(0, 0, 0, 0);
      const end = new Date(begin);
      end.setDate(end.getDate() + 1);
      return api('/patrols/rounds', {
        schema: patrolRounds,
        query: { from: begin.toISOString(), to: end.toISOString(), sort: 'next', limit: 200 },
        signal,
      });
    },
    refetchInterval: LOOK_EVERY_MS,
  });
}

/** Takes a round, or goes on with one's own, and opens it. */
export function useBeginRound() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      api(`/patrols/rounds/${id}/begin`, { method: 'POST', schema: patrolRoundDetail }),
    onSuccess: (round) => {
      queries.setQueryData(['patrols', 'round', round.id], round);
      void navigate(`/patrols/rounds/${round.id}`);
    },
    onError: (error) => {
      void message.error(problemWords(error, t), 6);
      void queries.invalidateQueries({ queryKey: roundsKey });
    },
  });
}
