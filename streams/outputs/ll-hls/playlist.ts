import type { Segment } from './segment.ts';

/** Segments at the live edge whose parts are still listed (RFC 8216bis 6.2.2: at least three target durations). */
const WITH_PARTS = 3;

export interface PlaylistInput {
  readonly segments: readonly Segment[];
  /** The number of the part that comes next. */
  readonly nextPart: number;
  readonly targetDurationS: number;
  readonly partTargetMs: number;
  readonly discontinuitiesGone: number;
}

export const initName = (initMsn: number) => `init-${initMsn}.mp4`;
export const segmentName = (msn: number) => `seg-${msn}.m4s`;
export const partName = (number: number) => `part-${number}.m4s`;

/** The media playlist by RFC 8216bis. URIs are relative to it. */
export function renderPlaylist(input: PlaylistInput): string {
  const partTarget = seconds(input.partTargetMs);
  const lines = [
    '#EXTM3U',
    '#EXT-X-VERSION:9',
    `#EXT-X-TARGETDURATION:${input.targetDurationS}`,
    // Three parts is the least the RFC allows, and what lets a late part arrive unnoticed.
    `#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=${seconds(3 * input.partTargetMs)},HOLD-BACK=${3 * input.targetDurationS}`,
    `#EXT-X-PART-INF:PART-TARGET=${partTarget}`,
    `#EXT-X-MEDIA-SEQUENCE:${input.segments[0]?.msn ?? 0}`,
    `#EXT-X-DISCONTINUITY-SEQUENCE:${input.discontinuitiesGone}`,
  ];
  let initMsn: number | undefined;
  for (const [index, segment] of input.segments.entries()) {
    // A discontinuity that opens the list is counted by the sequence number of the one before it.
    if (segment.discontinuity) lines.push('#EXT-X-DISCONTINUITY');
    if (segment.initMsn !== initMsn) lines.push(`#EXT-X-MAP:URI="${initName(segment.initMsn)}"`);
    initMsn = segment.initMsn;
    lines.push(`#EXT-X-PROGRAM-DATE-TIME:${new Date(segment.startsAtMs).toISOString()}`);
    if (index >= input.segments.length - WITH_PARTS - 1)
      for (const part of segment.parts)
        lines.push(
          `#EXT-X-PART:DURATION=${seconds(part.durationMs)},URI="${partName(part.number)}"${part.independent ? ',INDEPENDENT=YES' : ''}`,
        );
    if (segment.complete) lines.push(`#EXTINF:${seconds(segment.durationMs)},`, segmentName(segment.msn));
  }
  lines.push(`#EXT-X-PRELOAD-HINT:TYPE=PART,URI="${partName(input.nextPart)}"`);
  return `${lines.join('\n')}\n`;
}

const seconds = (ms: number) => (ms / 1000).toFixed(5);
