/** The index when a batch is written twice: PostgreSQL kept it, and died before it could say so. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SegmentFile } from '../../streams/recorder/index.ts';
import { createTestDatabase, type TestDatabase } from '../../test/factories/database.ts';
import { IndexWritesStore } from './index-writes.store.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

test('a batch told again changes nothing: the gap that lasts goes on lasting', async () => {
  const { db } = database;
  const store = new IndexWritesStore({ db });
  const [cameraId, diskId] = [randomUUID(), randomUUID()];
  await sql`insert into recording_disk (id, path) values (${diskId}, '/a')`.execute(db);
  const startedAtMs = Date.UTC(2026, 10, 23, 6);
  const file: SegmentFile = {
    ...{ id: randomUUID(), cameraId, diskId, profile: 'main', path: '', startedAtMs, codec: 'h264' },
    ...{ codecString: 'avc1.64001f', width: 1, height: 1, sound: false, buffer: false },
  };
  const gap = { cameraId, profile: 'main', code: null } as const;
  const batch = () =>
    store.inTransaction(async (in_) => {
      await in_.gaps([{ ...gap, fromMs: startedAtMs - 5000, cause: 'camera' }]);
      await in_.open([file]);
      await in_.close([
        { id: file.id, endedAtMs: startedAtMs + 9000, bytes: 7, driftPpm: null, clockOffsetMs: null },
      ]);
      await in_.gaps([{ ...gap, fromMs: startedAtMs + 9000, cause: 'disk' }]);
    });
  const rows = async () =>
    (await sql`select cause, from_at, to_at from recording_gap order by from_at`.execute(db)).rows;
  await batch();
  const once = await rows();
  expect(once).toMatchObject([
    { cause: 'camera', to_at: new Date(startedAtMs) },
    { cause: 'disk', to_at: null },
  ]);
  await batch();
  expect(await rows()).toEqual(once);
  const { rows: usage } = await sql`select bytes::int, files from recording_usage`.execute(db);
  expect(usage).toEqual([{ bytes: 7, files: 1 }]);
});
