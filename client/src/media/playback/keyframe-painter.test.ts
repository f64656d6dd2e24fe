/** The painter of keyframes: what it holds of the browser's decoders is let go with it. */
import { afterEach, expect, test, vi } from 'vitest';
import { KeyframePainter } from './keyframe-painter.ts';
import type { Keyframe } from './keyframe-reader.ts';

afterEach(() => vi.unstubAllGlobals());

test('closed while it asks the browser for a decoder, it begins none', async () => {
  let answer: (support: { supported: boolean }) => void = () => undefined;
  const open = new Set<object>();
  class Decoder {
    static isConfigSupported = () =>
      new Promise<{ supported: boolean }>((resolve) => {
        answer = resolve;
      });
    state = 'unconfigured';
    constructor() {
      open.add(this);
    }
    configure() {
      this.state = 'configured';
    }
    decode() {}
    async flush() {}
    close() {
      this.state = 'closed';
      open.delete(this);
    }
  }
  vi.stubGlobal('VideoDecoder', Decoder);
  vi.stubGlobal('EncodedVideoChunk', class {});
  const painter = new KeyframePainter({} as HTMLCanvasElement);
  const keyframe = {
    codec: 'avc1.42c01f',
    track: {},
    data: new Uint8Array(1),
    atMs: 0,
  } as unknown as Keyframe;
  const painted = painter.paint(keyframe);
  await Promise.resolve();
  painter.close();
  answer({ supported: true });
  expect(await painted).toBe('overtaken');
  expect(open.size).toBe(0);
});
