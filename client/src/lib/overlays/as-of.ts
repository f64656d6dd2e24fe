/**
 * Which status goes with the frame on screen. A picture is some hundred milliseconds old when it is seen; the
 * record beside it must be as old. Without a picture it is as of the server's now.
 */
import { statusAt, type WindowStatus } from '../../../../server/contract/overlays.ts';

export interface AsOf {
  readonly status: WindowStatus | undefined;
  /** The instant at which another status takes over, if one is waiting. */
  readonly nextAtMs: number | undefined;
}

/** The status true at `atMs`, and when that will next change by what is known now. */
export function asOf(statuses: readonly WindowStatus[], atMs: number): AsOf {
  // Before the oldest we know, the oldest is the best there is (it is why we know the window at all).
  const status = statusAt(statuses, atMs) ?? statuses[0];
  let nextAtMs: number | undefined;
  for (const each of statuses) {
    if (status !== undefined && each.version <= status.version) continue;
    const at = Date.parse(each.at);
    if (at > atMs && (nextAtMs === undefined || at < nextAtMs)) nextAtMs = at;
  }
  return { status, nextAtMs };
}
