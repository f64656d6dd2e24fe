/**
 * How one zone looks when nobody is in it: a few views, as lamps, chairs and what lies about make several. A picture is
 * compared with each; the nearest tells which share of the zone looks otherwise.
 */
import { DIRECTIONS } from './cell-features.ts';

/** A view is as good as forgotten when it is the least seen of so many. */
export const VIEWS_MOST = 5;
/** Summed over directions: cells further from the view than this look otherwise. */
const OTHER = 0.45;
/** Where a cell of the empty place itself is restless, it must be so many times further. */
const RESTLESS = 3;
/** How fast a view follows what is seen, and forgets. */
const FOLLOW_S = 90;

export interface EmptyView {
  /** `DIRECTIONS` a cell of the zone. */
  readonly edges: Float32Array;
  /** How far each cell usually is from the view. */
  readonly spread: Float32Array;
  /** For how long it was seen, in all. */
  seenS: number;
  /** How often something moved a little while it was seen, and stayed so; forgotten in minutes. */
  shifts: number;
  /** Taken for the empty place; until then it only may be one. */
  isEmpty: boolean;
}

export interface Likeness {
  readonly view: EmptyView;
  /** Share of the zone that looks otherwise, 0..1. */
  readonly otherwise: number;
  /** The same of those cells that whoever stands in the neighbouring zone hardly hides. */
  readonly farOtherwise: number;
}

export class EmptyViews {
  readonly #far: Uint8Array;
  readonly #farCount: number;
  #views: EmptyView[] = [];

  /** `far`: of each cell, whether the neighbouring zone is far. */
  constructor(far: Uint8Array) {
    this.#far = far;
    this.#farCount = Math.max(
      1,
      far.reduce((sum, one) => sum + one, 0),
    );
  }

  /** Whether any view is taken for the empty place. */
  get isKnown(): boolean {
    return this.#views.some(({ isEmpty }) => isEmpty);
  }

  get views(): readonly EmptyView[] {
    return this.#views;
  }

  restore(views: readonly EmptyView[]): void {
    this.#views = views.slice(0, 2 * VIEWS_MOST);
  }

  /** The nearest of those taken for the empty place, and the nearest of all. */
  nearest(edges: Float32Array): { readonly empty?: Likeness; readonly any?: Likeness } {
    let empty: Likeness | undefined;
    let any: Likeness | undefined;
    for (const view of this.#views) {
      const found = this.#compare(view, edges);
      if (!any || found.otherwise < any.otherwise) any = found;
      if (view.isEmpty && (!empty || found.otherwise < empty.otherwise)) empty = found;
    }
    return { ...(empty && { empty }), ...(any && { any }) };
  }

  /** What is seen is the empty place as `view` knows it: it follows. */
  follow(view: EmptyView, edges: Float32Array, seconds: number): void {
    const part = 1 - Math.exp(-seconds / FOLLOW_S);
    for (let cell = 0; cell < view.spread.length; cell += 1) {
      let distance = 0;
      for (let at = cell * DIRECTIONS; at < (cell + 1) * DIRECTIONS; at += 1) {
        const known = view.edges[at] as number;
        const step = (edges[at] as number) - known;
        distance += Math.abs(step);
        view.edges[at] = known + step * part;
      }
      const spread = view.spread[cell] as number;
      view.spread[cell] = spread + (distance - spread) * part;
    }
  }

  /** One more that may be the empty place, in the place of the least seen of its kind. */
  add(edges: Float32Array, seenS: number): void {
    const spread = new Float32Array(edges.length / DIRECTIONS).fill(0.05);
    this.#views = [...this.#views, { edges: edges.slice(), spread, seenS, shifts: 0, isEmpty: false }];
    this.#bound(false);
  }

  accept(view: EmptyView): void {
    view.isEmpty = true;
    view.shifts = 0;
    this.#bound(true);
  }

  #bound(isEmpty: boolean): void {
    const alike = this.#views.filter((view) => view.isEmpty === isEmpty);
    if (alike.length <= VIEWS_MOST) return;
    const least = alike.slice(0, -1).reduce((a, b) => (b.seenS < a.seenS ? b : a));
    this.#views = this.#views.filter((view) => view !== least);
  }

  #compare(view: EmptyView, edges: Float32Array): Likeness {
    let [otherwise, far] = [0, 0];
    for (let cell = 0; cell < view.spread.length; cell += 1) {
      let distance = 0;
      for (let at = cell * DIRECTIONS; at < (cell + 1) * DIRECTIONS; at += 1)
        distance += Math.abs((edges[at] as number) - (view.edges[at] as number));
      if (distance <= OTHER + RESTLESS * (view.spread[cell] as number)) continue;
      otherwise += 1;
      far += this.#far[cell] as number;
    }
    return {
      view,
      otherwise: otherwise / view.spread.length,
      farOtherwise: far / this.#farCount,
    };
  }
}
