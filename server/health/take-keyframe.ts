/**
 * The newest keyframe of a camera, at the least cost to it: of a stream that runs anyway, else pulled just for its
 * first keyframe and let go at once. A viewer always goes first: as soon as one wants the camera's other picture, the
 * check gives way, as some cameras bear one connection only.
 */
import type {
  AccessUnit,
  MediaInfo,
  StreamFault,
  StreamHub,
  StreamKey,
  StreamStatus,
  StreamView,
} from '../../streams/index.ts';
import { CHECK_HOLDER, LineFullError } from '../../streams/index.ts';
import type { Profile } from '../contract/cameras.ts';
import type { SkipReason } from '../contract/health.ts';

export interface KeyframeTakerOptions {
  readonly hub: Pick<StreamHub, 'peek' | 'acquire' | 'letGo' | 'onStatus' | 'status'>;
  /** Room on the hall's line, for whoever goes last; throws `LineFullError`. Answers the way to leave. */
  readonly enterLine: (key: StreamKey) => Promise<() => void>;
  /** From the start of a source to its first keyframe. Default 20 s: longer than a GOP of 10 s and a slow start. */
  readonly waitMs?: number;
}

export interface Keyframe {
  readonly info: MediaInfo;
  /** Good during the call that brings it. */
  readonly unit: AccessUnit;
}

export type Look<T> =
  | {
      readonly kind: 'taken';
      readonly value: T;
      readonly info: MediaInfo;
      readonly capturedAtMs: number;
      readonly status: StreamStatus;
      /** No viewer held it: what the status says of rates is of a moment only. */
      readonly pulled: boolean;
    }
  | { readonly kind: 'failed'; readonly fault: StreamFault; readonly status?: StreamStatus | undefined }
  | { readonly kind: 'skipped'; readonly why: SkipReason };

const WAIT_MS = 20_000;

export class KeyframeTaker {
  readonly #options: KeyframeTakerOptions;

  constructor(options: KeyframeTakerOptions) {
    this.#options = options;
  }

  /** `use` is called with the keyframe while its bytes are good, and begins what copies them. */
  async take<T>(
    camera: { readonly cameraId: string; readonly profiles: readonly Profile[] },
    use: (keyframe: Keyframe) => T,
    signal: AbortSignal,
  ): Promise<Look<T>> {
    const { cameraId } = camera;
    const keys = (['sub', 'main'] as const)
      .filter((profile) => camera.profiles.includes(profile))
      .map((profile): StreamKey => ({ cameraId, profile }));
    // Viewers may hold a sub picture that is the main one's address: streams are by their key, registered or not.
    const all: StreamKey[] = [
      { cameraId, profile: 'sub' },
      { cameraId, profile: 'main' },
    ];
    for (const key of all) {
      const stream = this.#options.hub.peek(key);
      const running = stream && this.#running(stream, use);
      if (running) return running;
    }
    for (const key of all) {
      const status = this.#options.hub.status(key);
      if (!status || status.holders === 0) continue;
      if (status.state.name === 'stalled' || status.state.name === 'backing-off')
        return { kind: 'failed', fault: status.state.fault, status };
      if (status.fault) return { kind: 'failed', fault: status.fault, status };
      return { kind: 'skipped', why: 'starting' };
    }
    const [key] = keys;
    return key === undefined ? { kind: 'skipped', why: 'interrupted' } : this.#pull(key, use, signal);
  }

  #running<T>(stream: StreamView, use: (keyframe: Keyframe) => T): Look<T> | undefined {
    const { status } = stream;
    const keyframe = status.state.name === 'live' ? stream.latestKeyframe() : undefined;
    if (!keyframe) return undefined;
    const { capturedAtMs } = keyframe.unit;
    return { kind: 'taken', value: use(keyframe), info: keyframe.info, capturedAtMs, status, pulled: false };
  }

  async #pull<T>(key: StreamKey, use: (keyframe: Keyframe) => T, signal: AbortSignal): Promise<Look<T>> {
    const { hub, enterLine } = this.#options;
    let leaveLine: () => void;
    try {
      leaveLine = await enterLine(key);
    } catch (error) {
      if (error instanceof LineFullError) return { kind: 'skipped', why: 'line_full' };
      throw error;
    }
    const lease = hub.acquire(key, CHECK_HOLDER);
    const givingWay = new AbortController();
    const offStatus = hub.onStatus((status) => {
      const isOther = status.key.cameraId === key.cameraId && status.key.profile !== key.profile;
      if (isOther && status.holders > 0) givingWay.abort();
    });
    try {
      const stop = AbortSignal.any([signal, givingWay.signal]);
      return await firstKeyframe(lease.stream, use, this.#options.waitMs ?? WAIT_MS, stop);
    } finally {
      offStatus();
      lease.release();
      // Ends it unless a viewer has joined.
      hub.letGo(key);
      leaveLine();
    }
  }
}

function firstKeyframe<T>(
  stream: StreamView,
  use: (keyframe: Keyframe) => T,
  waitMs: number,
  signal: AbortSignal,
): Promise<Look<T>> {
  return new Promise((resolve, reject) => {
    let info = stream.info;
    let isDone = false;
    const finish = (settle: () => void): void => {
      if (isDone) return;
      isDone = true;
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      offStatus();
      // It can be over while subscribing, before there is a way to stop.
      queueMicrotask(() => unsubscribe());
      settle();
    };
    const answer = (look: Look<T>): void => finish(() => resolve(look));
    const onAbort = (): void => answer({ kind: 'skipped', why: 'interrupted' });
    const timer = setTimeout(
      () =>
        answer({
          kind: 'failed',
          fault: stream.status.fault ?? {
            code: 'camera_stalled',
            message: `No keyframe came within ${Math.round(waitMs / 1000)} s.`,
          },
          status: stream.status,
        }),
      waitMs,
    );
    const offStatus = stream.onStatus((status) => {
      const { state } = status;
      // Another kind of source takes over: nothing is wrong with the camera yet.
      if (state.name !== 'backing-off' || state.fault.code === 'source_unsuitable') return;
      answer({ kind: 'failed', fault: state.fault, status });
    });
    signal.addEventListener('abort', onAbort, { once: true });
    const unsubscribe = stream.subscribe({
      onInit: (next) => {
        info = next;
      },
      onAccessUnit: (unit) => {
        if (!unit.keyframe || !info || isDone) return;
        const { capturedAtMs } = unit;
        const known = info;
        finish(() => {
          try {
            const value = use({ info: known, unit });
            resolve({
              ...{ kind: 'taken', value, info: known, capturedAtMs, status: stream.status },
              pulled: true,
            });
          } catch (error) {
            reject(error);
          }
        });
      },
    });
    if (signal.aborted) onAbort();
  });
}
