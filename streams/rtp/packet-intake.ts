import type { RtpTrack, RtpTransport } from './receiver.ts';
import { ReceptionReport } from './reception-report.ts';
import { REORDER_PACKETS, ReorderWindow } from './reorder-window.ts';
import { readRtcp, type SenderReport } from './rtcp.ts';
import type { RtpCounters } from './rtp-counters.ts';
import { RtpHeader } from './rtp-header.ts';

/** What gets the payloads, in order. */
export interface PayloadSink {
  onPayload(
    buffer: Buffer,
    start: number,
    end: number,
    timestamp: number,
    marker: boolean,
    arrivedAtMs: number,
  ): void;
  /** Packets before the next payload are missing. */
  onGap(): void;
  /** The sender began anew: timestamps, too. `onGap` has been called. */
  onRestart(): void;
  onSenderReport(report: SenderReport, arrivedAtMs: number): void;
}

export interface PacketIntakeOptions {
  readonly track: Pick<RtpTrack, 'payloadType' | 'clockRate'>;
  readonly transport: RtpTransport;
  readonly counters: RtpCounters;
  readonly sink: PayloadSink;
}

/** Longer a hole in the sequence is not waited for. */
const HOLE_MS = 100;
/** RFC 3550, A.1: beyond this a number is not a late packet, but another sequence … */
const MOST_MISORDER = 100;
/** … and beyond this it is not a loss. */
const MOST_DROPOUT = 3000;
/** So many packets of another payload type and none of the agreed one: the description was wrong. */
const STRANGERS = 20;

/** Headers, sequence, reordering, RTCP: everything of RTP that is the same for pictures and sound. */
export class PacketIntake {
  readonly reception: ReceptionReport;
  readonly #options: PacketIntakeOptions;
  readonly #header = new RtpHeader();
  readonly #window: ReorderWindow | undefined;
  #payloadType: number;
  #agreed = false;
  #strangers = 0;
  /** −1 before the first packet. */
  #expected = -1;
  #ssrc = 0;
  /** The number after that of the last packet that was out of all order. */
  #candidate = -1;
  #ended = false;

  constructor(options: PacketIntakeOptions) {
    this.#options = options;
    this.#payloadType = options.track.payloadType;
    this.#window = options.transport === 'udp' ? new ReorderWindow() : undefined;
    this.reception = new ReceptionReport(options.track.clockRate);
  }

  get ended(): boolean {
    return this.#ended;
  }

