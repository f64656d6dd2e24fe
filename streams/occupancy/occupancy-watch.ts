import { GREY, KeyframeDecoder } from '../analysis/index.ts';
import type { AccessUnit, MediaInfo } from '../types.ts';
import { CameraEye } from './camera-eye.ts';
import { CameraJudge } from './camera-judge.ts';
import { SetBack } from './set-back.ts';
import type { BlindCause, LearntPlaces, WatchedCamera } from './types.ts';
import type { OccupancyFigures, OccupancyWatchOptions } from './watch-options.ts';

const EVERY_MS = 1000;
const TICK_MS = 1000;
/** Own leases begin so far apart. */
const STAGGER_MS = 250;
/** Pictures in the decoder at once; more are let go. */
const QUEUE_MOST = 64;
/** Starting the decoder's child costs as much as a hundred pictures. */
const PICTURES_A_CHILD = 4000;
const SAVE_EVERY_MS = 300_000;
const LEARNT_MOST = 64 * 1024;

/**
 * Looks at a picture a second of each watched camera, and says of each place in it whether somebody is there. Where
 * keyframes are further apart there are fewer readings: nothing between them is decoded. Behind, it skips pictures.
 */
export class OccupancyWatch {
  readonly #options: OccupancyWatchOptions;
  readonly #decoder: Pick<KeyframeDecoder, 'decode' | 'close'>;
  readonly #eyes = new Map<string, CameraEye>();
  /** When what was learnt of a camera was kept last. */
  readonly #savedMs = new Map<string, number>();
  readonly #saving = new Set<Promise<void>>();
  readonly #counts = { pictures: 0, skipped: 0, undecodable: 0, judgingMs: 0 };
  readonly #timer: NodeJS.Timeout;
  readonly #setBack = new SetBack();
  #queue = 0;
  #closed: Promise<void> | undefined;

  constructor(options: OccupancyWatchOptions) {
    this.#options = options;
    this.#decoder = options.decoder ?? new KeyframeDecoder({ shape: GREY, mostPictures: PICTURES_A_CHILD });
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
    this.#timer.unref();
  }

