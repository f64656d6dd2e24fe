/** HLS (RFC 8216) of recorded files as they lie on disk: byte ranges of them, with the wall clock of each. */
import { type Run, runsOf } from './runs.ts';
import type { PlayablePart } from './types.ts';

export interface PlaylistRequest {
  /** In the order of time. */
  readonly parts: readonly PlayablePart[];
  readonly fromMs: number;
  readonly toMs: number;
  /** More will come: no end is written, and what there is stays as it is. */
  readonly growing: boolean;
  /** Default: the recorded file, by byte range. */
  readonly uris?: PlaylistUris;
}

/** Addresses of what is not the recorded file itself. */
export interface PlaylistUris {
  /** Of what stands before the runs of a file; `first` is the first of them. */
  init(part: PlayablePart, first: Run): string;
  run(part: PlayablePart, run: Run): string;
}

const TARGET_MS = 4000;
/** A day in runs of four seconds is 20,000 lines that a page must read before the first picture. */
const LONG_RANGE_MS = 2 * 3_600_000;
const LONG_TARGET_MS = 8000;
/** Must not change while a playlist grows: what nearly every camera stays below. */
const GROWING_TARGET_SECONDS = 6;

/** Undefined: there is nothing of that range. */
export function playlistOf(request: PlaylistRequest): string | undefined {
  const { parts, fromMs, toMs, growing, uris } = request;
  const targetMs = !growing && toMs - fromMs > LONG_RANGE_MS ? LONG_TARGET_MS : TARGET_MS;
  const body: string[] = [];
  let longest = growing ? GROWING_TARGET_SECONDS : 1;
  let beginsMs: number | undefined;
  for (const part of parts) {
    const { file, table } = part;
    const runs = runsOf({ table, fromMs, toMs, open: file.open, targetMs });
    const [first] = runs;
    if (!first) continue;
    if (beginsMs !== undefined) body.push('#EXT-X-DISCONTINUITY');
    beginsMs ??= first.atMs;
    body.push(
      uris
        ? `#EXT-X-MAP:URI="${uris.init(part, first)}"`
        : `#EXT-X-MAP:URI="${fileUri(part)}",BYTERANGE="${table.initBytes}@0"`,
    );
    for (const run of runs) {
      const seconds = run.durationMs / 1000;
      longest = Math.max(longest, Math.round(seconds));
      body.push(
        `#EXT-X-PROGRAM-DATE-TIME:${new Date(run.atMs).toISOString()}`,
        `#EXTINF:${seconds.toFixed(3)},`,
      );
      if (uris) body.push(uris.run(part, run));
      else body.push(`#EXT-X-BYTERANGE:${run.bytes}@${run.offset}`, fileUri(part));
    }
  }
  if (beginsMs === undefined) return undefined;
  return [
    ...['#EXTM3U', '#EXT-X-VERSION:7', '#EXT-X-INDEPENDENT-SEGMENTS', `#EXT-X-TARGETDURATION:${longest}`],
    ...['#EXT-X-MEDIA-SEQUENCE:0', `#EXT-X-PLAYLIST-TYPE:${growing ? 'EVENT' : 'VOD'}`],
    `#EXT-X-START:TIME-OFFSET=${(Math.max(0, fromMs - beginsMs) / 1000).toFixed(3)},PRECISE=YES`,
    ...body,
    ...(growing ? [] : ['#EXT-X-ENDLIST']),
    '',
  ].join('\n');
}

/** From the playlist's own address. */
const fileUri = ({ file }: PlayablePart) => `recordings/${file.id}.mp4`;
