/** A consumer that keeps what it was given, checked as it came: so a broken promise is found where it was broken. */
import type { AccessUnit, AudioFrame, MediaInfo, StreamConsumer } from '../../streams/types.ts';

export interface Seen {
  readonly epoch: number;
  readonly keyframe: boolean;
  readonly bytes: number;
  /** Seconds of media time within the epoch. */
  readonly at: number;
  readonly composition: number;
  readonly capturedAtMs: number;
  readonly arrivedAtMs: number;
}

export class Watcher implements StreamConsumer {
  readonly infos: MediaInfo[] = [];
  readonly seen: Seen[] = [];
  readonly sound: AudioFrame[] = [];
  readonly faults: string[] = [];
  #last: AccessUnit | undefined;

  onInit(info: MediaInfo): void {
    this.infos.push(info);
    if (info.init.length === 0) this.faults.push('an empty init segment');
  }

  onAccessUnit(unit: AccessUnit): void {
    const info = this.infos.at(-1);
    if (info?.epoch !== unit.epoch)
      this.faults.push(`unit ${unit.sequence}: no format for epoch ${unit.epoch}`);
    this.#checkBytes(unit);
    const last = this.#last;
    if (last?.epoch !== unit.epoch && !unit.keyframe) this.faults.push(`epoch ${unit.epoch}: begins mid-GOP`);
    if (last?.epoch === unit.epoch && unit.decodeTime <= last.decodeTime)
      this.faults.push(`unit ${unit.sequence}: decode time ${last.decodeTime} -> ${unit.decodeTime}`);
    if (last && unit.capturedAtMs < last.capturedAtMs)
      this.faults.push(
        `unit ${unit.sequence}: captured ${last.capturedAtMs - unit.capturedAtMs} ms before the one before`,
      );
    const timescale = info?.timescale ?? Number.NaN;
    this.seen.push({
      epoch: unit.epoch,
      keyframe: unit.keyframe,
      bytes: unit.data.length,
      at: unit.decodeTime / timescale,
      composition: unit.compositionTicks / timescale,
      capturedAtMs: unit.capturedAtMs,
      arrivedAtMs: Date.now(),
    });
    this.#last = unit;
  }

  onAudio(frame: AudioFrame): void {
    this.sound.push(frame);
  }

  /** Steps of decode time within epochs, seconds. */
  steps(): number[] {
    return this.seen.flatMap((one, n) => {
      const before = this.seen[n - 1];
      return before?.epoch === one.epoch ? [one.at - before.at] : [];
    });
  }

  /** NAL units behind 4-byte lengths, all of them there. */
  #checkBytes({ data, sequence }: AccessUnit): void {
    let at = 0;
    while (at + 4 < data.length) at += 4 + data.readUInt32BE(at);
    if (at !== data.length) this.faults.push(`unit ${sequence}: lengths that do not fit its bytes`);
  }
}
