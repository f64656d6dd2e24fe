import fc from 'fast-check';
import { Parser } from 'm3u8-parser';
import { describe, expect, test } from 'vitest';
import { COLLECTED } from '../../memory/collected.ts';
import type { AccessUnit, AudioFormat, MediaInfo, StreamConsumer } from '../../types.ts';
import { LlHlsOutput } from './ll-hls-output.ts';

const NOW = Date.parse('2026-11-23T01:00:00Z');
const PART = NOW / 100;

/** A stream that a test feeds by hand. */
class HandFed {
  #consumer: StreamConsumer | undefined;
  #epoch = -1;
  #sequence = 0;
  #atMs = NOW;
  subscribe = (consumer: StreamConsumer) => {
    this.#consumer = consumer;
    return () => {
      this.#consumer = undefined;
    };
  };
  sound(data: Buffer) {
    const decodeTime = (this.#atMs - NOW) * 16;
    this.#consumer?.onAudio?.({
      epoch: this.#epoch,
      data,
      decodeTime,
      durationMs: 64,
      capturedAtMs: this.#atMs,
    });
  }
  start(audio?: AudioFormat) {
    this.#epoch += 1;
    const info: MediaInfo = {
      codec: 'h264',
      codecString: 'avc1.64001f',
      width: 640,
      height: 360,
      timescale: 90_000,
      init: Buffer.from(`init${this.#epoch}`),
      parameterSets: [],
      epoch: this.#epoch,
      ...(audio && { audio }),
    };
    this.#consumer?.onInit(info);
  }
  frame(keyframe: boolean, durationMs: number, untilNextMs = durationMs) {
    const data = Buffer.from(`[${this.#sequence}]`);
    const unit: AccessUnit = {
      epoch: this.#epoch,
      sequence: this.#sequence,
      keyframe,
      data,
      memory: COLLECTED,
      decodeTime: Math.round((this.#atMs - NOW) * 90),
      durationTicks: Math.round(durationMs * 90),
      durationMs,
      compositionTicks: 0,
      capturedAtMs: this.#atMs,
    };
    this.#sequence += 1;
    this.#atMs += untilNextMs;
    this.#consumer?.onAccessUnit(unit);
  }
  frames(count: number, gop: number, durationMs: number) {
    for (let index = 0; index < count; index += 1) this.frame(index % gop === 0, durationMs);
  }
}

function feed(options: { sound?: boolean } = {}) {
  const stream = new HandFed();
  const output = new LlHlsOutput({ ...options, stream, now: () => NOW, waitMs: 300 });
  return { stream, output };
}

interface Read {
  targetDuration: number;
  partTargetDuration: number;
  segments: { duration: number; uri?: string; parts?: { duration: number; uri: string }[] }[];
}
function read(text: string): Read {
  const parser = new Parser();
  parser.push(text);
  parser.end();
  return parser.manifest as unknown as Read;
}

/** What lies in the `mdat`s, one after the other. */
function payload(buffers: readonly Buffer[]): string {
  return buffers.map((one) => one.subarray(one.indexOf('mdat') + 4).toString()).join('');
}

describe('LL-HLS', () => {
  test('is not ready before the first segment is complete', async () => {
    const { stream, output } = feed();
    stream.start();
    stream.frames(20, 50, 40);
    const answers = [output.playlist(), output.playlist({ msn: Math.floor(NOW / 1000) + 9, part: 0 })];
    for (const answer of answers) await expect(answer).rejects.toMatchObject({ code: 'stream_not_ready' });
    const unfed = feed().output.playlist({ msn: 1 });
    await expect(unfed).rejects.toMatchObject({ code: 'stream_not_ready' });
  });

  test('groups 25 fps into parts of five frames and segments of a GOP', async () => {
    const { stream, output } = feed();
    stream.start();
    stream.frames(113, 50, 40);
    const text = await output.playlist();
    expect(text).toContain('#EXT-X-TARGETDURATION:2\n');
    expect(text).toContain('#EXT-X-PROGRAM-DATE-TIME:2026-11-23T01:00:02.000Z');
    const msn = Math.floor(NOW / 1000);
    // 50 frames are ten parts a segment; of the third there are two.
    expect(text).toContain(`#EXT-X-PRELOAD-HINT:TYPE=PART,URI="part-${PART + 22}.m4s"`);
    const manifest = read(text);
    expect(manifest.segments.filter((row) => row.uri).map((row) => row.duration)).toEqual([2, 2]);
    const whole = await output.resource(`seg-${msn}.m4s`);
    expect(payload(whole.buffers)).toBe(Array.from({ length: 50 }, (_, index) => `[${index}]`).join(''));
    expect((await output.resource(`init-${msn}.mp4`)).buffers.toString()).toBe('init0');
  });

  test('holds every rule of parts and segments whatever the frame rate, the GOP and the jitter', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 5, max: 60 }),
        fc.integer({ min: 1, max: 200 }),
        fc.array(fc.double({ min: -0.02, max: 0.02, noNaN: true }), { minLength: 400, maxLength: 400 }),
        async (fps, gop, jitters) => {
          const { stream, output } = feed();
          stream.start();
          for (const [index, jitter] of jitters.entries())
            stream.frame(index % gop === 0, (1000 / fps) * (1 + jitter));
          const manifest = read(await output.playlist());
          for (const segment of manifest.segments.filter((row) => row.uri)) {
            expect(Math.round(segment.duration)).toBeLessThanOrEqual(manifest.targetDuration);
            const parts = segment.parts ?? [];
            for (const [index, part] of parts.entries()) {
              expect(part.duration).toBeLessThanOrEqual(manifest.partTargetDuration + 1e-5);
              if (index < parts.length - 1)
                expect(part.duration).toBeGreaterThanOrEqual(0.85 * manifest.partTargetDuration - 1e-5);
            }
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  test('a blocking request is answered when its part is there, and what is too far ahead is refused', async () => {
    const { stream, output } = feed();
    stream.start();
    // The 61st tells how long the 60th lasts.
    stream.frames(61, 50, 40);
    const msn = Math.floor(NOW / 1000);
    let answered = false;
    const asked = output.playlist({ msn: msn + 1, part: 2 }).then((text) => {
      answered = true;
      return text;
    });
    const hinted = output.resource(`part-${PART + 12}.m4s`);
    await new Promise((wait) => setTimeout(wait, 30));
    expect(answered).toBe(false);
    for (let index = 0; index < 5; index += 1) stream.frame(false, 40);
    expect(await asked).toContain(`URI="part-${PART + 12}.m4s"`);
    expect(payload((await hinted).buffers)).toBe('[60][61][62][63][64]');
    await expect(output.playlist({ msn: msn + 4 })).rejects.toMatchObject({ code: 'playlist_out_of_range' });
    await expect(output.playlist({ part: 1 })).rejects.toMatchObject({ code: 'playlist_out_of_range' });
    await expect(output.resource('../secret')).rejects.toMatchObject({ code: 'media_not_found' });
  });

  test('the hinted part comes even when a keyframe ends its segment first', async () => {
    const { stream, output } = feed();
    stream.start();
    stream.frames(101, 50, 40);
    expect(await output.playlist()).toContain(`URI="part-${PART + 20}.m4s"`);
    const hinted = output.resource(`part-${PART + 20}.m4s`);
    for (let index = 0; index < 5; index += 1) stream.frame(false, 40);
    expect(payload((await hinted).buffers)).toBe('[100][101][102][103][104]');
  });

  test('a restarted source becomes a discontinuity with its own init segment, and numbers go on', async () => {
    const { stream, output } = feed();
    stream.start();
    stream.frames(70, 50, 40);
    stream.start();
    stream.frames(70, 50, 40);
    const text = await output.playlist();
    const msn = Math.floor(NOW / 1000);
    expect(text.match(/#EXT-X-DISCONTINUITY\n/g)?.length).toBe(1);
    expect(text).toContain(`#EXT-X-MAP:URI="init-${msn}.mp4"`);
    expect(text).toContain(`#EXT-X-DISCONTINUITY\n#EXT-X-MAP:URI="init-${msn + 2}.mp4"`);
    expect((await output.resource(`init-${msn + 2}.mp4`)).buffers.toString()).toBe('init1');
  });

  test('sound is in what was asked for with sound, and nowhere else', async () => {
    const audio = {
      codec: 'aac',
      sampleRate: 16_000,
      channels: 1,
      config: Buffer.from([0x14, 0x08]),
    } as const;
    for (const sound of [false, true]) {
      const { stream, output } = feed({ sound });
      stream.start(audio);
      for (let index = 0; index < 60; index += 1) {
        stream.frame(index % 50 === 0, 40);
        stream.sound(Buffer.from('<hush>'));
      }
      const text = await output.playlist();
      const init = Buffer.concat((await output.resource(`${/init-\d+\.mp4/.exec(text)}`)).buffers);
      // The camera's own, or one written anew without its sound.
      expect(init.toString() === 'init0').toBe(sound);
      expect(init.includes('mp4a')).toBe(false);
      const part = Buffer.concat((await output.resource(`part-${PART + 1}.m4s`)).buffers);
      expect(part.includes('<hush>')).toBe(sound);
    }
  });

  test('a picture lasts until the next one, whatever its source thought', async () => {
    const { stream, output } = feed();
    stream.start();
    // Told as 40 ms each, they come 40 and 120 ms apart, as of a camera on a bad line.
    for (let index = 0; index < 80; index += 1)
      stream.frame(index % 40 === 0, 40, index % 2 === 0 ? 40 : 120);
    const text = await output.playlist();
    const numbers = [...text.matchAll(/part-(\d+)\.m4s"(?!,INDEP.*HINT)/g)].map(([, number]) =>
      Number(number),
    );
    const parts = await Promise.all(
      numbers.slice(0, -1).map((number) => output.resource(`part-${number}.m4s`)),
    );
    let nextStart: number | undefined;
    for (const { buffers } of parts) {
      const { start, end } = timesOf(Buffer.concat(buffers));
      if (nextStart !== undefined) expect(start).toBe(nextStart);
      nextStart = end;
    }
    expect(parts.length).toBeGreaterThan(5);
  });
});

/** When the samples of a fragment begin and end, in ticks, by its own boxes. */
function timesOf(fragment: Buffer): { start: number; end: number } {
  const tfdt = fragment.indexOf('tfdt') + 4;
  const start = Number(fragment.readBigUInt64BE(tfdt + 4));
  const trun = fragment.indexOf('trun') + 4;
  let end = start;
  for (let index = 0; index < fragment.readUInt32BE(trun + 4); index += 1)
    end += fragment.readUInt32BE(trun + 12 + index * 12);
  return { start, end };
}
