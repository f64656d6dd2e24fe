/** One's own screens: browser windows with names, told from here what to show. */
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect } from 'react';
import type { Screen, ScreenContent } from '../../../../server/contract/walls.ts';
import { useServices } from '../../lib/services.ts';
import { useFollow } from '../../lib/use-follow.ts';

const screensKey = ['screens'] as const;

export function useScreens(): readonly Screen[] | undefined {
  const { connection } = useServices();
  const queries = useQueryClient();
  const follow = useCallback(() => connection.ask('screens:follow', undefined), [connection]);
  const followed = useFollow(screensKey, follow);
  useEffect(
    () => connection.on('screens:changed', (message) => queries.setQueryData(screensKey, message)),
    [connection, queries],
  );
  return followed?.screens;
}

/** Rejects with `screen_missing` where it was closed meanwhile. */
export function useShowOnScreen(): (screenId: string, content: ScreenContent) => Promise<unknown> {
  const { connection } = useServices();
  return useCallback(
    (screenId, content) => connection.ask('screens:show', { screenId, content }),
    [connection],
  );
}

/** In a window of its own; the browser may refuse one, then it is answered false. */
export function openScreen(name: string): boolean {
  const opened = window.open(
    `/screen/${encodeURIComponent(name)}`,
    `mc-screen-${name}`,
    'popup,width=1280,height=760',
  );
  return opened !== null;
}
