const RECOVERY_POINT = 6;

/**
 * Whether an SEI NAL unit of H.264 (7.3.2.3) holds a recovery point: decoding can begin at its picture, as
 * ffmpeg takes it, though the picture may be whole only some pictures later. For cameras that never send an IDR.
 */
export function hasRecoveryPoint(nal: Buffer): boolean {
  let at = 1;
  // At least one byte of type, one of size and the trailing bits.
  while (at + 2 < nal.length) {
    let type = 0;
    while (nal[at] === 0xff && at < nal.length) {
      type += 255;
      at += 1;
    }
    type += nal[at++] ?? 0;
    if (type === RECOVERY_POINT) return true;
    let size = 0;
    while (nal[at] === 0xff && at < nal.length) {
      size += 255;
      at += 1;
    }
    size += nal[at++] ?? 0;
    at = afterBytes(nal, at, size);
  }
  return false;
}

/** Where `count` bytes end that begin at `at`, the emulation prevention bytes among them not counted. */
function afterBytes(nal: Buffer, at: number, count: number): number {
  let zeros = 0;
  let left = count;
  let position = at;
  while (left > 0 && position < nal.length) {
    const byte = nal[position++] ?? 0;
    if (zeros >= 2 && byte === 3) {
      zeros = 0;
      continue;
    }
    zeros = byte === 0 ? zeros + 1 : 0;
    left -= 1;
  }
  return position;
}
