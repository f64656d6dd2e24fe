/** The decoder this page may use. */
import type { GopDecoderFactory } from './gop-decoder.ts';
import { MseDecoder } from './mse-decoder.ts';
import { WebCodecsDecoder, webCodecsHere } from './webcodecs-decoder.ts';

export const createGopDecoder: GopDecoderFactory = (options) =>
  webCodecsHere() ? new WebCodecsDecoder(options) : new MseDecoder(options);
