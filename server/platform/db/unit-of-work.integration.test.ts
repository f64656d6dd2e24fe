import { sql } from 'kysely';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { createTestDatabase } from '../../../test/factories/database.ts';
import { afterCommit, beforeCommit, inUnitOfWork, isInUnitOfWork } from './unit-of-work.ts';

const database = await createTestDatabase();
const { db } = database;
afterAll(() => database.close());
beforeEach(() => sql`delete from setting`.execute(db));

const put = (key: string, value = '') => db.insertInto('setting').values({ key, value }).execute();
const keys = async () =>
  (await db.selectFrom('setting').select('key').orderBy('key').execute()).map((row) => row.key);
const signal = () => {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
};
const fail = () => {
  throw new Error('no');
};

test('what is written stands together, and is seen from outside only then', async () => {
  let seen: string[] = [];
  const outside = signal();
  const written = signal();
  const unit = inUnitOfWork(async () => {
    await put('a');
    await put('b');
    expect(await keys()).toEqual(['a', 'b']);
    written.resolve();
    await outside.promise;
  });
  await written.promise;
  seen = await keys();
  outside.resolve();
  await unit;
  expect(seen).toEqual([]);
  expect(await keys()).toEqual(['a', 'b']);
});

test('and falls together', async () => {
  await expect(inUnitOfWork(() => put('a').then(fail))).rejects.toThrow('no');
  expect(await keys()).toEqual([]);
});

test('a part that is undone leaves the rest; transactions side by side wait for each other', async () => {
  await inUnitOfWork(async () => {
    await put('a');
    await expect(inUnitOfWork(() => put('b').then(fail))).rejects.toThrow('no');
    await Promise.all([
      db.transaction().execute(async (trx) => {
        await trx.insertInto('setting').values({ key: 'c', value: '' }).execute();
        await put('c2');
        await db.transaction().execute(() => put('c3'));
      }),
      db
        .transaction()
        .execute(async (trx) => trx.insertInto('setting').values({ key: 'd', value: '' }).execute()),
      expect(db.transaction().execute(() => put('e').then(fail))).rejects.toThrow('no'),
      put('f'),
    ]);
  });
  expect(await keys()).toEqual(['a', 'c', 'c2', 'c3', 'd', 'f']);
});

test('a statement that failed and was ignored undoes the whole, not half of it', async () => {
  await put('taken');
  const unit = inUnitOfWork(async () => {
    await put('a');
    await put('taken').catch(() => undefined);
  });
  await expect(unit).rejects.toThrow(/went on regardless/);
  expect(await keys()).toEqual(['taken']);
  // Where it is foreseen, a part takes it.
  await inUnitOfWork(async () => {
    await put('a');
    await inUnitOfWork(() => put('taken')).catch(() => undefined);
  });
  expect(await keys()).toEqual(['a', 'taken']);
});

test('what is for after the commit runs after it, outside, and not at all where it is undone', async () => {
  const told: string[] = [];
  const tell = (what: string) => afterCommit(() => void told.push(`${what} ${isInUnitOfWork()}`));
  await inUnitOfWork(async () => {
    tell('whole');
    await inUnitOfWork(async () => tell('part'));
    await inUnitOfWork(async () => {
      tell('undone part');
      fail();
    }).catch(() => undefined);
    expect(told).toEqual([]);
  });
  expect(told).toEqual(['whole false', 'part false']);
  await inUnitOfWork(async () => {
    tell('undone');
    fail();
  }).catch(() => undefined);
  tell('at once');
  expect(told).toEqual(['whole false', 'part false', 'at once false']);
});

test('what is for before the commit is written with it, together, and its failure undoes the whole', async () => {
  const calls: string[][] = [];
  const write = async (items: readonly string[]) => {
    calls.push([...items]);
    for (const item of items) await put(item);
  };
  expect(beforeCommit(write, 'x')).toBe(false);
  await inUnitOfWork(async () => {
    beforeCommit(write, 'a');
    await inUnitOfWork(async () => void beforeCommit(write, 'b'));
    await inUnitOfWork(async () => {
      beforeCommit(write, 'c');
      fail();
    }).catch(() => undefined);
    expect(calls).toEqual([]);
  });
  expect(calls).toEqual([['a', 'b']]);
  const again = inUnitOfWork(async () => {
    await put('new');
    beforeCommit(write, 'a');
  });
  await expect(again).rejects.toThrow();
  expect(await keys()).toEqual(['a', 'b']);
});

test('work left running after its unit was undone writes nothing', async () => {
  const late = signal();
  let left: Promise<unknown> = Promise.resolve();
  await inUnitOfWork(async () => {
    await put('a');
    left = inUnitOfWork(async () => {
      await late.promise;
      await put('late');
    });
    fail();
  }).catch(() => undefined);
  late.resolve();
  await expect(left).rejects.toThrow();
  expect(await keys()).toEqual([]);
});

test('more units at once than connections wait for each other', async () => {
  await Promise.all(
    Array.from({ length: 40 }, (_, n) =>
      inUnitOfWork(async () => {
        await put(`k${n}`);
        await Promise.all([put(`l${n}`), db.transaction().execute(() => put(`m${n}`))]);
      }),
    ),
  );
  expect(await keys()).toHaveLength(120);
});

test('a connection that was lent out before its unit was undone takes nothing afterwards', async () => {
  const [late, lent] = [signal(), signal()];
  let left: Promise<unknown> = Promise.resolve();
  await inUnitOfWork(async () => {
    await put('a');
    left = db.connection().execute(async (one) => {
      lent.resolve();
      await late.promise;
      await one.insertInto('setting').values({ key: 'late', value: '' }).execute();
    });
    await lent.promise;
    fail();
  }).catch(() => undefined);
  late.resolve();
  await expect(left).rejects.toThrow('undone');
  expect(await keys()).toEqual([]);
});

test('a statement beside the one that undoes its unit is undone with it', async () => {
  await put('taken');
  for (let n = 0; n < 20; n += 1) {
    let beside: Promise<unknown> = Promise.resolve();
    await inUnitOfWork(async () => {
      const taken = put('taken');
      beside = put(`beside ${n}`).catch(() => undefined);
      await taken;
    }).catch(() => undefined);
    await beside;
  }
  expect(await keys()).toEqual(['taken']);
});

test('work left running while its unit is committed goes on outside, and none of it waits for ever', async () => {
  const left: Promise<unknown>[] = [];
  await inUnitOfWork(async () => {
    await put('a');
    // One of these falls into the commit, however long the steps before it are.
    for (let steps = 0; steps < 60; steps += 1)
      left.push(
        (async () => {
          for (let step = 0; step < steps; step += 1) await null;
          await put(`left ${String(steps).padStart(2, '0')}`);
        })(),
      );
  });
  await Promise.all(left);
  expect(await keys()).toHaveLength(61);
});

test('what is left for the end by work that was left running is written as well', async () => {
  const written: string[] = [];
  const write = async (items: readonly string[]) => {
    await put(items.join());
    written.push(...items);
  };
  const left: Promise<unknown>[] = [];
  await inUnitOfWork(async () => {
    await put('a');
    left.push(
      db.transaction().execute(async () => {
        await put('b');
        beforeCommit(write, 'of b');
      }),
    );
  });
  await Promise.all(left);
  expect(await keys()).toEqual(['a', 'b', 'of b']);
  expect(written).toEqual(['of b']);
});
