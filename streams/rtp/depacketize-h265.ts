import type { NalTarget } from './nal-target.ts';

const HEADER_BYTES = 2;
const AGGREGATE = 48;
const FRAGMENT = 49;
const FU_START = 0x80;
const FU_END = 0x40;

/** Takes one RTP payload of H.265 apart (RFC 7798), without decoding order numbers (`sprop-max-don-diff` 0). */
export function depacketizeH265(buffer: Buffer, start: number, end: number, target: NalTarget): void {
  if (start >= end) return;
  const type = ((buffer[start] ?? 0) >> 1) & 0x3f;
  if (end - start < HEADER_BYTES) target.broken();
  else if (type < AGGREGATE) target.whole(buffer, start, end);
  else if (type === FRAGMENT) readFragment(buffer, start, end, target);
  else if (type === AGGREGATE) readAggregate(buffer, start + HEADER_BYTES, end, target);
  else target.broken();
}

function readFragment(buffer: Buffer, start: number, end: number, target: NalTarget): void {
  const header = buffer[start + HEADER_BYTES] ?? 0;
  const begins = header >= FU_START;
  const from = start + HEADER_BYTES + 1;
  const type = header & 0x3f;
  if (from > end || type >= AGGREGATE) {
    target.broken();
    return;
  }
  if (!begins && !target.inFragment) {
    target.orphan();
    return;
  }
  const first = ((buffer[start] ?? 0) & 0x81) | (type << 1);
  if (begins) target.open(first, buffer[start + 1] ?? 0, buffer, from, end);
  else target.more(buffer, from, end);
  if (header & FU_END) target.shut();
}

function readAggregate(buffer: Buffer, from: number, end: number, target: NalTarget): void {
  let at = from;
  if (at + 2 > end) target.broken();
  while (at + 2 <= end) {
    const length = ((buffer[at] ?? 0) << 8) | (buffer[at + 1] ?? 0);
    const next = at + 2 + length;
    const type = ((buffer[at + 2] ?? 0) >> 1) & 0x3f;
    if (next > end || length < HEADER_BYTES || type >= AGGREGATE) {
      target.broken();
      return;
    }
    target.whole(buffer, at + 2, next);
    at = next;
  }
}
