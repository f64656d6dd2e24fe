/** How much footage ranges have and how large a package of it gets, before it is asked for. */
import type { CameraRange } from '../../../../server/contract/playback.ts';
import type { CameraCoverage } from '../../../../server/contract/recordings.ts';

/** Of a main profile as halls have them; said to be a guess. */
const FOOTAGE_BYTES_A_SECOND = 2_000_000 / 8;
/** A copy that plays anywhere, encoded anew. */
const COPY_BYTES_A_SECOND = 2_500_000 / 8;

export interface Footage {
  readonly askedMs: number;
  readonly footageMs: number;
  readonly gaps: number;
}

/** Of one range, from what the server says there is. */
export function footageOf({ from, to }: CameraRange, { spans }: CameraCoverage): Footage {
  const begin = Date.parse(from);
  const end = Date.parse(to);
  let footageMs = 0;
  let gaps = 0;
  for (const span of spans) {
    const within = Math.min(end, Date.parse(span.to)) - Math.max(begin, Date.parse(span.from));
    if (within <= 0) continue;
    if (span.kind === 'footage') footageMs += within;
    else gaps += 1;
  }
  return { askedMs: Math.max(0, end - begin), footageMs, gaps };
}

/** `blurred`: the footage as recorded stays out. */
export function packageBytes(footageMs: number, { blurred }: { readonly blurred: boolean }): number {
  const seconds = footageMs / 1000;
  return Math.round(seconds * COPY_BYTES_A_SECOND + (blurred ? 0 : seconds * FOOTAGE_BYTES_A_SECOND));
}
