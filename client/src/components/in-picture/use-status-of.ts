/** The status that goes with the picture on screen: followed live, or read from what is known of a recording. */
import type { WindowStatus } from '../../../../server/contract/overlays.ts';
import type { PictureTime } from '../../lib/overlays/shown-status.ts';
import { useServices } from '../../lib/services.ts';
import { useLineDown } from '../../lib/use-line-down.ts';
import { useNow } from '../../lib/use-now.ts';
import { useShownStatus } from '../overlay-strip.tsx';

export interface LabelStatus {
  /** Undefined: it is being fetched, or nothing is known. */
  readonly status: WindowStatus | undefined;
  /** The instant that the clock is read for. */
  readonly now: number;
  readonly stale: boolean;
  readonly refused: boolean;
}

/** Of a live picture, and of the live buffer's. */
export function useLiveStatus(windowId: string, picture: PictureTime | undefined): LabelStatus {
  const { clock, overlays } = useServices();
  const status = useShownStatus(windowId, picture);
  const stale = useLineDown();
  // A wall has many windows at which nothing runs: those are drawn when something comes.
  useNow(status?.case == null ? undefined : 5000);
  return { status, now: clock.now(), stale, refused: overlays.refused(windowId) };
}
