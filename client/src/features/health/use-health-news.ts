/** Hears when something changed on the board, and asks for what is shown anew, not oftener than every two seconds. */
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useServices } from '../../lib/services.ts';
import { listKey } from '../../lib/use-list.ts';

const SETTLE_MS = 2000;
/** Figures change without anything being wrong. */
const ANYWAY_MS = 30_000;

export function useHealthNews(): void {
  const { connection } = useServices();
  const queries = useQueryClient();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const refresh = (): void => {
      timer = undefined;
      void queries.invalidateQueries({ queryKey: listKey('/health/cameras') });
      void queries.invalidateQueries({
        queryKey: ['health'],
        predicate: ({ queryKey }) => queryKey[1] !== 'thumbnails',
      });
    };
    const heard = (): void => {
      timer ??= setTimeout(refresh, SETTLE_MS);
    };
    const detach = [
      connection.on('health:changed', heard),
      connection.on('health:alarm', heard),
      connection.onConnect(heard),
    ];
    const anyway = setInterval(heard, ANYWAY_MS);
    return () => {
      for (const each of detach) each();
      clearTimeout(timer);
      clearInterval(anyway);
    };
  }, [connection, queries]);
}
