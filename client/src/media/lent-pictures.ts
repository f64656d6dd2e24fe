/**
 * Pictures lent within a page: the wall's tile goes on beneath the large view, and what it shows is the current
 * picture of the same camera, there before anything could be fetched. The large view draws it until it has its own.
 */

export interface LentPicture {
  readonly video: HTMLVideoElement;
  readonly capturedAtMs: number | undefined;
}

export interface Lender {
  /** What is live on screen there now; undefined while nothing is. */
  picture(): LentPicture | undefined;
  /** Keeps it playing, though nobody sees it, until the returned function is called. */
  hold(): () => void;
}

export class LentPictures {
  readonly #lenders = new Map<string, Set<Lender>>();

  /** Offers a camera's picture until the returned function is called. */
  lend(cameraId: string, lender: Lender): () => void {
    const lenders = this.#lenders.get(cameraId) ?? new Set();
    this.#lenders.set(cameraId, lenders.add(lender));
    return () => {
      lenders.delete(lender);
      if (lenders.size === 0 && this.#lenders.get(cameraId) === lenders) this.#lenders.delete(cameraId);
    };
  }

  /** Somebody else who has this camera's picture live now. */
  borrow(cameraId: string, self: Lender): Lender | undefined {
    for (const lender of this.#lenders.get(cameraId) ?? [])
      if (lender !== self && lender.picture() !== undefined) return lender;
    return undefined;
  }
}
