import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { LavfiStream } from '../outputs/webrtc/testing/lavfi-stream.ts';
import { recordingLog } from '../stream/testing/observer.ts';
import { OpusPool } from '../transcode/opus.ts';
import { Recorder } from './recorder.ts';
import { ToldIndex } from './testing/told-index.ts';

const run = promisify(execFile);

interface Packets {
  readonly packets: readonly { codec_type: string; pts_time: string; duration_time: string }[];
  readonly streams: readonly { codec_name: string; nb_read_frames: string }[];
}

test.each([
  ['aac', 'aac'],
  ['pcma', 'opus'],
] as const)(
  '%s is recorded as %s, in step with the picture; off when it is not wanted',
  async (sound, codec) => {
    const folder = await mkdtemp(join(tmpdir(), 'mc-sound-'));
    const stream = new LavfiStream('a');
    const log = recordingLog();
    const opus = new OpusPool({ log });
    const index = new ToldIndex();
    const recorder = new Recorder({
      ...{ index, log, opus, now: Date.now },
      disks: { pick: () => ({ diskId: 'd', folder }), failed: () => undefined },
      hub: {
        acquire: () => ({ stream, release: () => undefined }),
        peek: () => stream,
        onStatus: () => () => undefined,
      },
    });
    onTestFinished(async () => {
      await recorder.close();
      opus.close();
      await stream.stop();
      await rm(folder, { recursive: true, force: true });
    });
    await stream.start({ sound });
    const wanted = { ...stream.key, mode: 'continuous' } as const;
    recorder.set([{ ...wanted, sound: true }]);
    await expect.poll(() => index.files.length, { timeout: 15_000 }).toBe(1);
    await expect.poll(() => recorder.figures.bytes, { timeout: 15_000 }).toBeGreaterThan(60_000);
    // The next file is silent, and follows the first at once.
    recorder.set([{ ...wanted, sound: false }]);
    await expect.poll(() => index.files.length, { timeout: 15_000 }).toBe(2);
    await recorder.close();
    expect(opus.running).toBe(0);
    expect(index.files.map((file) => file.sound)).toEqual([true, false]);
    expect(index.spans[1]?.fromMs).toBe(index.spans[0]?.toMs);
    const [heard, silent] = await Promise.all(index.files.map(({ path }) => probe(join(folder, path))));
    expect(heard?.streams.map(({ codec_name: name }) => name)).toEqual(['h264', codec]);
    expect(silent?.streams.map(({ codec_name: name }) => name)).toEqual(['h264']);
    const ends = ['video', 'audio'].map((kind) => spanOf(heard, kind));
    expect(ends[1]?.packets).toBeGreaterThan(15);
    expect(Math.abs((ends[0]?.to ?? 0) - (ends[1]?.to ?? 0))).toBeLessThan(1.2);
    // End to end, without a hole.
    expect(ends[1]?.longestStep).toBeLessThan(0.1);
  },
);

test('where no encoder is to be had the file says that its sound is missing', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'mc-sound-'));
  const stream = new LavfiStream('a');
  const log = recordingLog();
  const index = new ToldIndex();
  const recorder = new Recorder({
    ...{ index, log, opus: new OpusPool({ log, max: 0 }), now: Date.now },
    disks: { pick: () => ({ diskId: 'd', folder }), failed: () => undefined },
    hub: {
      acquire: () => ({ stream, release: () => undefined }),
      peek: () => stream,
      onStatus: () => () => undefined,
    },
  });
  onTestFinished(async () => {
    await recorder.close();
    await stream.stop();
    await rm(folder, { recursive: true, force: true });
  });
  await stream.start({ sound: 'pcma' });
  recorder.set([{ ...stream.key, mode: 'continuous', sound: true }]);
  await expect
    .poll(() => index.files, { timeout: 15_000 })
    .toMatchObject([{ sound: false, soundMissing: true }]);
});

async function probe(file: string): Promise<Packets> {
  const { stdout, stderr } = await run('ffprobe', [
    ...'-v warning -of json -count_frames -show_entries stream=codec_name,nb_read_frames'.split(' '),
    ...'-show_entries packet=codec_type,pts_time,duration_time -show_packets'.split(' '),
    file,
  ]);
  expect(stderr).toBe('');
  return JSON.parse(stdout) as Packets;
}

function spanOf(probed: Packets | undefined, kind: string) {
  const at = (probed?.packets ?? [])
    .filter((one) => one.codec_type === kind)
    .map((one) => Number(one.pts_time));
  const steps = at.slice(1).map((seconds, n) => seconds - (at[n] ?? 0));
  return { packets: at.length, to: at.at(-1) ?? 0, longestStep: Math.max(...steps) };
}
