/** Pictures that are kept: the view zones were drawn on, one a working day, the newest good one, and evidence. */
import { type Picture, pictureJpeg, sized } from '../../streams/analysis/index.ts';
import type { CameraPicture, PictureKind } from '../contract/health.ts';
import type { FileStore } from '../platform/files/index.ts';
import type { PicturesStore, StoredPicture } from './pictures.store.ts';

const DAY_MS = 86_400_000;
/** As long as footage. */
const KEPT_MS = 90 * DAY_MS;
const KEPT_WIDTH = 640;
const AT_ONCE = 500;

export interface PictureKeeperOptions {
  readonly files: FileStore;
  readonly pictures: PicturesStore;
  readonly now: () => number;
}

/** A picture as it was looked at, and the camera's own shape. */
export interface SeenPicture {
  readonly cameraId: string;
  readonly picture: Picture;
  readonly shape: { readonly width: number; readonly height: number };
  readonly atMs: number;
}

export class PictureKeeper {
  readonly #options: PictureKeeperOptions;

  constructor(options: PictureKeeperOptions) {
    this.#options = options;
  }

  /** Answers the picture's id. */
  async keep(
    seen: SeenPicture,
    kind: PictureKind,
    more: { reason?: CameraPicture['reason']; outageId?: string } = {},
  ): Promise<string> {
    return this.#put(seen.cameraId, await pictureJpeg(seen.picture, seen.shape), {
      ...{ kind, atMs: seen.atMs, ...more },
      ...sized(seen.shape, KEPT_WIDTH),
    });
  }

  /** In the place of the one before: only one is kept. */
  async keepNewest(seen: SeenPicture): Promise<void> {
    const { pictures } = this.#options;
    const before = await pictures.ofCamera(seen.cameraId, 'newest', 100);
    await this.keep(seen, 'newest');
    await this.#remove(before.map(({ id }) => id));
  }

  /** The newest good picture once more, as evidence of how it was. Undefined: there is none. */
  async keepBefore(cameraId: string): Promise<string | undefined> {
    const { files, pictures } = this.#options;
    const [newest] = await pictures.ofCamera(cameraId, 'newest', 1);
    const jpeg = newest && (await files.read(newest.fileId));
    if (!newest || !jpeg) return undefined;
    const { width, height } = newest;
    return this.#put(cameraId, jpeg, { kind: 'evidence', atMs: Date.parse(newest.at), width, height });
  }

  read(picture: StoredPicture): Promise<Buffer | undefined> {
    return this.#options.files.read(picture.fileId);
  }

  file(fileId: string): Promise<Buffer | undefined> {
    return this.#options.files.read(fileId);
  }

  /** Now and then: what is too old, and files that a crash left without a row. */
  async tidy(): Promise<void> {
    const { files, pictures, now } = this.#options;
    for (;;) {
      const old = await pictures.overdue(now() - KEPT_MS, AT_ONCE);
      for (const fileId of await pictures.forget(old)) await files.remove(fileId);
      if (old.length < AT_ONCE) break;
    }
    await files.sweep((ids) => pictures.named(ids), DAY_MS);
  }

  async #put(
    cameraId: string,
    jpeg: Buffer,
    about: {
      kind: PictureKind;
      atMs: number;
      width: number;
      height: number;
      reason?: CameraPicture['reason'];
      outageId?: string;
    },
  ): Promise<string> {
    const { files, pictures } = this.#options;
    const fileId = await files.put(jpeg);
    try {
      return await pictures.add({ cameraId, fileId, ...about });
    } catch (error) {
      // The camera is gone meanwhile: nothing would ever name the file.
      await files.remove(fileId);
      throw error;
    }
  }

  async #remove(ids: readonly string[]): Promise<void> {
    const { files, pictures } = this.#options;
    for (const fileId of await pictures.remove(ids)) await files.remove(fileId);
  }
}
