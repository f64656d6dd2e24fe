/**
 * Takes one byte stream apart into RTSP messages and interleaved frames (RFC 2326, 10.12). Everything runs
 * here at the rate of packets, so: no allocation, no closure and no copy per frame that lies whole in what was
 * read; one that straddles two reads is completed in a small buffer of our own.
 */
import { protocolError } from './rtsp-fault.ts';
import { isStartLine, parseHead, type RtspMessage } from './rtsp-message.ts';

export interface RtspReaderSink {
  /** The payload is `buffer[start..end)`, good during this call only. */
  onFrame(channel: number, buffer: Buffer, start: number, end: number): void;
  onMessage(message: RtspMessage): void;
}

export const MAX_HEAD_BYTES = 16 * 1024;
export const MAX_BODY_BYTES = 256 * 1024;
/** So much that is neither frame nor message, without one of them between, and it is no RTSP. */
export const MAX_GARBAGE_BYTES = 256 * 1024;
const LONGEST_METHOD = 24;

const AT_BOUNDARY = 0;
const IN_FRAME = 1;
const IN_HEAD = 2;
const IN_BODY = 3;

const DOLLAR = 0x24;
const SPACE = 0x20;
const SLASH = 0x2f;
const CR = 0x0d;
const LF = 0x0a;

export class RtspReader {
  readonly #sink: RtspReaderSink;
  #state = AT_BOUNDARY;
  /** What came of a frame or message that is not complete. Grown when needed: most cameras need 1.5 kB. */
  #carry = Buffer.allocUnsafeSlow(2048);
  #carried = 0;
  /** The head's first line is known to begin a message. */
  #startSeen = false;
  #lineLength = 0;
  #head = '';
  #bodyLength = 0;
  /** Channels above it are not ours: most likely a `$` that is no frame. */
  #maxChannel = 255;
  /** Something was neither frame nor message: a `$` must prove itself before it is believed again. */
  #suspect = false;
  #garbage = 0;
  #closed = false;

  constructor(sink: RtspReaderSink) {
    this.#sink = sink;
  }

  /** Bytes passed over because they were neither frame nor message. */
  discardedBytes = 0;

  /** Once tracks are set up: the highest channel that the camera was told to use. */
  expectChannelsUpTo(channel: number): void {
    this.#maxChannel = channel;
  }

  /** Nothing is handed on any more, not even the rest of what is being read. */
  close(): void {
    this.#closed = true;
  }

  /** @throws StreamFaultError `camera_protocol_error` when what comes is no RTSP, or without bounds */
  push(buffer: Buffer, start: number, end: number): void {
    let at = start;
    while (at < end && !this.#closed) {
      switch (this.#state) {
        case AT_BOUNDARY:
          at = this.#atBoundary(buffer, at, end);
          break;
        case IN_FRAME:
          at = this.#inFrame(buffer, at, end);
          break;
        case IN_HEAD:
          at = this.#inHead(buffer, at, end);
          break;
        default:
          at = this.#inBody(buffer, at, end);
      }
    }
  }

  #atBoundary(buffer: Buffer, start: number, end: number): number {
    let at = start;
    if (!this.#suspect) {
      const sink = this.#sink;
      const max = this.#maxChannel;
      while (end - at >= 4 && buffer[at] === DOLLAR && (buffer[at + 1] as number) <= max) {
        const next = at + 4 + (((buffer[at + 2] as number) << 8) | (buffer[at + 3] as number));
        if (next > end) break;
        sink.onFrame(buffer[at + 1] as number, buffer, at + 4, next);
        at = next;
        if (this.#closed) return end;
      }
      if (at > start) this.#garbage = 0;
      if (at === end) return end;
    }
    const first = buffer[at] as number;
    if (first === DOLLAR) {
      this.#state = IN_FRAME;
      this.#carried = 0;
      return at;
    }
    if (isMethodByte(first)) {
      this.#state = IN_HEAD;
      this.#carried = 0;
      this.#startSeen = false;
      this.#lineLength = 0;
      return at;
    }
    // A blank line between messages, or a zero that pads one, is common and says nothing of what follows.
    this.#discard(1, first !== CR && first !== LF && first !== 0);
    return at + 1;
  }

