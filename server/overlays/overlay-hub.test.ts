import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { WindowStatus } from '../contract/overlays.ts';
import { OverlayHub } from './overlay-hub.ts';

const status = (version: number): WindowStatus => ({
  windowId: 'w',
  version,
  at: '2026-11-23T01:00:00.000Z',
  receivedAt: '2026-11-23T01:00:00.000Z',
  state: 'idle',
  clerk: null,
  ticket: null,
  case: null,
});
const soon = () => new Promise((resolve) => setImmediate(resolve));

/** What is committed, read as slowly as the scheduler likes. */
const database = (read: () => Promise<unknown>) => {
  const kept: WindowStatus[] = [];
  return {
    kept,
    missed: async (wants: readonly { windowId: string; after: number }[]) => {
      // The rows are those of the moment the database looks; the answer travels after.
      const updates = wants.map((want) => kept.filter((one) => one.version > want.after));
      await read();
      return wants.map((want, i) => ({ windowId: want.windowId, reset: false, updates: updates[i] ?? [] }));
    },
  };
};
/** Follows what it follows whoever runs the window. */
const mayFollow = async (ids: readonly string[]) => new Set(ids);
const quiet = { warn: () => undefined };

it('sends every version once and in order, however the bus doubles, drops, delays and reorders', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.integer({ min: 0, max: 12 }),
      // What the bus makes of the versions 1 to 20: any of them, any number of times, in any order.
      fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 40 }),
      async (scheduler, before, told) => {
        const db = database(() => scheduler.schedule(Promise.resolve()));
        const hub = new OverlayHub({ statuses: db, now: () => 0, log: quiet });
        const seen: number[] = [];
        for (let version = 1; version <= before; version += 1) db.kept.push(status(version));
        const followed = hub
          .follow({ mayFollow, send: (one: WindowStatus) => seen.push(one.version) }, [
            { windowId: 'w', after: 0 },
          ])
          .then(([missed]) => seen.push(...(missed?.updates ?? []).map((one) => one.version)));
        for (const version of told) {
          while (db.kept.length < version) db.kept.push(status(db.kept.length + 1));
          hub.deliver([status(version)]);
          if (version % 3 === 0) await soon();
        }
        while (db.kept.length < 21) db.kept.push(status(db.kept.length + 1));
        // The last one is told, so that whatever was lost before comes to light.
        hub.deliver([status(21)]);
        for (let i = 0; i < 30; i += 1) {
          await scheduler.waitAll();
          await soon();
        }
        await followed;
        expect(seen).toEqual(db.kept.map((one) => one.version));
      },
    ),
    { numRuns: 150 },
  );
});

it('tries again with the next change when the database did not answer', async () => {
  let broken = false;
  const db = database(async () => {
    if (broken) throw new Error('gone');
  });
  const hub = new OverlayHub({ statuses: db, now: () => 0, log: quiet });
  const seen: number[] = [];
  await hub.follow({ mayFollow, send: (one: WindowStatus) => seen.push(one.version) }, [
    { windowId: 'w', after: 0 },
  ]);
  await soon();
  db.kept.push(status(1), status(2), status(3));
  broken = true;
  hub.deliver([status(2)]);
  await soon();
  expect(seen).toEqual([]);
  broken = false;
  hub.deliver([status(3)]);
  await soon();
  expect(seen).toEqual([1, 2, 3]);
});

it('forgets who left, and who could not be answered', async () => {
  let broken = false;
  const db = database(async () => {
    if (broken) throw new Error('gone');
  });
  const hub = new OverlayHub({ statuses: db, now: () => 0, log: quiet });
  const seen: number[] = [];
  const follower = { mayFollow, send: (one: WindowStatus) => seen.push(one.version) };
  await hub.follow(follower, [{ windowId: 'w', after: 0 }]);
  hub.leave(follower);
  await soon();
  hub.deliver([status(1)]);
  broken = true;
  await expect(hub.follow(follower, [{ windowId: 'w', after: 0 }])).rejects.toThrow('gone');
  hub.deliver([status(1)]);
  await soon();
  expect(seen).toEqual([]);
});
