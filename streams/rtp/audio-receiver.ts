import type { RawAudioFrame } from '../sources/source.ts';
import { type AudioTrack, openAudioTrack } from './audio-track.ts';
import type { AudioDepacketizer, OnSound } from './depacketize-audio.ts';
import { PacketIntake, type PayloadSink } from './packet-intake.ts';
import type { AudioReceiverOptions, RtpReceiver, RtpStats } from './receiver.ts';
import type { SenderReport } from './rtcp.ts';
import { newCounters } from './rtp-counters.ts';
import { SoundTimeline } from './sound-timeline.ts';

/** More than ten seconds of sound that nobody fetches: the oldest goes. */
const MOST_READY = 512;
/** Sound that goes back on itself this often in a row has a wrong clock, and is laid anew. */
const MOST_OVERLAPS = 25;

/** RTP packets of G.711 or AAC in, pieces of sound out, on the pictures' time line. */
export class AudioReceiver implements RtpReceiver, PayloadSink {
  readonly #options: AudioReceiverOptions;
  readonly #track: AudioTrack;
  readonly #counters = newCounters();
  readonly #intake: PacketIntake;
  readonly #depacketizer: AudioDepacketizer;
  readonly #timeline: SoundTimeline;
  readonly #onSound: OnSound = (data, index) => this.#place(data, index);
  #ready: RawAudioFrame[] = [];
  #timestamp = 0;
  #arrivedAtMs = 0;
  /** Where the sound given out so far ends, in ticks. */
  #end = 0;
  #overlaps = 0;
  #closed = false;

  /** @throws Error where `describeAudio` does not know the track */
  constructor(options: AudioReceiverOptions) {
    const { track, clock } = options;
    const opened = openAudioTrack(track);
    if (!opened) throw new Error(`no such sound is read: ${track.encoding}`);
    this.#options = options;
    this.#track = opened;
    this.#depacketizer = opened.depacketizer();
    this.#timeline = new SoundTimeline({ clockRate: track.clockRate, clock });
    this.#intake = new PacketIntake({ ...options, counters: this.#counters, sink: this });
  }

  get ended(): boolean {
    return this.#intake.ended;
  }

  get stats(): RtpStats {
    return this.#counters;
  }

  push(buffer: Buffer, start: number, end: number, arrivedAtMs: number): void {
    if (!this.#closed) this.#intake.push(buffer, start, end, arrivedAtMs);
  }

  pushRtcp(buffer: Buffer, start: number, end: number, arrivedAtMs: number): void {
    if (!this.#closed) this.#intake.pushRtcp(buffer, start, end, arrivedAtMs);
  }

  flush(arrivedAtMs: number): void {
    if (this.#closed) return;
    this.#intake.expire(arrivedAtMs);
    if (this.#ready.length === 0) return;
    const frames = this.#ready;
    this.#ready = [];
    this.#options.sink.onAudio?.(frames, this.#track.format);
  }

  receiverReport(nowMs: number): Buffer {
    return this.#intake.reception.write(nowMs);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#ready = [];
    this.#intake.close();
  }

  onPayload(
    buffer: Buffer,
    start: number,
    end: number,
    timestamp: number,
    marker: boolean,
    arrivedAtMs: number,
  ): void {
    this.#timestamp = timestamp;
    this.#arrivedAtMs = arrivedAtMs;
    if (!this.#depacketizer.push(buffer, start, end, marker, this.#onSound)) this.#counters.malformed += 1;
  }

  onGap(): void {
    this.#depacketizer.gap();
  }

  onRestart(): void {
    this.#timeline.restart();
  }

  onSenderReport(report: SenderReport): void {
    this.#timeline.onSenderReport(report);
  }

  #place(data: Buffer, index: number): void {
    const durationTicks = this.#track.durationTicks(data.length);
    const { sampleRate } = this.#track.format;
    const timestamp = (this.#timestamp + index * durationTicks) >>> 0;
    const durationMs = (durationTicks * 1000) / sampleRate;
    const decodeTime = this.#timeline.place(timestamp, durationMs, this.#arrivedAtMs);
    if (decodeTime === undefined || decodeTime < 0 || this.#overlapsLast(decodeTime, durationTicks)) {
      this.#counters.unitsDropped += 1;
      return;
    }
    if (this.#ready.length >= MOST_READY) {
      this.#ready.shift();
      this.#counters.unitsDropped += 1;
    }
    this.#end = decodeTime + durationTicks;
    this.#ready.push({ data, decodeTime, durationTicks });
    this.#counters.units += 1;
  }

  /** A time line must not go back on itself: after a correction backwards some sound is left out. */
  #overlapsLast(decodeTime: number, durationTicks: number): boolean {
    if (decodeTime >= this.#end - durationTicks / 2) {
      this.#overlaps = 0;
      return false;
    }
    this.#overlaps += 1;
    if (this.#overlaps % MOST_OVERLAPS === 0) this.#timeline.restart();
    return true;
  }
}
