const HEADER_BYTES = 12;

/** The fields of an RTP packet's header (RFC 3550, 5.1). One object is read into again and again. */
export class RtpHeader {
  marker = false;
  payloadType = 0;
  sequence = 0;
  /** Below 2^32. */
  timestamp = 0;
  ssrc = 0;
  /** Bounds of the payload in the buffer, without CSRCs, extension and padding. */
  payloadStart = 0;
  payloadEnd = 0;

  /** False where the bytes are not an RTP packet; the fields then mean nothing. The payload may be empty. */
  read(buffer: Buffer, start: number, end: number): boolean {
    if (end > buffer.length || end - start < HEADER_BYTES) return false;
    const flags = at(buffer, start);
    if (flags >> 6 !== 2) return false;
    const second = at(buffer, start + 1);
    this.marker = second >= 0x80;
    this.payloadType = second & 0x7f;
    this.sequence = (at(buffer, start + 2) << 8) | at(buffer, start + 3);
    this.timestamp = uint32(buffer, start + 4);
    this.ssrc = uint32(buffer, start + 8);
    let from = start + HEADER_BYTES + 4 * (flags & 0x0f);
    if (flags & 0x10) {
      if (from + 4 > end) return false;
      from += 4 + 4 * ((at(buffer, from + 2) << 8) | at(buffer, from + 3));
    }
    const padding = flags & 0x20 ? at(buffer, end - 1) : 0;
    if (flags & 0x20 && padding === 0) return false;
    this.payloadStart = from;
    this.payloadEnd = end - padding;
    return this.payloadStart <= this.payloadEnd;
  }
}

function at(buffer: Buffer, index: number): number {
  return buffer[index] ?? 0;
}

/** Without the checks of `readUInt32BE`: this runs for every packet. */
export function uint32(buffer: Buffer, start: number): number {
  return (
    ((at(buffer, start) << 24) |
      (at(buffer, start + 1) << 16) |
      (at(buffer, start + 2) << 8) |
      at(buffer, start + 3)) >>>
    0
  );
}
