/** Following is of the connection: each new one, and rights that changed, follow anew. The answer is kept as a query. */
import { type QueryKey, useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useServices } from './services.ts';

/** `follow`: what asks the server, which then pushes too. `onFollowed`, stable: what was missed meanwhile is asked for. */
export function useFollow<T>(
  queryKey: QueryKey,
  follow: () => Promise<T>,
  onFollowed?: () => unknown,
): T | undefined {
  const { connection } = useServices();
  const { data, refetch } = useQuery({
    queryKey,
    queryFn: follow,
    enabled: connection.connected,
    staleTime: Number.POSITIVE_INFINITY,
  });
  useEffect(() => {
    const again = () => {
      // One that fails counts nothing until the next connection.
      void refetch({ cancelRefetch: false });
      onFollowed?.();
    };
    const detach = [connection.onConnect(again), connection.on('rights:changed', again)];
    if (connection.connected) again();
    return () => {
      for (const each of detach) each();
    };
  }, [connection, refetch, onFollowed]);
  return data;
}
