/** Windows that need a look, as the server tells them. */
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect } from 'react';
import type { Trouble } from '../../../../server/contract/walls.ts';
import { useServices } from '../../lib/services.ts';
import { useFollow } from '../../lib/use-follow.ts';

const troubleKey = ['trouble'] as const;
/** Parts of this page that follow: the last one to go ends it. */
let following = 0;

/** Undefined: not known yet. */
export function useTrouble(): readonly Trouble[] | undefined {
  const { connection } = useServices();
  const queries = useQueryClient();
  const follow = useCallback(() => connection.ask('trouble:follow', undefined), [connection]);
  const followed = useFollow(troubleKey, follow);
  useEffect(() => {
    following += 1;
    const stop = connection.on('trouble:changed', (message) => queries.setQueryData(troubleKey, message));
    return () => {
      stop();
      following -= 1;
      if (following > 0) return;
      queries.removeQueries({ queryKey: troubleKey });
      // It does not matter whether the server hears it: with the page its following ends anyway.
      if (connection.connected) connection.ask('trouble:unfollow', undefined).catch(() => undefined);
    };
  }, [connection, queries]);
  return followed?.items;
}
