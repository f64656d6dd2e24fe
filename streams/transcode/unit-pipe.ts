import type { Writable } from 'node:stream';
import { writeFragment } from '../fmp4/write-fragment.ts';
import type { RawAudioFrame } from '../sources/source.ts';
import type { AccessUnit, AudioFormat, AudioFrame, MediaInfo, StreamConsumer } from '../types.ts';

/** What an encoder may be behind: about ten seconds of a 3 Mbit/s camera. */
const MOST_WAITING_BYTES = 4 * 1024 * 1024;
const KEPT_TIMES = 256;

export interface UnitPipeOptions {
  readonly stdin: Writable;
  /** Sound needs no encoding here: told as it comes, on the encoded pictures' time line. */
  readonly onSound: (frame: RawAudioFrame, format: AudioFormat) => void;
  /** The stream begins anew or is of another format: the encoder must, too. */
  readonly onNewFormat: () => void;
}

/**
 * A stream's access units into an encoder, as fragmented MP4 whose time begins at 0. An encoder that cannot follow
 * is given pictures from a keyframe on again once it has caught up. Remembers when each picture was captured.
 */
export class UnitPipe implements StreamConsumer {
  readonly #options: UnitPipeOptions;
  readonly #times: { shownAtMs: number; capturedAtMs: number }[] = [];
  #info: MediaInfo | undefined;
  #startTicks: number | undefined;
  #firstShownMs = 0;
  #sequence = 0;
  #untilKeyframe = true;
  #skipped = 0;

  constructor(options: UnitPipeOptions) {
    this.#options = options;
  }

  /** Pictures that were not encoded, as the encoder was behind. */
  get skipped(): number {
    return this.#skipped;
  }

  onInit(info: MediaInfo): void {
    if (this.#info) {
      this.#options.onNewFormat();
      return;
    }
    this.#info = info;
    this.#options.stdin.write(info.init);
  }

  onAccessUnit(unit: AccessUnit): void {
    const info = this.#info;
    const { stdin } = this.#options;
    if (!info || unit.epoch !== info.epoch || !stdin.writable) return;
    if (stdin.writableLength > MOST_WAITING_BYTES) this.#untilKeyframe = true;
    if (this.#untilKeyframe && (!unit.keyframe || stdin.writableLength > MOST_WAITING_BYTES / 4)) {
      if (this.#startTicks !== undefined) this.#skipped += 1;
      return;
    }
    this.#untilKeyframe = false;
    this.#startTicks ??= unit.decodeTime;
    const msPerTick = 1000 / info.timescale;
    const decodeTime = unit.decodeTime - this.#startTicks;
    const shownAtMs = (decodeTime + unit.compositionTicks) * msPerTick;
    if (this.#times.length === 0) this.#firstShownMs = shownAtMs;
    this.#times.push({ shownAtMs, capturedAtMs: unit.capturedAtMs + unit.compositionTicks * msPerTick });
    if (this.#times.length > KEPT_TIMES) this.#times.shift();
    this.#sequence += 1;
    stdin.write(writeFragment({ sequence: this.#sequence, units: [{ ...unit, decodeTime }] }));
  }

  onAudio({ epoch, data, decodeTime, durationMs, capturedAtMs }: AudioFrame): void {
    const info = this.#info;
    if (!info?.audio || this.#startTicks === undefined || epoch !== info.epoch) return;
    const { sampleRate } = info.audio;
    const startMs = (this.#startTicks * 1000) / info.timescale + this.#firstShownMs;
    const at = decodeTime - Math.round((startMs * sampleRate) / 1000);
    if (at < 0) return;
    const durationTicks = Math.round((durationMs * sampleRate) / 1000);
    this.#options.onSound({ data, decodeTime: at, durationTicks, capturedAtMs }, info.audio);
  }

  /** When the picture was captured that the encoder shows at `encodedMs`; its time begins with its first picture. */
  capturedAtMs(encodedMs: number): number | undefined {
    const shownAtMs = encodedMs + this.#firstShownMs;
    let nearest: { shownAtMs: number; capturedAtMs: number } | undefined;
    for (const time of this.#times)
      if (!nearest || Math.abs(time.shownAtMs - shownAtMs) <= Math.abs(nearest.shownAtMs - shownAtMs))
        nearest = time;
    return nearest && nearest.capturedAtMs + shownAtMs - nearest.shownAtMs;
  }
}
