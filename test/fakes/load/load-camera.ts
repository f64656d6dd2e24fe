/**
 * One camera of many: shows a clip in a loop by the wall clock, whether or not somebody watches, and sends each
 * picture to whoever plays it. So who comes in mid-GOP waits for the next keyframe, as with a real camera.
 */
import type { Socket } from 'node:net';
import { CLOCK_HZ, type Clip, type ClipPicture, stamped } from './clip.ts';

/** A camera does not wait for a slow reader: beyond this it leaves pictures out. */
const MOST_WAITING_BYTES = 2 << 20;
const REPORT_EVERY_MS = 5000;
/** The share of a frame's time over which a paced camera spreads its packets. */
const SPREAD = 0.8;
const NTP_EPOCH_S = 2_208_988_800;

export interface LoadCameraOptions {
  readonly clip: Clip;
  /** Where in the loop it stands, and when within a frame's time it sends. */
  readonly index: number;
  readonly pace: Pace;
}

/**
 * How a picture leaves the camera: in one write (`bursty`), or a packet a write, spread over the frame's time, as from
 * an encoder that smooths its rate (`paced`): each packet wakes the reader.
 */
export type Pace = 'bursty' | 'paced';

export class LoadCamera {
  readonly #options: LoadCameraOptions;
  readonly #players = new Set<Socket>();
  readonly #ssrc: number;
  readonly #periodMs: number;
  readonly #beganMs: number;
  #sequence = 0;
  #shown = 0;
  #reportedMs = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: LoadCameraOptions) {
    this.#options = options;
    this.#ssrc = 0x10000000 + options.index;
    this.#periodMs = 1000 / options.clip.fps;
    this.#beganMs = performance.now() + ((options.index * 7.919) % this.#periodMs);
  }

  play(socket: Socket): void {
    this.#players.add(socket);
    // While nobody watches nothing is sent, but the clock goes on.
    if (this.#timer === undefined) {
      this.#shown = Math.ceil((performance.now() - this.#beganMs) / this.#periodMs);
      this.#schedule();
    }
  }

  stop(socket: Socket): void {
    this.#players.delete(socket);
    if (this.#players.size > 0) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #schedule(): void {
    const dueMs = this.#beganMs + this.#shown * this.#periodMs;
    this.#timer = setTimeout(() => this.#show(), dueMs - performance.now());
  }

  #show(): void {
    const { clip, index } = this.#options;
    const offset = index * 37;
    const picture = clip.pictures[(this.#shown + offset) % clip.pictures.length];
    const timestamp = Math.round((this.#shown * CLOCK_HZ) / clip.fps) % 2 ** 32;
    if (picture) {
      const bytes = stamped(picture, { sequence: this.#sequence, timestamp, ssrc: this.#ssrc });
      this.#sequence = (this.#sequence + picture.packets.length) & 0xffff;
      if (this.#options.pace === 'bursty') this.#write(bytes);
      else this.#spread(picture, bytes, 0, performance.now());
    }
    const now = performance.now();
    if (now - this.#reportedMs > REPORT_EVERY_MS) {
      this.#reportedMs = now;
      this.#write(senderReport(this.#ssrc, timestamp));
    }
    this.#shown += 1;
    this.#schedule();
  }

  /** Sends the packets that are due, one a write, and comes back for the rest. */
  #spread(picture: ClipPicture, bytes: Buffer, from: number, beganMs: number): void {
    const stepMs = (this.#periodMs * SPREAD) / picture.packets.length;
    const due = 1 + Math.floor((performance.now() - beganMs) / stepMs);
    let next = from;
    for (; next < Math.min(due, picture.packets.length); next += 1)
      this.#write(bytes.subarray(picture.packets[next], picture.packets[next + 1]));
    if (next < picture.packets.length)
      setTimeout(
        () => this.#spread(picture, bytes, next, beganMs),
        beganMs + next * stepMs - performance.now(),
      );
  }

  #write(bytes: Buffer): void {
    for (const socket of this.#players)
      if (socket.writableLength < MOST_WAITING_BYTES && !socket.destroyed) socket.write(bytes);
  }
}

/** RFC 3550, 6.4.1, on channel 1: which wall clock the RTP timestamp stands for. */
function senderReport(ssrc: number, timestamp: number): Buffer {
  const report = Buffer.alloc(4 + 28);
  const now = Date.now();
  report.write('$', 0, 'latin1');
  report.writeUInt8(1, 1);
  report.writeUInt16BE(28, 2);
  report.writeUInt16BE(0x80c8, 4);
  report.writeUInt16BE(6, 6);
  report.writeUInt32BE(ssrc, 8);
  report.writeUInt32BE(Math.floor(now / 1000) + NTP_EPOCH_S, 12);
  report.writeUInt32BE(Math.floor(((now % 1000) / 1000) * 2 ** 32), 16);
  report.writeUInt32BE(timestamp, 20);
  return report;
}
