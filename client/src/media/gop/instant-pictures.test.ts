import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { CapturedPicture } from './fetch-gop.ts';
import type { GopDecoder, GopDecoderOptions } from './gop-decoder.ts';
import type { GopSample } from './gop-reader.ts';
import { InstantPictures } from './instant-pictures.ts';
import { joined, makeFragment, makeInit, slice } from './testing/make-gop.ts';

const NEWEST = '2026-11-23T01:02:03.456Z';
const gop = joined(
  makeInit(),
  makeFragment([{ data: slice({ type: 5 }), keyframe: true }, { data: slice() }, { data: slice() }]),
);

/** "Decodes" a sample every `msEach` and tells each; real time is the test's. */
class SlowDecoder implements GopDecoder {
  static msEach = 0;
  static made: SlowDecoder[] = [];
  readonly options: GopDecoderOptions;
  readonly queued: GopSample[] = [];
  closed = 0;

  constructor(options: GopDecoderOptions) {
    this.options = options;
    SlowDecoder.made.push(this);
  }
  bytes() {}
  samples(samples: readonly GopSample[]) {
    this.queued.push(...samples);
  }
  async finish() {
    for (const { timestampUs } of this.queued) {
      if (SlowDecoder.msEach > 0) await new Promise((done) => setTimeout(done, SlowDecoder.msEach));
      const close = () => undefined;
      this.options.onPicture({
        source: {} as CanvasImageSource,
        width: 1280,
        height: 720,
        timestampUs,
        close,
      });
    }
  }
  close() {
    this.closed += 1;
  }
}

let answers: ((url: string) => Response | Promise<Response>)[];
let asked: string[];
let pictures: InstantPictures;

const whole = () => new Response(gop, { headers: { 'x-captured-at': NEWEST, 'x-codec': 'avc1.4d001f' } });
const shownBy = (times: (number | undefined)[]) => (picture: CapturedPicture) =>
  times.push(picture.capturedAtMs);

beforeEach(() => {
  vi.useFakeTimers({ now: 1_764_000_000_000 });
  SlowDecoder.msEach = 0;
  SlowDecoder.made = [];
  answers = [];
  asked = [];
  vi.stubGlobal('fetch', async (url: string, { signal }: { signal: AbortSignal }) => {
    asked.push(url);
    const answer = answers.shift() ?? whole;
    const response = await answer(url);
    signal.throwIfAborted();
    return response;
  });
  vi.stubGlobal('createImageBitmap', async () => ({ width: 640, height: 360, close: () => undefined }));
  pictures = new InstantPictures({ createDecoder: (o) => new SlowDecoder(o), now: () => Date.now() });
});
afterEach(() => {
  pictures.close();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('the current picture of a camera', () => {
  test('is the newest of the GOP, at the time the server says', async () => {
    const times: (number | undefined)[] = [];
    pictures.take('a', 'sub', false).show(shownBy(times));
    await vi.advanceTimersByTimeAsync(50);
    expect(asked).toEqual(['/media/a/sub/gop.mp4']);
    expect(times).toEqual([Date.parse(NEWEST)]);
    expect(SlowDecoder.made[0]?.closed).toBe(1);
  });

  test('shows how far it is, with its true time, when decoding takes long', async () => {
    SlowDecoder.msEach = 160;
    const times: (number | undefined)[] = [];
    pictures.take('a', 'sub', false).show(shownBy(times));
    await vi.advanceTimersByTimeAsync(1000);
    const at = Date.parse(NEWEST);
    expect(times[0]).toBeCloseTo(at - 133.333, 0);
    expect(times.at(-1)).toBe(at);
  });

  test.each([404, 503])('is the server’s own picture when it answers %i', async (status) => {
    answers.push(
      () => new Response(null, { status }),
      () => new Response('jpeg', { headers: { 'last-modified': 'Mon, 23 Nov 2026 01:02:03 GMT' } }),
    );
    const times: (number | undefined)[] = [];
    pictures.take('a', 'main', false).show(shownBy(times));
    await vi.advanceTimersByTimeAsync(50);
    expect(asked).toEqual(['/media/a/main/gop.mp4', '/media/a/main/frame.jpg']);
    expect(times).toEqual([Date.parse('2026-11-23T01:02:03Z')]);
  });

  test('is the server’s own picture, too, when what came is no GOP', async () => {
    answers.push(
      () => new Response(new Uint8Array(100).fill(9)),
      () => new Response('jpeg'),
    );
    const times: (number | undefined)[] = [];
    pictures.take('a', 'main', false).show(shownBy(times));
    await vi.advanceTimersByTimeAsync(50);
    expect(times).toEqual([undefined]);
  });

  test('is not asked for twice where the line to the hall is full', async () => {
    answers.push(() => Response.json({ code: 'line_full' }, { status: 503 }));
    const times: (number | undefined)[] = [];
    pictures.take('a', 'main', false).show(shownBy(times));
    await vi.advanceTimersByTimeAsync(50);
    expect(asked).toEqual(['/media/a/main/gop.mp4']);
    expect(times).toEqual([]);
  });

  test('is asked for once by a click and the tile that opens after it', async () => {
    pictures.askAhead('a', 'main');
    pictures.askAhead('a', 'main');
    await vi.advanceTimersByTimeAsync(40);
    const times: (number | undefined)[] = [];
    pictures.take('a', 'main', true).show(shownBy(times));
    expect(times).toEqual([Date.parse(NEWEST)]);
    expect(asked).toHaveLength(1);
    const again = pictures.take('a', 'main', true);
    await vi.advanceTimersByTimeAsync(1);
    expect(asked).toHaveLength(2);
    again.close();
  });

  test('that nobody took is let go', async () => {
    pictures.askAhead('a', 'main');
    await vi.advanceTimersByTimeAsync(3100);
    const again = pictures.take('a', 'main', true);
    await vi.advanceTimersByTimeAsync(1);
    expect(asked).toHaveLength(2);
    again.close();
  });

  test('a wall that opens decodes four at a time; a click need not wait for it', async () => {
    SlowDecoder.msEach = 100;
    const all = Array.from({ length: 16 }, (_, index) => pictures.take(`c${index}`, 'sub', false));
    await vi.advanceTimersByTimeAsync(50);
    expect(asked).toHaveLength(4);
    pictures.askAhead('clicked', 'main');
    await vi.advanceTimersByTimeAsync(1);
    expect(asked.at(-1)).toBe('/media/clicked/main/gop.mp4');
    all[4]?.close();
    await vi.advanceTimersByTimeAsync(5000);
    expect(asked).toHaveLength(16);
    for (const each of all) each.close();
  });
});
