/** RFC 6381 of a track: what the server says, or what the track's own parameters do. */
import type { GopTrack } from './gop-track.ts';

const KNOWN = /^(avc[13]\.[0-9a-f]{6}|(hvc1|hev1)(\.[0-9a-z]+)+)$/i;

export function codecString(
  told: string | null,
  track: Pick<GopTrack, 'coding' | 'description'>,
): string | undefined {
  if (told !== null && KNOWN.test(told)) return told;
  if (track.coding !== 'h264') return undefined;
  // avcC: version, then profile, constraints and level, as `avc1.` writes them.
  const hex = [...track.description.subarray(1, 4)].map((byte) => byte.toString(16).padStart(2, '0'));
  return `avc1.${hex.join('')}`;
}
