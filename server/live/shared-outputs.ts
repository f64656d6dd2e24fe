import type { StreamView } from '../../streams/index.ts';
import type { Held } from './http-viewings.ts';

/** What a stream is made into is made only while somebody watches it so; all who do share one. */
export class SharedOutputs<T extends { close(): void }> {
  readonly #create: (stream: StreamView) => T;
  readonly #shared = new Map<StreamView, { readonly output: T; holders: number }>();

  constructor(create: (stream: StreamView) => T) {
    this.#create = create;
  }

  /** Those made at present. */
  get outputs(): readonly T[] {
    return [...this.#shared.values()].map(({ output }) => output);
  }

  hold = (stream: StreamView): Held<T> => {
    const shared = this.#shared.get(stream) ?? { output: this.#create(stream), holders: 0 };
    this.#shared.set(stream, shared);
    shared.holders += 1;
    let released = false;
    return {
      output: shared.output,
      release: () => {
        if (released) return;
        released = true;
        shared.holders -= 1;
        if (shared.holders > 0) return;
        this.#shared.delete(stream);
        shared.output.close();
      },
    };
  };
}
