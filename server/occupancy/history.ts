/** What other slices ask of occupancy. Answers are of what was kept; rights are the asker's errand. */
import type { OccupancySpan } from '../contract/occupancy.ts';

export interface OccupancyHistory {
  /**
   * Of one window in the order of time, without holes: where nothing was kept, `unknown`. The last goes on while `open`.
   * A window that several cameras see has one answer: whoever sees somebody is right, and who sees nothing says nothing.
   */
  spans(windowId: string, fromMs: number, toMs: number): Promise<OccupancySpan[]>;
  /** Of many windows at once. */
  spansOf(
    windowIds: readonly string[],
    fromMs: number,
    toMs: number,
  ): Promise<ReadonlyMap<string, OccupancySpan[]>>;
  /** Told after spans of these windows were kept or went on, about every 10 s. Answers how to stop. */
  onKept(listener: (windowIds: readonly string[]) => void): () => void;
}
