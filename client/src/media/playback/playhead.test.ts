import { describe, expect, test } from 'vitest';
import { Playhead } from './playhead.ts';

const NOON = Date.UTC(2026, 10, 23, 4);

function at(startMs = NOON, latestMs = NOON + 3_600_000) {
  const clock = { nowMs: 1000 };
  const playhead = new Playhead({ atMs: startMs, now: () => clock.nowMs, latestMs: () => latestMs });
  const pass = (ms: number) => {
    clock.nowMs += ms;
    playhead.tick();
  };
  return { playhead, pass };
}

describe('the playhead', () => {
  test('moves with its rate, and stands while it is paused or waits', () => {
    const { playhead, pass } = at();
    pass(500);
    expect(playhead.atMs).toBe(NOON);
    playhead.play();
    pass(500);
    expect(playhead.atMs).toBe(NOON + 500);
    playhead.setRate(4);
    pass(500);
    expect(playhead.atMs).toBe(NOON + 2500);
    playhead.setRate(-16);
    pass(1000);
    expect(playhead.atMs).toBe(NOON - 13_500);
    playhead.setWaiting(true);
    pass(1000);
    expect(playhead.atMs).toBe(NOON - 13_500);
    playhead.setWaiting(false);
    playhead.pause();
    pass(1000);
    expect(playhead.atMs).toBe(NOON - 13_500);
  });

  test('a jump is a new epoch, in whole ms, not beyond what there may be', () => {
    const { playhead } = at();
    const { epoch } = playhead.state;
    playhead.jump(NOON + 1234.6);
    expect(playhead.atMs).toBe(NOON + 1235);
    expect(playhead.state.epoch).toBe(epoch + 1);
    playhead.jump(NOON + 86_400_000);
    expect(playhead.atMs).toBe(NOON + 3_600_000);
    playhead.jump(Number.NaN);
    expect(playhead.atMs).toBe(NOON + 3_600_000);
  });

  test('turns back at the out mark while it loops, forwards and backwards', () => {
    const { playhead, pass } = at();
    playhead.setMarks({ inMs: NOON, outMs: NOON + 2000 });
    playhead.setLooping(true);
    playhead.play();
    pass(2100);
    expect(playhead.atMs).toBe(NOON);
    playhead.setRate(-1);
    pass(100);
    expect(playhead.atMs).toBe(NOON + 2000);
  });

  test('needs both marks to loop; a mark beyond the other begins anew', () => {
    const { playhead } = at();
    playhead.mark('in');
    playhead.setLooping(true);
    expect(playhead.state.looping).toBe(false);
    playhead.jump(NOON - 1000);
    playhead.mark('out');
    expect(playhead.state.marks).toEqual({ inMs: undefined, outMs: NOON - 1000 });
    playhead.jump(NOON - 5000);
    playhead.mark('in');
    expect(playhead.state.marks).toEqual({ inMs: NOON - 5000, outMs: NOON - 1000 });
  });

  test('does not hurry past the newest footage', () => {
    const { playhead, pass } = at(NOON, NOON + 1000);
    playhead.setRate(16);
    playhead.play();
    pass(500);
    expect(playhead.atMs).toBe(NOON + 1000);
    expect(playhead.state.rate).toBe(1);
  });
});
