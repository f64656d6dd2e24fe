/** Is this still the view that was learnt? Looked at now and then, by the edges of the whole picture. */
import { compareScenes, GREY_WIDTH, type Scene, sceneOf } from '../analysis/index.ts';
import type { BlindCause } from './types.ts';

const EVERY_MS = 10_000;
/** Looks in a row. */
const CONFIRM = 3;
/** Share of the old view's blocks that are recognised; fewer, and it is another. */
const SAME_LEAST = 0.2;
const SAME_SURELY = 0.6;
/** Share of the old view's edges that a cloth or a hand leaves. */
const COVERED = 0.2;
const REFRESH_MS = 600_000;
const BLOCKS_LEAST = 12;
const GRID_WIDTH = 160;
const GRID_HEIGHT = 90;

export class ViewGuard {
  #reference: Scene | undefined;
  #refreshedMs = 0;
  #lookedMs = 0;
  #strange = 0;
  #covered = 0;

  get reference(): Scene | undefined {
    return this.#reference;
  }

  restore(reference: Scene): void {
    this.#reference = reference;
  }

  /** `moved` once, and from then on the new view is the one to keep; `covered` as long as it is. */
  look(grey: Uint8Array, atMs: number): Extract<BlindCause, 'moved' | 'covered'> | undefined {
    if (atMs - this.#lookedMs < EVERY_MS) return this.#covered >= CONFIRM ? 'covered' : undefined;
    this.#lookedMs = atMs;
    const scene = sceneOf(halved(grey));
    const reference = this.#reference;
    if (!reference) {
      this.#keep(scene, atMs);
      return undefined;
    }
    this.#covered = sum(scene.edges) < sum(reference.edges) * COVERED ? this.#covered + 1 : 0;
    if (this.#covered > 0) return this.#covered >= CONFIRM ? 'covered' : undefined;
    const match = compareScenes(reference, scene);
    if (match.blocks < BLOCKS_LEAST) return undefined;
    this.#strange = match.same < SAME_LEAST ? this.#strange + 1 : 0;
    if (this.#strange >= CONFIRM) {
      this.#strange = 0;
      this.#keep(scene, atMs);
      return 'moved';
    }
    if (match.same > SAME_SURELY && atMs - this.#refreshedMs > REFRESH_MS) this.#keep(scene, atMs);
    return undefined;
  }

  #keep(scene: Scene, atMs: number): void {
    this.#reference = scene;
    this.#refreshedMs = atMs;
  }
}

const sum = (values: Uint8Array): number => values.reduce((total, value) => total + value, 0);

function halved(grey: Uint8Array): Uint8Array {
  const grid = new Uint8Array(GRID_WIDTH * GRID_HEIGHT);
  for (let y = 0; y < GRID_HEIGHT; y += 1)
    for (let x = 0; x < GRID_WIDTH; x += 1) {
      const at = y * 2 * GREY_WIDTH + x * 2;
      const four =
        (grey[at] as number) +
        (grey[at + 1] as number) +
        (grey[at + GREY_WIDTH] as number) +
        (grey[at + GREY_WIDTH + 1] as number);
      grid[y * GRID_WIDTH + x] = four >> 2;
    }
  return grid;
}
