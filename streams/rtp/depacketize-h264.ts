import type { NalTarget } from './nal-target.ts';

const STAP_A = 24;
const STAP_B = 25;
const FU_A = 28;
const FU_B = 29;
const FU_START = 0x80;
const FU_END = 0x40;

/**
 * Takes one RTP payload of H.264 apart (RFC 6184). STAP-B and FU-B, which only interleaved streams may use, are
 * read as if decoding order were sending order; MTAPs are not read.
 */
export function depacketizeH264(buffer: Buffer, start: number, end: number, target: NalTarget): void {
  if (start >= end) return;
  const indicator = buffer[start] ?? 0;
  const type = indicator & 0x1f;
  if (type >= 1 && type < STAP_A) target.whole(buffer, start, end);
  else if (type === FU_A || type === FU_B) readFragment(buffer, start, end, type === FU_B, target);
  else if (type === STAP_A) readAggregate(buffer, start + 1, end, target);
  else if (type === STAP_B) readAggregate(buffer, start + 3, end, target);
  else target.broken();
}

function readFragment(
  buffer: Buffer,
  start: number,
  end: number,
  hasOrder: boolean,
  target: NalTarget,
): void {
  const header = buffer[start + 1] ?? 0;
  const begins = header >= FU_START;
  const from = start + 2 + (begins && hasOrder ? 2 : 0);
  const type = header & 0x1f;
  if (from > end || type === 0 || type >= STAP_A) {
    target.broken();
    return;
  }
  if (!begins && !target.inFragment) {
    target.orphan();
    return;
  }
  if (begins) target.open(((buffer[start] ?? 0) & 0xe0) | type, -1, buffer, from, end);
  else target.more(buffer, from, end);
  if (header & FU_END) target.shut();
}

function readAggregate(buffer: Buffer, from: number, end: number, target: NalTarget): void {
  let at = from;
  if (at + 2 > end) target.broken();
  while (at + 2 <= end) {
    const next = at + 2 + (((buffer[at] ?? 0) << 8) | (buffer[at + 1] ?? 0));
    const type = (buffer[at + 2] ?? 0) & 0x1f;
    if (next > end || next === at + 2 || type === 0 || type >= STAP_A) {
      target.broken();
      return;
    }
    target.whole(buffer, at + 2, next);
    at = next;
  }
}
