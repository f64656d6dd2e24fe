import { type ChildProcess, spawn } from 'node:child_process';
import { parseFragment } from '../../../fmp4/parse-fragment.ts';
import { type InitSegment, parseInit } from '../../../fmp4/parse-init.ts';
import { UnitSplitter } from '../../../fmp4/unit-splitter.ts';
import { writeInit } from '../../../fmp4/write-init.ts';
import { tie } from '../../../process/spawn-tied.ts';
import type {
  AccessUnit,
  MediaInfo,
  StreamConsumer,
  StreamKey,
  StreamStatus,
  StreamView,
} from '../../../types.ts';
import { type LavfiSound, startSound } from './lavfi-sound.ts';

export interface LavfiOptions {
  readonly size?: string;
  readonly fps?: number;
  readonly gop?: number;
  /** Encoder arguments, for profiles, B-frames and bitrates. */
  readonly encoder?: readonly string[];
  readonly codec?: 'libx264' | 'libx265';
  readonly sound?: LavfiSound;
}

/**
 * A live stream of real encoded pictures for tests: ffmpeg's test picture through the product's own parsers,
 * without a camera, a hub or its supervision. `restart` begins a new epoch as a source restart does.
 */
export class LavfiStream implements StreamView {
  readonly key: StreamKey;
  info: MediaInfo | undefined;
  /** When each picture so far was captured. */
  readonly captured: number[] = [];
  /** Puts capture times forward, for what hours do. */
  aheadMs = 0;
  readonly #consumers = new Set<StreamConsumer>();
  #gop: AccessUnit[] = [];
  #sequence = 0;
  #epoch = -1;
  #capturedAtMs = 0;
  #child: ChildProcess | undefined;
  #sound: ChildProcess | undefined;

  constructor(cameraId: string) {
    this.key = { cameraId, profile: 'main' };
  }

  get status(): StreamStatus {
    return { key: this.key, state: { name: 'live', sinceMs: 0 }, holders: 1, restarts: this.#epoch };
  }

  get subscribers(): number {
    return this.#consumers.size;
  }

  async start(options: LavfiOptions = {}): Promise<void> {
    const { size = '640x360', fps = 25, gop = 50, codec = 'libx264' } = options;
    const encoder = options.encoder ?? ['-bf', '0'];
    const epoch = ++this.#epoch;
    this.#gop = [];
    const [file, args] = tie(
      'ffmpeg',
      `-hide_banner -loglevel error -re -f lavfi -i testsrc2=size=${size}:rate=${fps} -c:v ${codec} -preset ultrafast
       -tune zerolatency -g ${gop} -pix_fmt yuv420p`
        .split(/\s+/)
        .concat(encoder, '-f mp4 -movflags empty_moov+default_base_moof+frag_every_frame pipe:1'.split(' ')),
    );
    const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    this.#child = child;
    const sound =
      options.sound &&
      startSound(options.sound, epoch, (frame) => {
        for (const consumer of this.#consumers) consumer.onAudio?.(frame);
      });
    this.#sound = sound?.child;
    let init: InitSegment | undefined;
    const splitter = new UnitSplitter({
      onUnit: (unit) => {
        if (unit.kind === 'init') {
          init = parseInit(unit);
          this.info = { ...init, init: writeInit(init), epoch, ...(sound ? { audio: sound.format } : {}) };
          for (const consumer of this.#consumers) consumer.onInit(this.info);
        } else if (init) this.#push(parseFragment(unit, init), init.timescale, epoch);
      },
    });
    await new Promise<void>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code) => reject(new Error(`ffmpeg ended with ${code}`)));
      child.stdout.on('data', (chunk: Buffer) => {
        splitter.push(chunk);
        if (this.#gop.length > 2) resolve();
      });
    });
  }

  stop(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    this.#sound?.kill('SIGKILL');
    if (!child || child.exitCode !== null) return Promise.resolve();
    return new Promise((resolve) => {
      child.removeAllListeners('exit');
      child.once('exit', () => resolve());
      child.kill('SIGKILL');
    });
  }

  async restart(options: LavfiOptions = {}): Promise<void> {
    await this.stop();
    await this.start(options);
  }

  subscribe(consumer: StreamConsumer): () => void {
    if (this.info) consumer.onInit(this.info);
    for (const unit of this.#gop) consumer.onAccessUnit(unit);
    this.#consumers.add(consumer);
    return () => this.#consumers.delete(consumer);
  }

  latestKeyframe(): { info: MediaInfo; unit: AccessUnit } | undefined {
    const unit = this.#gop[0];
    return this.info && unit ? { info: this.info, unit } : undefined;
  }

  onStatus(): () => void {
    return () => {};
  }

  #push(raw: ReturnType<typeof parseFragment>, timescale: number, epoch: number): void {
    if (epoch !== this.#epoch || !this.#child) return;
    this.#capturedAtMs = Math.max(this.#capturedAtMs, Date.now() + this.aheadMs);
    const unit: AccessUnit = {
      ...raw,
      epoch,
      sequence: this.#sequence++,
      durationMs: (raw.durationTicks / timescale) * 1000,
      capturedAtMs: this.#capturedAtMs,
    };
    this.captured.push(unit.capturedAtMs);
    if (unit.keyframe) this.#gop = [];
    this.#gop.push(unit);
    for (const consumer of this.#consumers) consumer.onAccessUnit(unit);
  }
}