  get figures(): OccupancyFigures {
    const blind: Partial<Record<BlindCause, number>> = {};
    let leases = 0;
    for (const eye of this.#eyes.values()) {
      if (eye.blind) blind[eye.blind] = (blind[eye.blind] ?? 0) + 1;
      if (eye.isLeased) leases += 1;
    }
    return { cameras: this.#eyes.size, ...this.#counts, queue: this.#queue, leases, blind };
  }

  /** All that is to be watched, in the place of what was before; cameras that stay the same go on undisturbed. */
  set(cameras: readonly WatchedCamera[]): void {
    if (this.#closed !== undefined) return;
    const wanted = new Map(cameras.map((camera) => [camera.cameraId, camera]));
    for (const [cameraId, eye] of this.#eyes) {
      const next = wanted.get(cameraId);
      if (next && JSON.stringify(next) === JSON.stringify(eye.camera)) continue;
      this.#save(eye);
      eye.close();
      this.#eyes.delete(cameraId);
    }
    let started = 0;
    for (const camera of wanted.values()) {
      if (this.#eyes.has(camera.cameraId) || camera.places.length === 0) continue;
      this.#add(camera, started * STAGGER_MS);
      started += 1;
    }
  }

  /** Keeps what was learnt. Idempotent. */
  close(): Promise<void> {
    this.#closed ??= this.#end();
    return this.#closed;
  }

  async #end(): Promise<void> {
    clearInterval(this.#timer);
    for (const eye of this.#eyes.values()) {
      this.#save(eye);
      eye.close();
    }
    this.#eyes.clear();
    await this.#decoder.close();
    await Promise.all(this.#saving);
  }

  #add(
    camera: WatchedCamera,
    delayMs: number,
    load: LearntPlaces['load'] = (cameraId) => this.#options.learnt.load(cameraId),
  ): void {
    const { hub, enterLine, listener, log, now, everyMs = EVERY_MS } = this.#options;
    const { cameraId } = camera;
    const eye = new CameraEye({
      ...{ camera, hub, enterLine, log, now, everyMs },
      judge: new CameraJudge(camera.places),
      notBeforeMs: now() + delayMs,
      onPicture: (one, info, unit, atMs) => this.#look(one, info, unit, atMs),
      onBlind: (_, sinceMs, cause) => listener.onBlind({ cameraId, sinceMs, cause }),
    });
    this.#eyes.set(cameraId, eye);
    this.#savedMs.set(cameraId, now());
    listener.onBlind({ cameraId, sinceMs: now(), cause: 'learning' });
    // Nothing is judged before it is known what was learnt.
    eye.isBusy = true;
    load(cameraId)
      .then((bytes) => {
        if (bytes && bytes.length <= LEARNT_MOST) eye.judge.restore(bytes);
      })
      .catch((error: unknown) =>
        log.warn({ err: error, cameraId }, 'what was learnt of a camera could not be read'),
      )
      .finally(() => {
        eye.isBusy = false;
        if (this.#eyes.get(cameraId) === eye) eye.tick();
      });
  }

  /** The clock was set back: what lasts and what is still is told by times that lie ahead now. What was learnt stays. */
  #beginAnew(): void {
    this.#options.log.warn(
      { cameras: this.#eyes.size },
      'the clock was set back: looking at windows begins anew',
    );
    for (const eye of [...this.#eyes.values()]) {
      const learnt = eye.judge.learnt();
      eye.close();
      this.#add(eye.camera, 0, async (cameraId) => learnt ?? this.#options.learnt.load(cameraId));
    }
  }

  #tick(): void {
    const nowMs = this.#options.now();
    if (this.#setBack.noticed(nowMs)) this.#beginAnew();
    for (const [cameraId, eye] of this.#eyes) {
      eye.tick();
      if (nowMs - (this.#savedMs.get(cameraId) ?? 0) >= SAVE_EVERY_MS) this.#save(eye);
    }
  }

  #look(eye: CameraEye, info: MediaInfo, unit: AccessUnit, atMs: number): void {
    if (eye.isBusy || this.#queue >= QUEUE_MOST) {
      this.#counts.skipped += 1;
      return;
    }
    eye.isBusy = true;
    this.#queue += 1;
    this.#decoder
      .decode(info, unit)
      .then((grey) => this.#judge(eye, grey, atMs))
      .catch((error: unknown) => this.#failed(eye, error))
      .finally(() => {
        eye.isBusy = false;
        this.#queue -= 1;
      });
  }

  #judge(eye: CameraEye, grey: Buffer, atMs: number): void {
    const { cameraId } = eye.camera;
    if (this.#eyes.get(cameraId) !== eye) return;
    const began = performance.now();
    const places = eye.judge.judge(grey, atMs);
    this.#counts.judgingMs += performance.now() - began;
    this.#counts.pictures += 1;
    eye.saw();
    this.#options.listener.onReading({ cameraId, atMs, places });
  }

  #failed(eye: CameraEye, error: unknown): void {
    if (this.#closed !== undefined) return;
    this.#counts.undecodable += 1;
    eye.couldNotDecode();
    this.#options.log.debug(
      { err: error, cameraId: eye.camera.cameraId },
      'a picture could not be looked at',
    );
  }

  #save(eye: CameraEye): void {
    const { learnt, log, now } = this.#options;
    const { cameraId } = eye.camera;
    this.#savedMs.set(cameraId, now());
    const bytes = eye.judge.learnt();
    if (!bytes || bytes.length > LEARNT_MOST) return;
    const saving = learnt
      .save(cameraId, bytes)
      .catch((error: unknown) =>
        log.warn({ err: error, cameraId }, 'what was learnt of a camera could not be kept'),
      )
      .finally(() => this.#saving.delete(saving));
    this.#saving.add(saving);
  }
}
