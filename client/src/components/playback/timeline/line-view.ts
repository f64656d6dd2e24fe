import type { Span } from './scale.ts';

/** The stretch of time in view; moves with each frame of a pan, so not React's state. */
export class LineView {
  readonly #listeners = new Set<() => void>();
  #span: Span;

  constructor(span: Span) {
    this.#span = span;
  }

  readonly get = (): Span => this.#span;
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  set(span: Span): void {
    this.#span = span;
    for (const listener of this.#listeners) listener();
  }
}
