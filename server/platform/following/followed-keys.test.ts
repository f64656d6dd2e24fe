import { beforeEach, expect, it } from 'vitest';
import { FollowedKeys } from './followed-keys.ts';

/** What the person may see; `undefined`: it cannot be asked. */
let sees: string[] | undefined;
let isGone: boolean;
let done: string[];
let keys: FollowedKeys;

beforeEach(() => {
  sees = ['a', 'b', 'c', 'd'];
  isGone = false;
  done = [];
  keys = new FollowedKeys({
    maySee: async (asked) => {
      if (sees === undefined) throw new Error('the database is away');
      return new Set(asked.filter((key) => sees?.includes(key)));
    },
    unfollow: (lost) => done.push(`unfollow ${lost.join(' ')}`),
    leave: () => done.push('leave'),
    isGone: () => isGone,
    ...{ most: 3, log: { warn: () => done.push('warned') }, what: 'windows' },
  });
});

const follow = (...asked: string[]) =>
  keys.follow(asked, async (seen) => {
    done.push(`begin ${seen.join(' ')}`);
    return seen.length;
  });
const settled = () => new Promise((resolve) => setImmediate(resolve));

it('begins with what may be seen, each once, and says what may not', async () => {
  sees = ['a', 'c'];
  expect(await follow('a', 'b', 'c', 'a')).toEqual({ begun: 2, refused: ['b'] });
  expect(done).toEqual(['begin a c']);
});

it('takes no more than so many, counted once each', async () => {
  await follow('a', 'b', 'c');
  await expect(follow('d')).rejects.toMatchObject({ status: 422, code: 'too_many_windows' });
  expect(await follow('c')).toMatchObject({ begun: 1 });
});

it('goes in turn: an unfollow stays behind the follow before it, also one that fails', async () => {
  const asked = [follow('a'), keys.unfollow(['a']), follow('b')];
  await Promise.all(asked);
  expect(done).toEqual(['begin a', 'unfollow a', 'begin b']);
  sees = undefined;
  await expect(follow('c')).rejects.toThrow('the database is away');
  sees = ['c'];
  expect(await follow('c')).toMatchObject({ begun: 1 });
});

it('lets go what may not be seen any more, and all of it where that cannot be asked', async () => {
  await follow('a', 'b');
  sees = ['b'];
  keys.recheck();
  await settled();
  expect(done).toEqual(['begin a b', 'unfollow a']);
  expect(await keys.still(['a', 'b'])).toEqual(new Set(['b']));
  sees = undefined;
  keys.recheck();
  await settled();
  expect(done.slice(2)).toEqual(['warned', 'leave']);
  sees = ['a', 'b'];
  expect(await keys.still(['b'])).toEqual(new Set());
});

it('tells nobody who has gone while it was asked', async () => {
  const asked = follow('a');
  isGone = true;
  await asked;
  expect(done).toEqual(['begin a', 'leave']);
  expect(await keys.still(['a'])).toEqual(new Set());
});
