/**
 * Millions of cases with their events, written straight into the tables in the shape that a city gives them: three years
 * of them, one in ten open, most at a window of their department, few at two halls, some late, a few with cards.
 */
import { sql } from 'kysely';
import type { Db } from '../../server/platform/db/connect.ts';

/** Without triggers and with indexes built afterwards, as a restore does it. Run it on one connection. */
export async function seedCases(db: Db, cases: number): Promise<void> {
  await db.connection().execute(async (one) => {
    const { rows: indexes } = await sql<{ name: string; makes: string }>`
      select indexname as name, indexdef as makes from pg_indexes
      where tablename in ('case_record', 'case_event')
        and not exists (select 1 from pg_constraint where conname = indexname)`.execute(one);
    await sql`set session_replication_role = replica`.execute(one);
    await sql`set synchronous_commit = off`.execute(one);
    for (const { name } of indexes) await sql`drop index ${sql.id(name)}`.execute(one);
    await sql`select setseed(0.5)`.execute(one);
    await sql`create temp table seed_matter as
      select row_number() over (order by id) - 1 as n, id, department_id, kind from matter`.execute(one);
    await sql`create temp table seed_window as
      select department_id, id, hall_id, row_number() over (partition by department_id order by id) - 1 as n,
        count(*) over (partition by department_id) as windows from hall_window`.execute(one);
    await sql`create index on seed_matter (n)`.execute(one);
    await sql`create index on seed_window (department_id, n)`.execute(one);
    await sql`analyze seed_matter, seed_window`.execute(one);
    const each = 500_000;
    for (let from = 1; from <= cases; from += each)
      await insertCases(one, from, Math.min(cases, from + each - 1));
    for (const { makes } of indexes) await sql.raw(makes).execute(one);
    await sql`set session_replication_role = origin`.execute(one);
  });
  await sql`vacuum analyze case_record`.execute(db);
  await sql`vacuum analyze case_event`.execute(db);
}

async function insertCases(one: Db, from: number, to: number): Promise<void> {
  await sql`
    insert into case_record (source, case_no, matter_id, department_id, kind, applicant_masked, stage, stage_since,
      received_at, accepted_at, completed_at, refused_at, outcome, updated_at, hall_id, window_id, other_halls, clerk,
      matter_version, near_at, due_at, statutory_due_at, suspended_since, gravity, clock_key, clock_version)
    select 'source-' || m.n % 40, '4452' || to_char(t.received, 'YYYYMMDD') || lpad(g.n::text, 8, '0'), m.id,
      m.department_id, m.kind, '张*', case when t.refused then 'received' when t.open then
        (array['accepted', 'accepted', 'handling', 'review', 'approval'])[1 + g.n % 5] else 'completed' end,
      t.received, t.received, case when t.refused then null else t.accepted end,
      case when t.open or t.refused then null else t.completed end, case when t.refused then t.accepted end,
      case when t.open or t.refused then null else 'certificate' end,
      case when t.open or t.refused then t.accepted else t.completed end, w.hall_id, w.id,
      case when g.n % 200 = 0 then array[(select id from hall order by id limit 1)] end,
      '窗口' || g.n % 12, 1, t.accepted + interval '5 days', t.accepted + interval '7 days',
      t.accepted + interval '28 days', case when t.open and g.n % 90 = 0 then t.accepted end,
      case when not t.refused and (t.open and t.accepted < now() - interval '7 days' or g.n % 53 = 0)
        then g.n % 3 end, 'region:445200', 1
    from generate_series(${from}::int, ${to}::int) as g (n)
      cross join lateral (select g.n % 10 = 0 as open, g.n % 97 = 1 as refused, case when g.n % 10 = 0
          then date_trunc('milliseconds', now() - random() * interval '10 days')
          else date_trunc('milliseconds', now() - interval '11 days' - random() * interval '1000 days') end as received) r
      cross join lateral (select r.open and not r.refused as open, r.refused, r.received,
          r.received + interval '1 hour' as accepted,
          r.received + interval '1 hour' + date_trunc('milliseconds', random() * interval '10 days') as completed) t
      join seed_matter m on m.n = (g.n::bigint * 7919 + g.n % 13) % (select count(*) from seed_matter)
      left join lateral (select one.id, one.hall_id from seed_window one where one.department_id = m.department_id
        and one.n = (g.n * 31) % nullif((select windows from seed_window s where s.department_id = m.department_id
          and s.n = 0), 0)) w on true`.execute(one);
  // Three to six of each: received, accepted, one to three steps, and its end.
  await sql`
    insert into case_event (source, event_id, type, case_id, window_id, stage, occurred_at, received_at, clerk)
    select c.source, c.case_no || '-' || s.n, 'stage', c.id, c.window_id, s.stage,
      c.received_at + s.n * interval '40 minutes', c.received_at + s.n * interval '40 minutes', c.clerk
    from case_record c cross join unnest(array['received', 'accepted', 'handling', 'review', 'approval', 'completed'])
      with ordinality as s (stage, n)
    where right(c.case_no, 8)::int between ${from} and ${to} and s.n <= 3 + right(c.case_no, 4)::int % 4`.execute(
    one,
  );
}

/** Bytes on disk, by table and by index. */
export async function caseSizes(db: Db): Promise<{ readonly what: string; readonly bytes: number }[]> {
  const { rows } = await sql<{ what: string; bytes: string }>`
    select relname as what, pg_relation_size(oid) as bytes from pg_class
    where relname in ('case_record', 'case_event')
    union all select 'index ' || indexname, pg_relation_size(indexname::regclass) from pg_indexes
    where tablename in ('case_record', 'case_event') order by bytes desc`.execute(db);
  return rows.map(({ what, bytes }) => ({ what, bytes: Number(bytes) }));
}
