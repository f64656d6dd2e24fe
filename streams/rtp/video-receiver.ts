import { hasBSlice } from '../codec/h264-nal.ts';
import { StreamFaultError } from '../media-error.ts';
import { SlabWriter } from '../memory/slab-writer.ts';
import type { RawUnit } from '../sources/source.ts';
import type { MediaFormat, StreamFault } from '../types.ts';
import { depacketizeH264 } from './depacketize-h264.ts';
import { depacketizeH265 } from './depacketize-h265.ts';
import { H264_SYNTAX, H265_SYNTAX } from './nal-syntax.ts';
import { PacketIntake, type PayloadSink } from './packet-intake.ts';
import { describedSets, ParameterSets, type PictureFormat } from './parameter-sets.ts';
import { type Picture, PictureAssembler } from './picture-assembler.ts';
import { PictureTimeline } from './picture-timeline.ts';
import type { PictureClock, RtpReceiver, RtpStats, VideoReceiverOptions } from './receiver.ts';
import type { SenderReport } from './rtcp.ts';
import { newCounters } from './rtp-counters.ts';
import { unsuitable, videoCodecOf, videoTrackFault } from './video-track.ts';

/** So many unreadable payloads and not one picture: it is not what its description says. */
const HOPELESS = 300;
/** So many keyframes without parameter sets that can be read. */
const UNDESCRIBED = 3;

/** RTP packets of H.264 or H.265 in, access units out. See `RtpReceiver` for how it is to be called. */
export class VideoReceiver implements RtpReceiver, PayloadSink {
  readonly #options: VideoReceiverOptions;
  readonly #codec: MediaFormat['codec'];
  readonly #counters = newCounters();
  readonly #intake: PacketIntake;
  readonly #writer: SlabWriter;
  readonly #assembler: PictureAssembler;
  readonly #sets: ParameterSets;
  readonly #timeline: PictureTimeline;
  readonly #depacketize: typeof depacketizeH264;
  #format: PictureFormat | undefined;
  #undescribed = 0;
  #waitingForKeyframe = true;
  /** What the sink is to be given, in order. */
  #ready: (RawUnit | MediaFormat)[] = [];
  #fault: StreamFault | undefined;
  #closed = false;

