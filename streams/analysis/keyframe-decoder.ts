import type { AccessUnit, MediaFormat, MediaInfo } from '../types.ts';
import { decodeAlone } from './decode-alone.ts';
import { DecoderChild, keyframeFragment } from './decoder-child.ts';
import { COLOUR, type PictureShape } from './picture.ts';

export interface KeyframeDecoderOptions {
  /** Default `ffmpeg`, from the search path. */
  readonly ffmpegPath?: string;
  /** A child is replaced after so many pictures: its index of fragments only grows. Default 500. */
  readonly mostPictures?: number;
  /** Nothing to do for so long: the child ends. Default 90 s. */
  readonly idleMs?: number;
  /** A picture that did not come out by then is tried alone. Default 4 s. */
  readonly patienceMs?: number;
  /** Callers that may wait. Default 256. */
  readonly mostWaiting?: number;
  /** Default `COLOUR`. */
  readonly shape?: PictureShape;
}

interface Job {
  readonly id: number;
  readonly format: MediaFormat;
  readonly fragment: Buffer;
  readonly resolve: (raw: Buffer) => void;
  readonly reject: (error: Error) => void;
}

/** A picture's id is a multiple of it; those between are for copies that are only sent to push it out. */
const ID_STEP = 8;
const PUSH_AFTER_MS = 80;
/** More than any decoder holds back of a camera's stream. */
const PUSHES_MOST = 5;

/**
 * Decodes keyframes of any number of cameras, small, in their order, for the price of one process a codec: starting
 * an ffmpeg a picture costs some twenty times what decoding it does. One picture at a time is in the child. One that
 * does not come out in time is tried in an ffmpeg of its own, and the child, which may be hurt, is replaced.
 */
export class KeyframeDecoder {
  readonly #options: Required<KeyframeDecoderOptions>;
  readonly #lanes = new Map<MediaFormat['codec'], Lane>();
  #closed = false;

  constructor(options: KeyframeDecoderOptions = {}) {
    this.#options = {
      ffmpegPath: 'ffmpeg',
      mostPictures: 500,
      idleMs: 90_000,
      patienceMs: 4000,
      mostWaiting: 256,
      shape: COLOUR,
      ...options,
    };
  }

  /** The pids of its children, for who measures them. */
  get pids(): number[] {
    return [...this.#lanes.values()].flatMap((lane) => lane.pid ?? []);
  }

  /**
   * The keyframe as raw 4:2:0 of `PICTURE_WIDTH` × `PICTURE_HEIGHT`, or in the shape asked for. Copies what it needs before it returns.
   * @throws Error when it cannot be decoded, too many wait, or the decoder is closed
   */
  decode(info: MediaInfo | MediaFormat, unit: Pick<AccessUnit, 'data'>): Promise<Buffer> {
    if (this.#closed) return Promise.reject(new Error('the decoder is closed'));
    let lane = this.#lanes.get(info.codec);
    if (!lane) {
      lane = new Lane(this.#options);
      this.#lanes.set(info.codec, lane);
    }
    return lane.decode(info, unit.data);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#lanes.values()].map((lane) => lane.close()));
  }
}

/** Of one codec. */
class Lane {
  readonly #options: Required<KeyframeDecoderOptions>;
  readonly #waiting: Job[] = [];
  #child: DecoderChild | undefined;
  #job: Job | undefined;
  /** What goes wrong once the child has had its time; restarted with each picture. */
  #patience: NodeJS.Timeout | undefined;
  #push: NodeJS.Timeout | undefined;
  #idle: NodeJS.Timeout | undefined;
  #nextId = 0;
  #done = 0;
  #closed = false;

  constructor(options: Required<KeyframeDecoderOptions>) {
    this.#options = options;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  decode(format: MediaFormat, accessUnit: Buffer): Promise<Buffer> {
    if (this.#waiting.length >= this.#options.mostWaiting)
      return Promise.reject(new Error('too many pictures wait for the decoder'));
    this.#nextId += ID_STEP;
    const id = this.#nextId;
    const fragment = keyframeFragment(id, format, accessUnit);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ id, format, fragment, resolve, reject });
      this.#next();
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#clearTimers();
    const left = [...(this.#job ? [this.#job] : []), ...this.#waiting.splice(0)];
    this.#job = undefined;
    for (const { reject } of left) reject(new Error('the decoder is closed'));
    await this.#child?.close();
  }

  #next(): void {
    if (this.#job || this.#closed) return;
    const job = this.#waiting.shift();
    this.#clearTimers();
    if (!job) {
      this.#idle = setTimeout(() => this.#drop(), this.#options.idleMs).unref();
      return;
    }
    if (this.#done >= this.#options.mostPictures) this.#drop();
    this.#job = job;
    const child = this.#child ?? this.#start(job.format);
    child.write(job.fragment);
    this.#patience = setTimeout(() => this.#giveUp(), this.#options.patienceMs);
    this.#pushOut(job, child, 1);
  }

  /** With B-frames the decoder holds pictures back until others come: then it gets this one again. */
  #pushOut(job: Job, child: DecoderChild, times: number): void {
    if (times > PUSHES_MOST) return;
    this.#push = setTimeout(() => {
      child.write(withId(job.fragment, job.id + times));
      this.#pushOut(job, child, times + 1);
    }, PUSH_AFTER_MS);
  }

  #start(format: MediaFormat): DecoderChild {
    this.#done = 0;
    const child: DecoderChild = new DecoderChild({
      ffmpegPath: this.#options.ffmpegPath,
      shape: this.#options.shape,
      format,
      onPicture: (id, raw) => {
        if (id !== this.#job?.id || child !== this.#child) return;
        const { resolve } = this.#job;
        this.#job = undefined;
        this.#done += 1;
        resolve(raw);
        this.#next();
      },
      onComplaint: () => {
        if (child === this.#child && this.#job) this.#giveUp();
      },
      onEnd: () => {
        if (child !== this.#child) return;
        this.#child = undefined;
        if (this.#job) this.#giveUp();
      },
    });
    this.#child = child;
    return child;
  }

  /** The picture, or the child, is no good: the one is tried alone, the other replaced. */
  #giveUp(): void {
    const job = this.#job;
    this.#clearTimers();
    this.#drop();
    if (!job) return;
    decodeAlone(job, this.#options.ffmpegPath, this.#options.shape)
      .then(job.resolve, job.reject)
      .finally(() => {
        if (this.#job !== job) return;
        this.#job = undefined;
        this.#next();
      });
  }

  #drop(): void {
    const child = this.#child;
    this.#child = undefined;
    this.#done = 0;
    // It ends by itself or is killed a second later; nobody waits for it.
    void child?.close();
  }

  #clearTimers(): void {
    clearTimeout(this.#patience);
    clearTimeout(this.#push);
    clearTimeout(this.#idle);
  }
}

/** The same fragment under another id. */
function withId(fragment: Buffer, id: number): Buffer {
  const copy = Buffer.from(fragment);
  const tfdt = copy.indexOf('tfdt', 0, 'latin1');
  copy.writeBigUInt64BE(BigInt(id) * 1000n, tfdt + 8);
  return copy;
}
