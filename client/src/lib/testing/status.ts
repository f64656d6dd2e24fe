/** A window's status for tests. */
import type { WindowStatus } from '../../../../server/contract/overlays.ts';

export const WINDOW = '00000000-0000-4000-8000-000000000001';
export const BASE = 1_764_000_000_000;

export function statusOf(version: number, atMs = BASE + version * 1000, windowId = WINDOW): WindowStatus {
  return {
    windowId,
    version,
    at: new Date(atMs).toISOString(),
    receivedAt: new Date(atMs).toISOString(),
    state: version === 0 ? 'unknown' : 'idle',
    clerk: null,
    ticket: null,
    case: null,
  };
}
