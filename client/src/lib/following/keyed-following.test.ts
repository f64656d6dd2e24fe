import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FakeAsker } from '../testing/fake-asker.ts';
import { KeyedFollowing, RETRY_MS } from './keyed-following.ts';

let asker: FakeAsker;
let asked: string[][];
let left: string[][];
/** Answers of the server that are on their way; with `holds` they wait for the test. */
let answers: ((error?: Error) => void)[];
let holds: boolean;
let things: KeyedFollowing<{ taken: number }, number>;

beforeEach(() => {
  vi.useFakeTimers();
  asker = new FakeAsker();
  [asked, left, answers, holds] = [[], [], [], false];
  things = new KeyedFollowing({
    asker,
    create: () => ({ taken: 0 }),
    ask: (wanted) =>
      new Promise((resolve, reject) => {
        const answer = asked.push([...wanted.keys()]);
        const come = (error?: Error) => (error === undefined ? resolve(answer) : reject(error));
        if (holds) answers.push(come);
        else come();
      }),
    take: (_, thing, answer) => {
      thing.taken = answer;
    },
    unfollow: async (keys) => left.push(keys),
  });
});
afterEach(() => {
  things.close();
  vi.useRealTimers();
});

const settle = () => vi.advanceTimersByTimeAsync(5);
const follow = (key: string) => things.follow(key, () => undefined);

test('what is mounted in one turn is one request, and each listener is told', async () => {
  const told: string[] = [];
  things.follow('a', () => told.push('a'));
  things.follow('b', () => told.push('b'));
  things.follow('b', () => told.push('b too'));
  await settle();
  expect([asked, told]).toEqual([[['a', 'b']], ['a', 'b', 'b too']]);
  expect([things.get('a'), things.get('c')]).toEqual([{ taken: 1 }, undefined]);
});

test('one request takes so many, the next one those that are left', async () => {
  for (let n = 0; n < 450; n += 1) follow(`${n}`);
  await settle();
  expect(asked.map((keys) => keys.length)).toEqual([200, 200, 50]);
  expect(new Set(asked.flat()).size).toBe(450);
});

test('a new connection and other rights ask anew for all of it', async () => {
  follow('a');
  await settle();
  asker.disconnect();
  follow('b');
  await settle();
  expect(asked).toHaveLength(1);
  asker.connect();
  await settle();
  expect(asked[1]).toEqual(['a', 'b']);
  asker.push('rights:changed');
  await settle();
  expect(asked[2]).toEqual(['a', 'b']);
});

test('an answer of a connection that ended is not taken, one that comes late with other rights is asked for once more', async () => {
  holds = true;
  follow('a');
  await settle();
  asker.disconnect();
  asker.connect();
  await settle();
  answers[0]?.();
  await settle();
  expect([asked.length, things.get('a'), things.isAsking('a')]).toEqual([2, { taken: 0 }, true]);
  asker.push('rights:changed');
  await settle();
  expect(asked).toHaveLength(2);
  answers[1]?.();
  await settle();
  expect([asked.length, things.get('a')]).toEqual([3, { taken: 2 }]);
});

test('one that fails is tried again in a while, and keeps nobody else waiting', async () => {
  holds = true;
  follow('a');
  await settle();
  answers[0]?.(new Error('timeout'));
  await settle();
  follow('b');
  await settle();
  expect(asked).toEqual([['a'], ['b']]);
  await vi.advanceTimersByTimeAsync(RETRY_MS);
  expect(asked).toEqual([['a'], ['b'], ['a']]);
});

test('the last listener to go unfollows; who comes back begins anew', async () => {
  const stop = [follow('a'), follow('a')];
  await settle();
  stop[0]?.();
  expect(left).toEqual([]);
  stop[1]?.();
  stop[1]?.();
  expect([left, things.get('a')]).toEqual([[['a']], undefined]);
  holds = true;
  const again = follow('a');
  await settle();
  again();
  follow('a');
  answers[0]?.();
  await settle();
  // What was asked for the one before is not for this one.
  expect([things.get('a'), asked]).toEqual([{ taken: 0 }, [['a'], ['a'], ['a']]]);
});

test('closed, it asks and leaves nothing more', async () => {
  const stop = follow('a');
  things.close();
  stop();
  await settle();
  expect([asked, left]).toEqual([[], []]);
});
