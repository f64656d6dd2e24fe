/** Edges that are gone all over the picture from one moment to the next: a cloth, a hand, a lens that was sprayed at. */

/** Share of the usual edges. */
const LOST = 0.35;
const USUAL_OVER_MS = 120_000;
/** For longer than this it is told by others, or it is another light that stays. */
const DOUBT_MS = 60_000;

export class DetailWatch {
  #usual: number | undefined;
  #lastMs = 0;
  #lostSinceMs: number | undefined;

  /** `edges` of all cells of the picture. */
  isLost(edges: Float32Array, atMs: number): boolean {
    let sum = 0;
    for (const edge of edges) sum += edge;
    const usual = this.#usual;
    if (usual !== undefined && sum < usual * LOST) {
      this.#lostSinceMs ??= atMs;
      if (atMs - this.#lostSinceMs < DOUBT_MS) return true;
      this.#usual = sum;
      return false;
    }
    this.#lostSinceMs = undefined;
    const part = usual === undefined ? 1 : Math.min(1, (atMs - this.#lastMs) / USUAL_OVER_MS);
    this.#usual = (usual ?? 0) + (sum - (usual ?? 0)) * part;
    this.#lastMs = atMs;
    return false;
  }
}
