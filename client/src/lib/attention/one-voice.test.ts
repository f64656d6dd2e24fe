import { expect, test } from 'vitest';
import { type Channel, OneVoice } from './one-voice.ts';

/** Pages of one browser, and a clock that stands until it is moved. */
function pages() {
  const channels: Channel[] = [];
  const timers: { atMs: number; run: () => void }[] = [];
  return {
    open: (waitMs: number) => {
      const own: Channel = {
        onmessage: null,
        close: () => undefined,
        postMessage: (data) => {
          for (const each of channels) if (each !== own) each.onmessage?.({ data });
        },
      };
      channels.push(own);
      return new OneVoice({
        channel: own,
        waitMs: () => waitMs,
        setTimer: (run, atMs) => timers.push({ atMs, run }),
      });
    },
    pass: () => {
      for (const { run } of timers.splice(0).sort((a, b) => a.atMs - b.atMs)) run();
    },
  };
}

test('the page that waits least tells, and no other', () => {
  const { open, pass } = pages();
  const told: string[] = [];
  const [front, back] = [open(0), open(100)];
  back.claim('card 1', () => told.push('back'));
  front.claim('card 1', () => told.push('front'));
  pass();
  back.claim('card 1', () => told.push('back again'));
  pass();
  expect(told).toEqual(['front']);
});

test('what the person did is told by no page', () => {
  const { open, pass } = pages();
  const told: string[] = [];
  const [front, back] = [open(0), open(100)];
  back.claim('card 2', () => told.push('back'));
  front.silence('card 2');
  front.claim('card 2', () => told.push('front'));
  pass();
  expect(told).toEqual([]);
});