  #inFrame(buffer: Buffer, start: number, end: number): number {
    let at = this.#fill(buffer, start, end, 4);
    if (this.#carried < 4) return at;
    const carry = this.#carry;
    const channel = carry[1] as number;
    const length = carry.readUInt16BE(2);
    if (this.#carried === 4 && (this.#suspect || channel > this.#maxChannel)) {
      // RTP and RTCP have 8 bytes at least and begin with version 2 in the highest two bits.
      if (length < 8 || (this.#suspect && channel > this.#maxChannel)) return this.#notAFrame(at);
      at = this.#fill(buffer, at, end, 5);
      if (this.#carried < 5) return at;
      if (((carry[4] as number) & 0xc0) !== 0x80) return this.#notAFrame(at);
      this.#suspect = false;
    }
    this.#reserve(4 + length);
    at = this.#fill(buffer, at, end, 4 + length);
    if (this.#carried < 4 + length) return at;
    this.#state = AT_BOUNDARY;
    this.#garbage = 0;
    this.#sink.onFrame(channel, this.#carry, 4, 4 + length);
    return at;
  }

  /** The `$` was none. What was read behind it may hold the true one. */
  #notAFrame(at: number): number {
    const rest = Buffer.from(this.#carry.subarray(1, this.#carried));
    this.#state = AT_BOUNDARY;
    this.#discard(1, true);
    // At most four bytes, one less each time: no deep recursion.
    this.push(rest, 0, rest.length);
    return at;
  }

  #inHead(buffer: Buffer, start: number, end: number): number {
    let at = start;
    while (at < end) {
      const byte = buffer[at] as number;
      if (!this.#startSeen && !this.#beginsMessage(byte)) {
        this.#state = AT_BOUNDARY;
        this.#discard(this.#carried, true);
        return at;
      }
      this.#reserve(this.#carried + 1);
      this.#carry[this.#carried] = byte;
      this.#carried += 1;
      at += 1;
      if (byte === LF) {
        if (this.#lineLength === 0) {
          this.#endHead();
          return at;
        }
        if (this.#head === '' && !this.#firstLine()) return at;
        this.#lineLength = 0;
      } else if (byte !== CR) this.#lineLength += 1;
      if (this.#carried > MAX_HEAD_BYTES) {
        throw protocolError(`The camera’s message head does not end within ${MAX_HEAD_BYTES} bytes.`);
      }
    }
    return at;
  }

  /** Whether `byte`, behind what is carried, may still become `RTSP/` or a method and a blank. */
  #beginsMessage(byte: number): boolean {
    const carried = this.#carried;
    if (isMethodByte(byte)) return carried < LONGEST_METHOD;
    if (byte === SPACE && carried >= 3) this.#startSeen = true;
    else if (
      byte === SLASH &&
      carried >= 4 &&
      this.#carry.toString('latin1', carried - 4, carried) === 'RTSP'
    ) {
      // A stray letter before it is forgiven.
      this.#carry.copy(this.#carry, 0, carried - 4, carried);
      this.#carried = 4;
      this.#startSeen = true;
    }
    return this.#startSeen;
  }

  /** Words in capitals are found in garbage, too: the rest of a description that was longer than announced. */
  #firstLine(): boolean {
    const line = this.#carry.toString('latin1', 0, this.#carried).trimEnd();
    if (isStartLine(line)) {
      this.#head = line;
      return true;
    }
    this.#state = AT_BOUNDARY;
    this.#discard(this.#carried, true);
    return false;
  }

  #endHead(): void {
    const head = this.#carry.toString('utf8', 0, this.#carried);
    this.#carried = 0;
    const { headers } = parseHead(head, NOTHING);
    const announced = headers.get('content-length');
    const length = announced === undefined ? 0 : Number.parseInt(announced, 10);
    if (!(length >= 0 && length <= MAX_BODY_BYTES)) {
      throw protocolError(
        `The camera announces a body of ${length} bytes; at most ${MAX_BODY_BYTES} are taken.`,
      );
    }
    this.#head = head;
    this.#bodyLength = length;
    this.#state = IN_BODY;
    if (length === 0) this.#endMessage(NOTHING);
    else this.#reserve(length);
  }

  #inBody(buffer: Buffer, start: number, end: number): number {
    const at = this.#fill(buffer, start, end, this.#bodyLength);
    if (this.#carried === this.#bodyLength) {
      this.#endMessage(Buffer.from(this.#carry.subarray(0, this.#bodyLength)));
    }
    return at;
  }

  #endMessage(body: Buffer): void {
    const head = this.#head;
    this.#head = '';
    this.#carried = 0;
    this.#garbage = 0;
    this.#suspect = false;
    this.#state = AT_BOUNDARY;
    this.#sink.onMessage(parseHead(head, body));
  }

  /** Carries bytes until there are `wanted`; says how far it read. */
  #fill(buffer: Buffer, start: number, end: number, wanted: number): number {
    const taken = Math.min(end - start, wanted - this.#carried);
    if (taken <= 0) return start;
    buffer.copy(this.#carry, this.#carried, start, start + taken);
    this.#carried += taken;
    return start + taken;
  }

  #reserve(bytes: number): void {
    if (bytes <= this.#carry.length) return;
    const larger = Buffer.allocUnsafeSlow(2 ** Math.ceil(Math.log2(bytes)));
    this.#carry.copy(larger, 0, 0, this.#carried);
    this.#carry = larger;
  }

  #discard(bytes: number, suspicious: boolean): void {
    if (suspicious) this.#suspect = true;
    this.discardedBytes += bytes;
    this.#garbage += bytes;
    if (this.#garbage > MAX_GARBAGE_BYTES) {
      throw protocolError(
        `RTSP messages or interleaved frames were expected; ${this.#garbage} bytes came that are neither.`,
      );
    }
  }
}

const NOTHING = Buffer.alloc(0);

function isMethodByte(byte: number): boolean {
  return (byte >= 0x41 && byte <= 0x5a) || byte === 0x5f;
}
