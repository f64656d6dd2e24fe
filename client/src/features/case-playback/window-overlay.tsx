/** Over a camera's picture: where the session's window is in it, and that window's status as of the playhead. */
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { listOf } from '../../../../server/contract/common.ts';
import { statusAt, windowStatus } from '../../../../server/contract/overlays.ts';
import type { CaseSession } from '../../../../server/contract/playback.ts';
import { InPicture, type StatusSource } from '../../components/in-picture/in-picture.tsx';
import { StatusStrip } from '../../components/overlay-strip.tsx';
import { type Playback, usePlayheadAt } from '../../components/playback/use-playback.ts';
import { ZoneOutlines } from '../../components/zone-outlines.tsx';
import { api } from '../../lib/api.ts';
import { useMay } from '../../lib/me.ts';

export interface WindowOverlayProps {
  readonly playback: Playback;
  readonly cameraId: string;
  readonly session: CaseSession;
  readonly zones: boolean;
}

const statuses = listOf(windowStatus);
const STATUSES_MOST = 2000;

export function WindowOverlay({ playback, cameraId, session, zones }: WindowOverlayProps) {
  const may = useMay();
  const atMs = usePlayheadAt(playback, 200);
  const { windowId, windowCode, windowName, from, to } = session;
  const shown = useQuery({
    queryKey: ['window-statuses', windowId, from, to],
    queryFn: ({ signal }) =>
      api(`/windows/${windowId}/statuses`, {
        schema: statuses,
        query: { from, to, limit: STATUSES_MOST },
        signal,
      }),
    enabled: windowId !== null && may('overlays:view'),
    staleTime: 30_000,
    retry: 1,
  });
  const status = shown.data && statusAt(shown.data.items, atMs);
  const sight = session.sights.find(
    (each) => each.cameraId === cameraId && Date.parse(each.from) <= atMs && atMs < Date.parse(each.to),
  );
  const id = windowId ?? '';
  const code = windowCode ?? '';
  const name = windowName ?? '';
  const outlined = useMemo(
    () => (sight === undefined ? [] : [{ window: { id, code, name }, placement: sight }]),
    [sight, id, code, name],
  );
  const source = useMemo(
    (): StatusSource => ({
      kind: 'known',
      of: () => ({ status, now: atMs, stale: false, refused: false }),
    }),
    [status, atMs],
  );
  return (
    <>
      {zones && outlined.length > 0 && <ZoneOutlines windows={outlined} />}
      {status !== undefined && outlined.length > 0 && <InPicture windows={outlined} source={source} />}
      {status !== undefined && sight !== undefined && (
        <div className="mc-strips">
          <StatusStrip window={{ id, code, name }} status={status} now={atMs} />
        </div>
      )}
    </>
  );
}
