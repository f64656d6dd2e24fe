/** Keys that encoders push with: made, replaced, taken away; and who pushes with them now. */
import { createHash, randomBytes } from 'node:crypto';
import type { StreamKey } from '../../streams/types.ts';
import { type NewPushKey, PUSHED, type PushKey } from '../contract/cameras.ts';
import { afterCommit } from '../platform/db/unit-of-work.ts';
import { AppError, conflict, notFound, unavailable } from '../platform/errors.ts';
import type { CamerasService } from './cameras.service.ts';
import type { PushKeysStore } from './push-keys.store.ts';

/** What is needed of the media plane's RTMP. */
export interface PushPort {
  /** Gives the port that encoders reach; throws when there can be none. */
  start(): Promise<number>;
  /** Whoever pushes this stream is cut off. */
  cut(stream: StreamKey): void;
  readonly publishers: readonly {
    readonly stream: StreamKey;
    readonly from: string;
    readonly sinceMs: number;
  }[];
}

export interface PushKeysOptions {
  readonly store: PushKeysStore;
  readonly cameras: Pick<CamerasService, 'get'>;
  readonly port: () => PushPort;
  readonly now: () => number;
}

export class PushKeysService {
  readonly #options: PushKeysOptions;

  constructor(options: PushKeysOptions) {
    this.#options = options;
  }

  /** The key is answered this once. Whoever pushes with the one before is cut off. */
  async renew(stream: StreamKey, host: string): Promise<NewPushKey> {
    const { store, cameras, port, now } = this.#options;
    const camera = await cameras.get(stream.cameraId);
    if (camera.closedAt !== null) throw conflict('camera_closed', 'The camera is retired.');
    if (camera.profiles.find(({ profile }) => profile === stream.profile)?.url !== PUSHED)
      throw new AppError(409, 'camera_not_pushed', `Set the address of this profile to ${PUSHED} first.`);
    const listensAt = await port()
      .start()
      .catch((error: unknown) => {
        const why = error instanceof Error ? error.message : String(error);
        throw unavailable('rtmp_unavailable', `Encoders cannot be received: ${why}`);
      });
    const streamKey = randomBytes(32).toString('base64url');
    const at = new Date(now());
    await store.put(stream, hashOf(streamKey), at);
    afterCommit(() => port().cut(stream));
    const address = `rtmp://${host}${listensAt === 1935 ? '' : `:${listensAt}`}/live`;
    return { profile: stream.profile, createdAt: at.toISOString(), address, streamKey };
  }

  async remove(stream: StreamKey): Promise<void> {
    if (!(await this.#options.store.remove(stream))) throw notFound('stream key');
    afterCommit(() => this.#options.port().cut(stream));
  }

  async ofCamera(cameraId: string): Promise<PushKey[]> {
    const { store, port } = this.#options;
    const keys = await store.ofCamera(cameraId);
    return keys.map(({ profile, createdAt }) => {
      const pushing = port().publishers.find(
        ({ stream }) => stream.cameraId === cameraId && stream.profile === profile,
      );
      return {
        profile,
        createdAt: createdAt.toISOString(),
        pushing: pushing ? { from: pushing.from, since: new Date(pushing.sinceMs).toISOString() } : null,
      };
    });
  }

  /** The stream that may be pushed with this key. */
  authorize = (streamKey: string): Promise<StreamKey | undefined> =>
    this.#options.store.streamOf(hashOf(streamKey));

  /** Whether any encoder may come at all. */
  any = (): Promise<boolean> => this.#options.store.any();
}

/** 256 random bits: too long to guess, so a plain hash of it may be stored. */
const hashOf = (streamKey: string): Buffer => createHash('sha256').update(streamKey).digest();
