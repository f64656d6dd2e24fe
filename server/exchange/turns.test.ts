import { expect, test } from 'vitest';
import { Turns } from './turns.ts';

function job(name: string) {
  let settleIt: { resolve: () => void; reject: (error: Error) => void } | undefined;
  let begun = 0;
  const done = new Promise<void>((resolve, reject) => {
    settleIt = { resolve, reject };
  });
  return {
    name,
    run: () => {
      begun += 1;
      return done;
    },
    begun: () => begun > 0,
    finish: () => settleIt?.resolve(),
    fail: () => settleIt?.reject(new Error(`${name} failed`)),
  };
}
type Job = ReturnType<typeof job>;
const settle = () => new Promise((resolve) => setTimeout(resolve));

function turnsOf(limits: { atOnce: number; mostOfOne: number; join?: number }) {
  const runs: string[] = [];
  const turns = new Turns<Job, string>({
    ...limits,
    mayJoin: (jobs) => jobs.length < (limits.join ?? 1),
    work: async (jobs) => {
      runs.push(jobs.map((one) => one.name).join('+'));
      await Promise.all(jobs.map((one) => one.run()));
      return jobs.map((one) => `${one.name} done`);
    },
  });
  return { turns, runs };
}

test('of one source one after the other, a failed one included; of all a few at once', async () => {
  const { turns } = turnsOf({ atOnce: 2, mostOfOne: 3 });
  const [a1, a2, b1, c1] = [job('a1'), job('a2'), job('b1'), job('c1')];
  const first = turns.take('a', a1);
  const rest = [turns.take('a', a2), turns.take('b', b1), turns.take('c', c1)];
  await settle();
  expect([a1, a2, b1, c1].map((one) => one.begun())).toEqual([true, false, true, false]);
  a1.fail();
  await expect(first).rejects.toThrow('a1 failed');
  await settle();
  expect([a2, c1].map((one) => one.begun())).toEqual([false, true]);
  b1.finish();
  await settle();
  expect(a2.begun()).toBe(true);
  a2.finish();
  c1.finish();
  expect(await Promise.all(rest)).toEqual(['a2 done', 'b1 done', 'c1 done']);
});

test('more of one source than may wait are refused, and those of others are not', async () => {
  const { turns } = turnsOf({ atOnce: 2, mostOfOne: 2 });
  const [a1, a2, b1] = [job('a1'), job('a2'), job('b1')];
  const taken = [turns.take('a', a1), turns.take('a', a2)];
  await expect(turns.take('a', job('a3'))).rejects.toMatchObject({ code: 'too_many_requests' });
  taken.push(turns.take('b', b1));
  for (const one of [a1, a2, b1]) one.finish();
  await Promise.all(taken);
  const a4 = job('a4');
  a4.finish();
  await turns.take('a', a4);
});

test('those that wait are taken together as far as they may; where that fails, each for itself', async () => {
  const { turns, runs } = turnsOf({ atOnce: 1, mostOfOne: 9, join: 3 });
  const jobs = ['1', '2', '3', '4', '5'].map(job);
  const taken = jobs.map((one) => turns.take('a', one));
  for (const one of jobs)
    if (one.name === '3') one.fail();
    else one.finish();
  const settled = await Promise.allSettled(taken);
  expect(settled.map((one) => one.status)).toEqual(
    ['1', '2', '3', '4', '5'].map((name) => (name === '3' ? 'rejected' : 'fulfilled')),
  );
  expect(runs).toEqual(['1+2+3', '1', '2', '3', '4+5']);
});
