import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/factories/database.ts';
import { inUnitOfWork } from '../platform/db/unit-of-work.ts';
import { CalendarStore } from './calendar.store.ts';
import { ClockKeeper } from './clock-keeper.ts';
import { loadShipped, type Shipped } from './shipped.ts';
import { CalendarGap, type WorkingClock } from './working-clock.ts';

let database: TestDatabase;
let hallId: string;
let nowMs = at('2026-03-02T10:00');
beforeAll(async () => {
  database = await createTestDatabase();
  await sql
    .raw(`insert into region (code, name, level, parent_code) values ('440000', '广东省', 'province', null),
      ('445200', '揭阳市', 'city', '440000'), ('445202', '榕城区', 'county', '445200')`)
    .execute(database.db);
  const { rows } = await sql<{ id: string }>`
    insert into hall (region_code, name) values ('445202', '大厅') returning id`.execute(database.db);
  hallId = rows[0]?.id ?? '';
});
afterAll(() => database.close());

function at(text: string): number {
  return Date.parse(`${text}:00+08:00`);
}
const text = (ms: number) => new Date(ms + 8 * 3_600_000).toISOString().slice(0, 16);
const keeper = (shipped: Shipped = loadShipped()) =>
  new ClockKeeper({ store: new CalendarStore(database), shipped, now: () => nowMs });
const due = (clock: WorkingClock, from: string, days: number) =>
  text(
    clock.dueMs({
      startMs: at(from),
      limit: { value: days, unit: 'workingDay' },
      pauses: [],
      extraDays: 0,
    }),
  );
const setYear = (place: string, version: number, state: string, days: string) =>
  sql`insert into calendar_year (region_code, year, version, state, days, at)
    values (${place}, 2026, ${version}, ${state}, ${days}::jsonb, now())`.execute(database.db);

it('goes by what was shipped, then by the nearest region that says otherwise, and sees changes of others', async () => {
  const clocks = keeper();
  const of = (regionCode: string) => clocks.of({ hallId: null, regionCode });
  expect(due(await of('445202'), '2026-02-13T10:00', 2)).toBe('2026-02-24T10:00');
  const before = (await of('445202')).version;
  expect(await of('445202')).toBe(await of('445202'));

  // The city has a year of its own without the Spring Festival; the district says nothing.
  await setYear('445200', 1, 'announced', '[{"day":"2026-03-03","kind":"holiday","name":"停电"}]');
  nowMs += 1001;
  expect(due(await of('445202'), '2026-02-13T10:00', 2)).toBe('2026-02-17T10:00');
  expect((await of('445202')).version).toBeGreaterThan(before);
  expect((await of('440000')).version).toBe(before);
  expect(due(await of('440000'), '2026-02-13T10:00', 2)).toBe('2026-02-24T10:00');

  // A draft counts for nothing; taken back, it follows the one above again.
  await setYear('445202', 1, 'draft', '[]');
  await setYear('445200', 2, 'withdrawn', '[]');
  nowMs += 1001;
  expect(due(await of('445202'), '2026-02-13T10:00', 2)).toBe('2026-02-24T10:00');
});

it('is not late for a change that stood while it was looking for one', async () => {
  const store = new CalendarStore(database);
  let meanwhile = async (): Promise<void> => undefined;
  const of = new ClockKeeper({
    store: {
      snapshot: () => store.snapshot(),
      hall: (id) => store.hall(id),
      version: async () => {
        const version = await store.version();
        await meanwhile();
        return version;
      },
    },
    ...{ shipped: loadShipped(), now: () => nowMs },
  });
  const place = { hallId: null, regionCode: '445202' };
  const { version } = await of.of(place);
  nowMs += 2000;
  meanwhile = async () => {
    meanwhile = async () => undefined;
    await setYear('445202', 7, 'withdrawn', '[]');
    of.forget();
  };
  await of.of(place);
  expect((await of.of(place)).version).toBeGreaterThan(version);
});

it('goes by the hall’s own hours, and by its region’s where it has none', async () => {
  const clocks = keeper();
  const of = () => clocks.of({ hallId, regionCode: '445200' });
  expect((await of()).workingDayMs).toBe(8 * 3_600_000);
  const short = JSON.stringify(
    [1, 2, 3, 4, 5, 6, 7].map((one) => ({
      morning: one < 6 ? { from: '09:00', to: '12:00' } : null,
      afternoon: null,
    })),
  );
  await sql`insert into region_hours (region_code, valid_from, version, week, at)
    values ('445202', '2026-03-01', 1, ${short}::jsonb, now())`.execute(database.db);
  nowMs += 1001;
  const clock = await of();
  expect(clock.workingDayMs).toBe(3 * 3_600_000);
  expect(due(clock, '2026-03-02T10:00', 1)).toBe('2026-03-03T10:00');
  expect(clock.between(at('2026-02-27T00:00'), at('2026-02-28T00:00'))).toBe(8 * 3_600_000);

  await sql`insert into hall_hours (hall_id, valid_from, week)
    values (${hallId}, '2026-03-02', ${short.replaceAll('09:00', '08:00')}::jsonb)`.execute(database.db);
  nowMs += 1001;
  expect((await of()).workingDayMs).toBe(4 * 3_600_000);
  expect((await of()).version).toBeGreaterThan(clock.version);
});

it('gives versions in the order of commits, one a transaction', async () => {
  const store = new CalendarStore(database);
  const was = await store.version();
  await inUnitOfWork(async () => {
    await setYear('440000', 1, 'draft', '[]');
    await setYear('440000', 2, 'draft', '[]');
    expect(await store.version()).toBe(was);
  });
  expect(await store.version()).toBe(was + 1);
  const { rows } = await sql<{ version: number }>`
    select version from calendar_change where region_code = '440000'`.execute(database.db);
  expect(rows.map((row) => row.version)).toEqual([was + 1, was + 1]);
});

it('tells what is missing: the year, or the hours', async () => {
  const clock = await keeper().of({ hallId, regionCode: '445202' });
  const gapOf = (ask: () => unknown) => {
    try {
      ask();
    } catch (error) {
      if (error instanceof CalendarGap) return error.fault;
      throw error;
    }
    return undefined;
  };
  expect(gapOf(() => due(clock, '2026-12-30T10:00', 5))).toEqual({
    code: 'year_unannounced',
    day: '2027-01-01',
    regionCode: '445202',
    hallId,
  });
  const without = await keeper({ ...loadShipped(), hours: [] }).of({ hallId: null, regionCode: '445200' });
  expect(gapOf(() => due(without, '2026-02-13T10:00', 5))).toEqual({
    code: 'no_hours',
    day: '2026-02-13',
    regionCode: '445200',
    hallId: null,
  });
});