  constructor(options: VideoReceiverOptions) {
    const { track } = options;
    this.#options = options;
    this.#codec = videoCodecOf(track) ?? 'h264';
    this.#fault = videoTrackFault(track);
    this.#depacketize = this.#codec === 'h264' ? depacketizeH264 : depacketizeH265;
    this.#intake = new PacketIntake({ ...options, counters: this.#counters, sink: this });
    this.#writer = new SlabWriter(options.pool);
    this.#sets = new ParameterSets(this.#codec);
    for (const set of describedSets(track.fmtp)) this.#sets.learn(set);
    this.#timeline = new PictureTimeline({
      clockRate: track.clockRate,
      onJump: () => {
        this.#counters.timestampJumps += 1;
      },
    });
    this.#assembler = new PictureAssembler({
      syntax: this.#codec === 'h264' ? H264_SYNTAX : H265_SYNTAX,
      writer: this.#writer,
      counters: this.#counters,
      mayHaveFields: () => this.#sets.mayHaveFields,
      onPicture: (picture) => this.#onPicture(picture),
      onParameterSet: (nal) => this.#sets.learn(nal),
      onDamage: () => {
        this.#waitingForKeyframe = true;
      },
    });
  }

  /** For the sound that belongs to the pictures. */
  get clock(): PictureClock {
    return this.#timeline;
  }

  get ended(): boolean {
    return this.#intake.ended;
  }

  get stats(): RtpStats {
    return this.#counters;
  }

  /** 0 where a picture is handed on with its own last packet, 1 where the next one's first must have come. */
  get heldPictures(): 0 | 1 {
    return this.#assembler.trust.trusted ? 0 : 1;
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
    if (this.#ready.length > 0) this.#deliver();
    if (this.#fault) throw new StreamFaultError(this.#fault);
    const { units, malformed } = this.#counters;
    if (units === 0 && malformed >= HOPELESS) {
      throw new StreamFaultError(unsuitable('The camera’s packets are not what it describes.'));
    }
  }

  receiverReport(nowMs: number): Buffer {
    return this.#intake.reception.write(nowMs);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const item of this.#ready) if ('memory' in item) item.memory.release();
    this.#ready = [];
    this.#intake.close();
    this.#writer.close();
  }

  onPayload(
    buffer: Buffer,
    start: number,
    end: number,
    timestamp: number,
    marker: boolean,
    arrivedAtMs: number,
  ): void {
    const assembler = this.#assembler;
    assembler.beginPacket(timestamp, arrivedAtMs);
    this.#depacketize(buffer, start, end, assembler);
    assembler.endPacket(marker);
  }

  onGap(): void {
    this.#assembler.gap();
  }

  onRestart(): void {
    this.#timeline.restart();
  }

  onSenderReport(report: SenderReport): void {
    this.#timeline.onSenderReport(report);
  }

  #onPicture(picture: Picture): void {
    const { written, keyframe, timestamp, nextTimestamp, arrivedAtMs } = picture;
    if (!written) {
      this.#counters.unitsTooLarge += 1;
      this.#waitingForKeyframe = true;
    }
    const isUsable = written && (keyframe || !this.#waitingForKeyframe) && this.#hasFormat(keyframe);
    if (!isUsable || this.#isReordered(timestamp, written.data)) {
      written?.memory.release();
      this.#counters.unitsDropped += 1;
      return;
    }
    this.#waitingForKeyframe = false;
    const { data, memory } = written;
    const decodeTime = this.#timeline.place(timestamp, arrivedAtMs);
    const durationTicks = this.#timeline.durationTicks(nextTimestamp);
    const unit = { keyframe, data, memory, decodeTime, durationTicks, compositionTicks: 0 };
    const { spsStart, spsEnd } = picture;
    this.#ready.push(spsEnd > 0 ? { ...unit, sps: data.subarray(spsStart, spsEnd) } : unit);
    this.#counters.units += 1;
  }

  /** Sets that changed are said to the sink before the keyframe that uses them. */
  #hasFormat(keyframe: boolean): boolean {
    if (keyframe && this.#sets.changed) this.#announce(this.#sets.format());
    if (this.#format) return true;
    this.#undescribed += 1;
    if (this.#undescribed >= UNDESCRIBED) {
      this.#fault ??= unsuitable('The camera’s parameter sets are missing or cannot be read.');
    }
    return false;
  }

  #announce(format: PictureFormat | undefined): void {
    if (!format) return;
    const { codecString, width, height, parameterSets } = format;
    const { audio, track } = this.#options;
    this.#format = format;
    if (format.fps !== undefined) this.#timeline.expectFps(format.fps);
    this.#ready.push({
      codec: this.#codec,
      codecString,
      width,
      height,
      timescale: track.clockRate,
      parameterSets,
      ...(audio && { audio }),
    });
  }

  /** Pictures sent in another order than they are shown need a decoder's knowledge of the order. */
  #isReordered(timestamp: number, data: Buffer): boolean {
    if (!this.#timeline.isBefore(timestamp)) return false;
    const is = this.#codec === 'h264' ? hasBSlice(data) : this.#format?.mayReorder === true;
    if (is) this.#fault ??= unsuitable('The camera sends B-frames; another kind of source can order them.');
    return is;
  }

  #deliver(): void {
    const { sink } = this.#options;
    const ready = this.#ready;
    this.#ready = [];
    let batch: RawUnit[] = [];
    try {
      for (const item of ready) {
        if ('memory' in item) {
          batch.push(item);
          continue;
        }
        if (batch.length > 0) sink.onAccessUnits(batch, this.heldPictures);
        batch = [];
        sink.onFormat(item);
      }
      if (batch.length > 0) sink.onAccessUnits(batch, this.heldPictures);
    } finally {
      for (const item of ready) if ('memory' in item) item.memory.release();
    }
  }
}
