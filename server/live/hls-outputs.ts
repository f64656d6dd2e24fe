import type { StreamView } from '../../streams/index.ts';
import { LlHlsOutput } from '../../streams/outputs/ll-hls/index.ts';
import type { Held } from './http-viewings.ts';

/** Segments are kept only while somebody watches over LL-HLS; all who do share one output of the stream. */
export class HlsOutputs {
  readonly #shared = new Map<StreamView, { readonly output: LlHlsOutput; holders: number }>();

  hold = (stream: StreamView): Held<LlHlsOutput> => {
    const shared = this.#shared.get(stream) ?? { output: new LlHlsOutput({ stream }), holders: 0 };
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
