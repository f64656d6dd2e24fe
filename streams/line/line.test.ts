import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Profile, StreamKey } from '../types.ts';
import { LineBudgets } from './line-budgets.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const WALL = 0;
const WALL_FIRST = 1;
const LARGE = 2;
const LARGE_FIRST = 3;
const of = (cameraId: string, profile: Profile): StreamKey => ({ cameraId, profile });

function setUp(capKbps: number | null = 1600) {
  const measured = new Map<string, number>();
  const world = { measured, letGo: [] as string[], evicted: [] as string[], capKbps };
  const lines = new LineBudgets({
    now: Date.now,
    waitMs: 3000,
    measure: ({ cameraId, profile }) => measured.get(`${cameraId} ${profile}`),
    letGo: ({ cameraId, profile }) => world.letGo.push(`${cameraId} ${profile}`),
  });
  const enter = (cameraId: string, profile: Profile, rank: number) =>
    lines.enter({
      lineId: 'hall',
      capKbps: world.capKbps,
      key: of(cameraId, profile),
      rank,
      onEvicted: ({ code }) => world.evicted.push(`${cameraId} ${profile} ${code}`),
    });
  return { world, lines, enter };
}

describe('a hall’s line', () => {
  test('is shared by small pictures up to its cap; one stream counts once', async () => {
    const { lines, enter } = setUp();
    for (const camera of ['a', 'b', 'c', 'd', 'd']) await enter(camera, 'sub', WALL);
    expect(lines.status('hall')).toMatchObject({ usedKbps: 1600, capKbps: 1600, waiting: 0 });
    const fifth = enter('e', 'sub', LARGE);
    const refused = expect(fifth).rejects.toMatchObject({
      code: 'line_full',
      use: { capKbps: 1600, usedKbps: 1600, neededKbps: 400 },
    });
    expect(lines.status('hall').waiting).toBe(1);
    await vi.advanceTimersByTimeAsync(3000);
    await refused;
    expect(lines.status('hall')).toMatchObject({ waiting: 0 });
    lines.close();
  });

  test('what was measured counts instead of what was assumed, also the next time', async () => {
    const { world, lines, enter } = setUp();
    const leave = await enter('a', 'main', LARGE);
    world.measured.set('a main', 700);
    await enter('b', 'sub', WALL);
    await enter('c', 'sub', WALL);
    expect(lines.status('hall')).toMatchObject({ usedKbps: 1500 });
    expect(lines.status('hall').streams[0]).toEqual({
      key: of('a', 'main'),
      kbps: 700,
      measured: true,
      viewers: 1,
    });
    leave();
    leave();
    lines.stopped(of('a', 'main'));
    world.measured.clear();
    expect(lines.status('hall').usedKbps).toBe(800);
    await enter('a', 'main', LARGE);
    expect(lines.status('hall').usedKbps).toBe(1500);
    lines.close();
  });

  test('a large view of a supervisor takes the room of one that is not; never that of a small picture', async () => {
    const { world, lines, enter } = setUp(2000);
    await enter('a', 'sub', WALL);
    await enter('b', 'main', LARGE);
    await enter('c', 'main', LARGE_FIRST);
    expect(world.evicted).toEqual(['b main line_full']);
    expect(world.letGo).toEqual(['b main']);
    const equal = expect(enter('d', 'main', LARGE_FIRST)).rejects.toMatchObject({ code: 'line_full' });
    const small = expect(enter('e', 'sub', WALL_FIRST)).rejects.toMatchObject({ code: 'line_full' });
    await vi.advanceTimersByTimeAsync(3000);
    await equal;
    await small;
    expect(world.evicted).toHaveLength(1);
    lines.close();
  });

  test('room that is made for one is not given to another who waits', async () => {
    const { world, lines, enter } = setUp(2000);
    await enter('a', 'sub', WALL);
    let leave = (): void => undefined;
    leave = await lines.enter({
      ...{ lineId: 'hall', capKbps: 2000, key: of('b', 'main'), rank: LARGE },
      // As viewings do: who is sent away leaves there and then.
      onEvicted: () => leave(),
    });
    const waiting = expect(enter('c', 'main', LARGE)).rejects.toMatchObject({ code: 'line_full' });
    await enter('d', 'main', LARGE_FIRST);
    expect(lines.status('hall')).toMatchObject({ usedKbps: 1900, waiting: 1 });
    await vi.advanceTimersByTimeAsync(3000);
    await waiting;
    expect(world.evicted).toEqual([]);
    lines.close();
  });

  test('who waits gets the room of who leaves, the highest first, though the stream is still pulled', async () => {
    const { world, lines, enter } = setUp();
    const leave = await enter('a', 'main', LARGE_FIRST);
    const order: string[] = [];
    const lower = enter('b', 'main', LARGE).then(() => order.push('lower'));
    const higher = enter('c', 'main', LARGE_FIRST).then(() => order.push('higher'));
    lower.catch(() => order.push('refused'));
    await vi.advanceTimersByTimeAsync(1000);
    leave();
    await higher;
    await vi.advanceTimersByTimeAsync(2000);
    expect(order).toEqual(['higher', 'refused']);
    expect(world.letGo).toEqual(['a main']);
    await expect(lower).rejects.toThrow('1500 are in use');
    lines.close();
  });

  test('a stream that takes more than there is gives way after some seconds, and is refused then', async () => {
    const { world, lines, enter } = setUp();
    await enter('a', 'sub', WALL);
    world.measured.set('a sub', 350);
    world.capKbps = 2000;
    await enter('b', 'main', LARGE_FIRST);
    world.measured.set('b main', 4000);
    await vi.advanceTimersByTimeAsync(4000);
    expect(world.evicted).toEqual([]);
    await vi.advanceTimersByTimeAsync(2000);
    expect(world.evicted).toEqual(['b main line_full']);
    world.measured.delete('b main');
    const again = expect(enter('b', 'main', LARGE_FIRST)).rejects.toMatchObject({
      use: { neededKbps: 4000 },
    });
    await vi.advanceTimersByTimeAsync(3000);
    await again;
    lines.close();
  });

  test('without a cap everything fits; a new cap counts at once; an idle line is forgotten', async () => {
    const { world, lines, enter } = setUp(null);
    const leave = await enter('a', 'main', LARGE);
    await enter('b', 'main', LARGE);
    expect(lines.status('hall')).toMatchObject({ capKbps: null, usedKbps: 3000 });
    lines.setCap('hall', 1600);
    await vi.advanceTimersByTimeAsync(6000);
    expect(world.evicted).toEqual(['b main line_full']);
    leave();
    lines.stopped(of('a', 'main'));
    await vi.advanceTimersByTimeAsync(2000);
    expect(lines.statuses()).toEqual([]);
    lines.close();
  });
});
