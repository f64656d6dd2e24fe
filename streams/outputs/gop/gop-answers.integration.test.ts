import { afterAll, expect, test } from 'vitest';
import { boxes } from '../../fmp4/box.ts';
import { LavfiStream } from '../webrtc/testing/lavfi-stream.ts';
import { GopAnswers } from './gop-answers.ts';

const stream = new LavfiStream('a');
afterAll(() => stream.stop());

test('however many ask at once, an answer is written once for each picture', async () => {
  await stream.start({ gop: 50 });
  const gops = new GopAnswers();
  const answers = await Promise.all(Array.from({ length: 20 }, () => gops.newest(stream)));
  expect(new Set(answers.map(({ data }) => data)).size).toBe(1);
  const first = answers[0];
  await expect.poll(async () => (await gops.newest(stream)).sequence).toBeGreaterThan(first?.sequence ?? 0);
  const later = await gops.newest(stream);
  expect(later.data.length).toBeGreaterThan(first?.data.length ?? 0);
  expect([...boxes(later.data, 0, later.data.length)].map(({ type }) => type)).toEqual([
    ...['ftyp', 'moov', 'moof', 'mdat'],
  ]);
});

test('a GOP beyond the bound is answered by its keyframe', async () => {
  const gops = new GopAnswers({ maxBytes: 1 });
  const keyframe = stream.latestKeyframe()?.unit;
  const answer = await gops.newest(stream);
  expect(answer.sequence).toBe(keyframe?.sequence);
  expect(answer.capturedAtMs).toBe(keyframe?.capturedAtMs);
});

test('a stream that shows nothing is waited for, then told', async () => {
  await expect(new GopAnswers().newest(new LavfiStream('b'), { waitMs: 20 })).rejects.toMatchObject({
    code: 'stream_not_ready',
  });
});