  push(buffer: Buffer, start: number, end: number, arrivedAtMs: number): void {
    const header = this.#header;
    const { counters } = this.#options;
    if (!header.read(buffer, start, end)) {
      counters.malformed += 1;
      return;
    }
    if (!this.#isOurs(header.payloadType)) {
      counters.malformed += 1;
      // Of our sender (comfort noise, retransmissions) it has a place in the sequence all the same.
      if (!this.#agreed || header.ssrc !== this.#ssrc || this.#expected < 0) return;
    }
    const { sequence } = header;
    if (this.#expected < 0) this.#begin(sequence, header.ssrc);
    else if (header.ssrc !== this.#ssrc && !this.#changeSender(sequence, header.ssrc)) return;
    const ahead = ((sequence - this.#expected) << 16) >> 16;
    if (ahead === 0 && (this.#window === undefined || this.#window.count === 0)) {
      this.#pass(buffer, arrivedAtMs);
      return;
    }
    if (ahead < 0) this.#behind(buffer, sequence, ahead, arrivedAtMs);
    else this.#ahead(buffer, start, end, ahead, arrivedAtMs);
  }

  /** A compound packet. `BYE` of our sender ends the session. */
  pushRtcp(buffer: Buffer, start: number, end: number, arrivedAtMs: number): void {
    const found = readRtcp(buffer, start, end);
    if (!found) {
      this.#options.counters.malformed += 1;
      return;
    }
    const { report, bye } = found;
    if (report && (this.#expected < 0 || report.ssrc === this.#ssrc)) {
      this.reception.onSenderReport(report, arrivedAtMs);
      this.#options.counters.cameraClockOffsetMs = report.ntpMs - arrivedAtMs;
      this.#options.sink.onSenderReport(report, arrivedAtMs);
    }
    if (bye.includes(this.#ssrc) && this.#expected >= 0) this.#ended = true;
  }

  /** Gives up holes that were waited for long enough. */
  expire(nowMs: number): void {
    const oldest = this.#window?.oldestArrivalMs();
    if (oldest === undefined || nowMs - oldest < HOLE_MS) return;
    this.#skipHole();
    this.expire(nowMs);
  }

  close(): void {
    this.#window?.close();
  }

  #isOurs(payloadType: number): boolean {
    if (payloadType === this.#payloadType) {
      this.#agreed = true;
      return true;
    }
    this.#strangers += 1;
    if (this.#agreed || this.#strangers < STRANGERS) return false;
    this.#payloadType = payloadType;
    this.#agreed = true;
    return true;
  }

  #begin(sequence: number, ssrc: number): void {
    this.#expected = sequence;
    this.#ssrc = ssrc;
    this.#candidate = -1;
    this.reception.begin(sequence, ssrc);
  }

  /** Over UDP a stray packet of somebody else must not end the picture: two in a row are needed. */
  #changeSender(sequence: number, ssrc: number): boolean {
    if (this.#window && this.#candidate !== sequence) {
      this.#candidate = (sequence + 1) & 0xffff;
      this.#options.counters.malformed += 1;
      return false;
    }
    this.#restart(sequence, ssrc);
    return true;
  }

  #restart(sequence: number, ssrc: number): void {
    this.#options.counters.restarts += 1;
    this.#window?.clear();
    this.#begin(sequence, ssrc);
    this.#options.sink.onGap();
    this.#options.sink.onRestart();
  }

  #pass(buffer: Buffer, arrivedAtMs: number): void {
    const { payloadStart, payloadEnd, timestamp, marker, sequence, payloadType } = this.#header;
    const { counters, sink } = this.#options;
    this.#expected = (sequence + 1) & 0xffff;
    if (payloadType !== this.#payloadType) return;
    counters.packets += 1;
    counters.bytes += payloadEnd - payloadStart;
    this.reception.onPacket(sequence, timestamp, arrivedAtMs);
    sink.onPayload(buffer, payloadStart, payloadEnd, timestamp, marker, arrivedAtMs);
  }

  /** A duplicate, too late, or of a sequence begun anew. */
  #behind(buffer: Buffer, sequence: number, ahead: number, arrivedAtMs: number): void {
    const again = this.#candidate === sequence;
    // Over TCP nothing comes twice or late: two in a row are a new sequence, however near the old one.
    if (this.#window ? again && ahead < -MOST_MISORDER : again || ahead < -MOST_MISORDER) {
      this.#restart(sequence, this.#ssrc);
      this.#pass(buffer, arrivedAtMs);
      return;
    }
    this.#candidate = (sequence + 1) & 0xffff;
    this.#options.counters.late += 1;
  }

  #ahead(buffer: Buffer, start: number, end: number, ahead: number, arrivedAtMs: number): void {
    const window = this.#window;
    const { sequence } = this.#header;
    const { counters, sink } = this.#options;
    if (!window) {
      counters.lost += ahead;
      sink.onGap();
      this.#pass(buffer, arrivedAtMs);
      return;
    }
    if (ahead > MOST_DROPOUT && this.#candidate !== sequence) {
      this.#candidate = (sequence + 1) & 0xffff;
      counters.late += 1;
      return;
    }
    if (ahead >= REORDER_PACKETS * 2) {
      // No use in giving up the holes one by one.
      while (window.count > 0) this.#skipHole();
      const lost = ((sequence - this.#expected) << 16) >> 16;
      if (lost > 0) {
        counters.lost += lost;
        sink.onGap();
      }
      this.#header.read(buffer, start, end);
      this.#pass(buffer, arrivedAtMs);
      return;
    }
    while (((sequence - this.#expected) << 16) >> 16 >= REORDER_PACKETS) this.#skipHole();
    if (!window.put(sequence, buffer, start, end, arrivedAtMs)) {
      counters.late += 1;
      return;
    }
    if (sequence !== this.#expected) counters.reordered += 1;
    this.#release();
  }

  /** Everything that has its turn now. */
  #release(): void {
    for (;;) {
      const waiting = this.#window?.take(this.#expected);
      if (!waiting) return;
      this.#header.read(waiting.bytes, 0, waiting.length);
      this.#pass(waiting.bytes, waiting.arrivedAtMs);
    }
  }

  /** What is missing before the next packet at hand (or, with none, one packet) is lost. */
  #skipHole(): void {
    const { counters, sink } = this.#options;
    let found = this.#window?.take(this.#expected);
    for (let step = 0; !found && step < REORDER_PACKETS; step += 1) {
      this.#expected = (this.#expected + 1) & 0xffff;
      counters.lost += 1;
      found = this.#window?.take(this.#expected);
    }
    sink.onGap();
    if (!found) return;
    this.#header.read(found.bytes, 0, found.length);
    this.#pass(found.bytes, found.arrivedAtMs);
    this.#release();
  }
}
