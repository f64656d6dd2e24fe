/** Pictures no other picture refers to: they need not be decoded to see a later one. */
import type { GopTrack } from './gop-track.ts';

/**
 * True for an H.264 sample whose slices say `nal_ref_idc` 0 (ISO/IEC 14496-10, 7.4.1). Some cameras mark every
 * other picture so (temporal layers, "SVC"), which halves the way to the newest one.
 */
export function isDisposable(data: Uint8Array, track: Pick<GopTrack, 'coding' | 'description'>): boolean {
  if (track.coding !== 'h264') return false;
  const lengthBytes = ((track.description[4] ?? 3) & 3) + 1;
  let at = 0;
  while (at + lengthBytes < data.length) {
    let length = 0;
    for (let index = 0; index < lengthBytes; index += 1) length = length * 256 + (data[at + index] ?? 0);
    const head = data[at + lengthBytes] ?? 0;
    const type = head & 0x1f;
    if (type >= 1 && type <= 5) return (head & 0x60) === 0;
    at += lengthBytes + length;
  }
  return false;
}
