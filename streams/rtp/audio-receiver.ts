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
/** So many pieces in a row that go back: about a second. */
const MOST_OVERLAPS = 40;

/** RTP packets of G.711 or AAC in, pieces of sound out, on the pictures' time line. */
export class AudioReceiver implements RtpReceiver, PayloadSink {
  readonly #options: AudioReceiverOptions;
  readonly #track: AudioTrack;
  readonly #counters = newCounters();
  readonly #intake: PacketIntake;
  readonly #depacketizer: AudioDepacketizer;
  readonly #timeline: SoundTimeline;
  /** What the packet at hand holds. */
  readonly #pieces: { readonly data: Buffer; readonly index: number }[] = [];
  readonly #onSound: OnSound = (data, index) => {
    this.#pieces.push({ data, index });
  };
  #ready: RawAudioFrame[] = [];
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
    if (!this.#depacketizer.push(buffer, start, end, marker, this.#onSound)) this.#counters.malformed += 1;
    if (this.#pieces.length === 0) return;
    this.#place(timestamp, arrivedAtMs);
    this.#pieces.length = 0;
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

  /** The packet left when its last piece was recorded: so that is what its arrival tells the time of. */
  #place(timestamp: number, arrivedAtMs: number): void {
    const { sampleRate } = this.#track.format;
    const last = this.#pieces.at(-1);
    const packetTicks = last ? (last.index + 1) * this.#track.durationTicks(last.data.length) : 0;
    const position = this.#timeline.place(timestamp, (packetTicks * 1000) / sampleRate, arrivedAtMs);
    for (const { data, index } of this.#pieces) {
      const durationTicks = this.#track.durationTicks(data.length);
      const decodeTime = (position ?? -1) + index * durationTicks;
      if (position === undefined || decodeTime < 0 || this.#overlapsLast(decodeTime, durationTicks)) {
        this.#counters.unitsDropped += 1;
      } else this.#accept({ data, decodeTime, durationTicks });
    }
  }

  #accept(frame: RawAudioFrame): void {
    if (this.#ready.length >= MOST_READY) {
      this.#ready.shift();
      this.#counters.unitsDropped += 1;
    }
    this.#end = frame.decodeTime + frame.durationTicks;
    this.#ready.push(frame);
    this.#counters.units += 1;
  }

  /** A time line must not go back on itself: after a correction backwards some sound is left out. */
  #overlapsLast(decodeTime: number, durationTicks: number): boolean {
    if (decodeTime >= this.#end - durationTicks / 2) {
      this.#overlaps = 0;
      return false;
    }
    this.#overlaps += 1;
    if (this.#overlaps < MOST_OVERLAPS) return true;
    // What was given out lay far ahead by mistake; silence until then would be worse than going back.
    this.#overlaps = 0;
    return false;
  }
}
