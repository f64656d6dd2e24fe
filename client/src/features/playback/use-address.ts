/** Which cameras and which instant, in the page's address: a link to it shows the same. */
import { useEffect, useMemo } from 'react';
import { useSearchParams } from 'react-router';
import { MOST_IN_STEP } from '../../../../server/contract/playback.ts';
import type { Playback } from '../../components/playback/use-playback.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export function readAddress(search: URLSearchParams): { cameraIds: string[]; atMs: number | undefined } {
  const cameraIds = (search.get('cameras') ?? '')
    .toLowerCase()
    .split(',')
    .filter((id, index, all) => UUID.test(id) && all.indexOf(id) === index)
    .slice(0, MOST_IN_STEP);
  const at = Date.parse(search.get('at') ?? '');
  return { cameraIds, atMs: Number.isNaN(at) ? undefined : at };
}

export function useAddress() {
  const [search, setSearch] = useSearchParams();
  const { cameraIds, atMs } = useMemo(() => readAddress(search), [search]);
  return {
    cameraIds,
    atMs,
    choose: (ids: readonly string[]) =>
      setSearch(
        (before) => {
          const next = new URLSearchParams(before);
          if (ids.length === 0) next.delete('cameras');
          else next.set('cameras', ids.join(','));
          return next;
        },
        { replace: true },
      ),
  };
}

/** Keeps the instant in the address while the playhead stands: not sixty times a second, and no step of "back". */
export function useInstantInAddress(playback: Playback): void {
  useEffect(() => {
    let written = '';
    const timer = setInterval(() => {
      const { playing } = playback.playhead.state;
      if (playing || playback.scrubbing) return;
      const at = new Date(Math.round(playback.playhead.atMs)).toISOString();
      if (at === written) return;
      written = at;
      const url = new URL(window.location.href);
      if (url.searchParams.get('at') === at) return;
      url.searchParams.set('at', at);
      // The router's own state stays with the entry.
      window.history.replaceState(window.history.state, '', url);
    }, 500);
    return () => clearInterval(timer);
  }, [playback]);
}
