import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Holders } from './holders.ts';
import { Watchdog } from './watchdog.ts';

describe('watchdog', () => {
  test('barks once after silence, not while something is heard', async () => {
    let barks = 0;
    const dog = new Watchdog({ onSilence: () => (barks += 1) });
    dog.start(60);
    for (let i = 0; i < 10; i += 1) {
      await sleep(10);
      dog.heard();
    }
    expect(barks).toBe(0);
    await sleep(200);
    expect(barks).toBe(1);
  });

  test('a blocked event loop is not silence', async () => {
    let barks = 0;
    const dog = new Watchdog({ onSilence: () => (barks += 1) });
    dog.start(50);
    const until = Date.now() + 120;
    while (Date.now() < until);
    // What came meanwhile is heard only after the timer has fired.
    setImmediate(() => dog.heard());
    await sleep(20);
    expect(barks).toBe(0);
    dog.close();
  });
});

describe('holders', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test('leases count until released, once; touches until they expire', () => {
    const counts: number[] = [];
    const holders = new Holders({ now: Date.now, touchMs: 1000, onChange: (count) => counts.push(count) });
    const release = holders.add('recorder');
    holders.touch('viewer');
    holders.touch('viewer');
    vi.advanceTimersByTime(900);
    holders.touch('viewer');
    vi.advanceTimersByTime(900);
    expect(holders.count).toBe(2);
    release();
    release();
    vi.advanceTimersByTime(400);
    expect(counts).toEqual([1, 2, 1, 0]);
    holders.close();
  });
});
