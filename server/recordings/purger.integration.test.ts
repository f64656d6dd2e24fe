/** What must not keep retention from its work: files that would not go, a disk that hangs, much that is held. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/factories/database.ts';
import { lockAgainstPurge } from '../platform/db/footage-lock.ts';
import { silentLog } from '../platform/log.ts';
import { DisksStore } from './disks.store.ts';
import type { DiskNow } from './disks.ts';
import { PurgeStore } from './purge.store.ts';
import { Purger, type PurgerOptions, type Room } from './purger.ts';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 10, 23, 6);
const now = () => NOW;
const camera = randomUUID();

let database: TestDatabase;
let disks: DiskNow[] = [];
let rooms: Room[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

beforeEach(async () => {
  const { db } = database;
  for (const table of ['recording_segment', 'recording_track', 'recording_usage', 'hold_range', 'hold'])
    await sql`delete from ${sql.table(table)}`.execute(db);
  await sql`delete from recording_disk`.execute(db);
  rooms = [];
  disks = ['/a', '/b'].map((path) => ({
    ...{ id: randomUUID(), path, configured: true, state: 'ok', fault: null, sinceMs: NOW },
    ...{ quotaBytes: null, freeBytes: 1e12, totalBytes: 1e12, usedBytes: 0 },
  }));
  for (const { id, path } of disks)
    await sql`insert into recording_disk (id, path) values (${id}, ${path})`.execute(db);
  await sql`insert into recording_track (camera_id, profile, since_at, days)
    values (${camera}, 'main', ${new Date(0)}, 90)`.execute(db);
});

/** Files of ten minutes and a megabyte, one after another. */
async function plant(disk: DiskNow | undefined, fromMs: number, files: number): Promise<void> {
  await sql`insert into recording_segment (id, camera_id, disk_id, started_at, ended_at, bytes, width, height, sound,
      open, profile, codec, codec_string)
    select gen_random_uuid(), ${camera}, ${disk?.id}, at, at + interval '10 minutes', 1000000, 640, 360, false, false,
      'main', 'h264', 'avc1.42c01f'
    from generate_series(0, ${files - 1}::int) n
      cross join lateral (select ${new Date(fromMs)}::timestamptz + n * interval '10 minutes' as at) t`.execute(
    database.db,
  );
}

async function hold(fromMs: number, toMs: number): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    insert into user_account (username, display_name, password_hash) values (${randomUUID()}, '', '')
    returning id`.execute(database.db);
  await sql`with h as (
      insert into hold (kind, asked, title, reason, set_by, set_by_name, set_at)
      values ('range', '{}', '', '', ${rows[0]?.id}, '', ${new Date(NOW)}) returning id)
    insert into hold_range (hold_id, camera_id, from_at, to_at)
    select id, ${camera}, ${new Date(fromMs)}, ${new Date(toMs)} from h`.execute(database.db);
}

async function left(disk: DiskNow | undefined): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from recording_segment where disk_id = ${disk?.id}`.execute(database.db);
  return rows[0]?.n ?? 0;
}

function purger(more: Partial<PurgerOptions>): Purger {
  const { db } = database;
  return new Purger({
    ...{ store: new PurgeStore({ db }), disks: () => disks, now, log: silentLog() },
    leftBytes: () => 1e12,
    contentOf: (id) => new DisksStore({ db }).content(id, new Date(NOW)),
    onLooked: (_disk, _content, room) => rooms.push(room),
    unlink: async () => undefined,
    ...more,
  });
}

test('files that would not go keep no others from going, of their disk or of another', async () => {
  const [a, b] = disks;
  await plant(a, NOW - 100 * DAY, 40);
  await plant(b, NOW - 99 * DAY, 5);
  let refused = 0;
  const unlink = async (path: string) => {
    if (!path.startsWith('/a/') || refused >= 35) return;
    refused += 1;
    throw Object.assign(new Error('EPERM'), { code: 'EPERM' });
  };
  await purger({ unlink }).run();
  expect([await left(a), await left(b)]).toEqual([35, 0]);
});

test('a disk that hangs while files are removed: others are purged, holds are set, and it is left alone until it answers', async () => {
  const [a, b] = disks;
  await plant(a, NOW - 100 * DAY, 3);
  await plant(b, NOW - 99 * DAY, 5);
  let asked = 0;
  let answer: () => void = () => undefined;
  const hangs = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const unlink = async (path: string) => {
    if (!path.startsWith('/a/')) return;
    asked += 1;
    await hangs;
  };
  const one = purger({ unlink, answerMs: 50 });
  await one.run();
  await one.run();
  expect(asked).toBe(1);
  expect([await left(a), await left(b)]).toEqual([3, 0]);
  await database.db.transaction().execute((trx) => lockAgainstPurge(trx));
  answer();
  await hangs;
  await expect.poll(() => one.run().then(() => left(a))).toBe(0);
  await one.close();
});

test('however much is held at the old end of a full disk, what is not held goes; and when nothing is left to go it is said', async () => {
  const [a] = disks;
  const held = 25_000;
  const from = NOW - 200 * DAY;
  await plant(a, from, held);
  await plant(a, NOW - DAY, 5);
  await hold(from, from + held * 600_000);
  disks = disks.map((disk) => (disk.id === a?.id ? { ...disk, state: 'full' } : disk));
  const overBy = (bytes: number) => purger({ leftBytes: ({ id }) => (id === a?.id ? -bytes : 1e12) });
  await overBy(3e6).run();
  expect(await left(a)).toBe(held + 2);
  await overBy(5e6).run();
  expect(await left(a)).toBe(held);
  expect(rooms.some(({ exhausted }) => exhausted)).toBe(true);
}, 30_000);
