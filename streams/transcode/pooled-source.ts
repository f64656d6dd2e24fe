import type { CreateSource, Source, SourceFigures } from '../sources/source.ts';
import type { SourceAbout, TranscodeReason } from '../types.ts';
import type { TranscodePool } from './transcode-pool.ts';

export interface PooledOptions {
  readonly create: CreateSource;
  readonly pool: TranscodePool;
  /** Why the picture is encoded; asked whenever it is told. */
  readonly reason: () => TranscodeReason;
}

/** Sources that encode: as those of `create`, but each waits for its turn in the pool, and says so. */
export function pooled({ create, pool, reason }: PooledOptions): CreateSource {
  return (request) => {
    const { rank, onChange = () => undefined } = request;
    return new PooledSource({ source: create(request), pool, reason, rank, onChange });
  };
}

interface PooledSourceOptions {
  readonly source: Source;
  readonly pool: TranscodePool;
  readonly reason: () => TranscodeReason;
  readonly rank: (() => number) | undefined;
  readonly onChange: () => void;
}

class PooledSource implements Source {
  readonly about: SourceAbout;
  readonly #options: PooledSourceOptions;
  #place: (() => number) | undefined;

  constructor(options: PooledSourceOptions) {
    this.#options = options;
    this.about = options.source.about ?? { kind: 'ffmpeg' };
  }

  get figures(): SourceFigures | undefined {
    return this.#options.source.figures;
  }

  get transcode(): Source['transcode'] {
    const reason = this.#options.reason();
    return this.#place ? { state: 'queued', place: this.#place(), reason } : { state: 'starting', reason };
  }

  /** What the source itself waits for (a picture to encode) comes first: it must not hold a place meanwhile. */
  async prepare(signal: AbortSignal): Promise<() => void> {
    const giveBack = await this.#options.source.prepare?.(signal);
    try {
      const leave = await this.#enter(signal);
      return () => {
        leave();
        giveBack?.();
      };
    } catch (error) {
      giveBack?.();
      throw error;
    }
  }

  run(signal: AbortSignal): Promise<never> {
    return this.#options.source.run(signal);
  }

  async #enter(signal: AbortSignal): Promise<() => void> {
    const { pool, rank, onChange } = this.#options;
    let told = 0;
    const stop = pool.onChange(() => {
      const place = this.#place?.() ?? 0;
      if (place === told) return;
      told = place;
      onChange();
    });
    try {
      return await pool.enter({ signal, ...(rank && { rank }) }, (place) => {
        this.#place = place;
      });
    } finally {
      stop();
      this.#place = undefined;
    }
  }
}
