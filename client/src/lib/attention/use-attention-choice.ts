/** What a person is rung for: kept on the server, so that it is the same at every desk. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { type Attention, attention } from '../../../../server/contract/duty.ts';
import { api } from '../api.ts';
import { useMe } from '../me.ts';
import { useServices } from '../services.ts';
import { takeOldChoice } from './old-choice.ts';

const KEY = ['account', 'attention'] as const;
const PATH = '/account/attention';

export function useAttentionChoice() {
  const queries = useQueryClient();
  const { data: me } = useMe();
  const query = useQuery({
    queryKey: KEY,
    queryFn: async ({ signal }) => {
      const kept = await api(PATH, { schema: attention, signal });
      const moved = me && takeOldChoice(me.id, kept);
      return moved ? api(PATH, { method: 'PUT', body: moved, schema: attention }) : kept;
    },
    staleTime: 60_000,
  });
  const set = useMutation({
    mutationFn: (next: Attention) => api(PATH, { method: 'PUT', body: next, schema: attention }),
    // Heard and seen at once; what the server says of it follows.
    onMutate: (next) => {
      const before = queries.getQueryData<Attention>(KEY);
      queries.setQueryData(KEY, next);
      return { before };
    },
    onError: (_, __, context) => queries.setQueryData(KEY, context?.before),
    onSuccess: (kept) => queries.setQueryData(KEY, kept),
  });
  return { ...query, set };
}

/** Has the desk ring as was chosen, for as long as the page stands. */
export function useChosenAttention(): void {
  const { attention: desk, sound } = useServices();
  const { data } = useAttentionChoice();
  useEffect(() => desk.choose(data), [desk, data]);
  // A browser lets a page sound only after it was touched: the first touch of anything will do.
  useEffect(() => {
    const touched = () => void sound.wake();
    window.addEventListener('pointerdown', touched, { once: true });
    window.addEventListener('keydown', touched, { once: true });
    return () => {
      window.removeEventListener('pointerdown', touched);
      window.removeEventListener('keydown', touched);
    };
  }, [sound]);
}
