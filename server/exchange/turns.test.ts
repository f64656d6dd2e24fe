import { expect, test } from 'vitest';
import { Turns } from './turns.ts';

function job() {
  let settleIt: { resolve: () => void; reject: (error: Error) => void } | undefined;
  let begun = false;
  const done = new Promise<void>((resolve, reject) => {
    settleIt = { resolve, reject };
  });
  return {
    run: () => {
      begun = true;
      return done;
    },
    begun: () => begun,
    finish: () => settleIt?.resolve(),
    fail: () => settleIt?.reject(new Error('it failed')),
  };
}
const settle = () => new Promise((resolve) => setImmediate(resolve));

test('of one source one after the other, a failed one included; of all a few at once', async () => {
  const turns = new Turns({ atOnce: 2, mostOfOne: 3 });
  const [a1, a2, b1, c1] = [job(), job(), job(), job()];
  const first = turns.take('a', a1.run);
  const rest = [turns.take('a', a2.run), turns.take('b', b1.run), turns.take('c', c1.run)];
  await settle();
  expect([a1, a2, b1, c1].map((one) => one.begun())).toEqual([true, false, true, false]);
  a1.fail();
  await expect(first).rejects.toThrow('it failed');
  await settle();
  expect([a2, c1].map((one) => one.begun())).toEqual([false, true]);
  b1.finish();
  await settle();
  expect(a2.begun()).toBe(true);
  a2.finish();
  c1.finish();
  await Promise.all(rest);
});

test('more of one source than may wait are refused, and those of others are not', async () => {
  const turns = new Turns({ atOnce: 2, mostOfOne: 2 });
  const [a1, a2, b1] = [job(), job(), job()];
  const taken = [turns.take('a', a1.run), turns.take('a', a2.run)];
  await expect(turns.take('a', job().run)).rejects.toMatchObject({ code: 'too_many_requests' });
  taken.push(turns.take('b', b1.run));
  for (const one of [a1, a2, b1]) one.finish();
  await Promise.all(taken);
  await turns.take('a', async () => undefined);
});
