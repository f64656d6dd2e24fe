/** What turns a GOP into its newest picture: told the track once, then samples as they come, then the end. */
import type { GopSample } from './gop-reader.ts';
import type { GopTrack } from './gop-track.ts';

/** A picture that can be drawn during the call that gives it; `close` when it is no longer needed. */
export interface DecodedPicture {
  readonly source: CanvasImageSource;
  readonly width: number;
  readonly height: number;
  /** As `GopSample.timestampUs`. */
  readonly timestampUs: number;
  close(): void;
}

export interface GopDecoder {
  /** Raw bytes of the answer, in order, each before the samples that are whole with it. */
  bytes(chunk: Uint8Array<ArrayBuffer>): void;
  samples(samples: readonly GopSample[]): void;
  /** No more comes; resolves when the newest picture was given. */
  finish(newestUs: number): Promise<void>;
  close(): void;
}

export interface GopDecoderOptions {
  readonly track: GopTrack;
  /** RFC 6381. */
  readonly codec: string;
  /** Each picture that is newer than those before it. The receiver closes it. */
  readonly onPicture: (picture: DecodedPicture) => void;
}

export type GopDecoderFactory = (options: GopDecoderOptions) => GopDecoder;
