/** Packages as rows, and the hold that keeps their footage while they are made. */
import { type RawBuilder, sql } from 'kysely';
import type { EvidenceOptions, EvidencePackage } from '../contract/evidence.ts';
import { cameraVisible, caseVisible, contains, type Visible } from '../places/index.ts';
import type { Db } from '../platform/db/connect.ts';
import { lockAgainstPurge } from '../platform/db/footage-lock.ts';
import type { Job, JobRange } from './job.ts';

interface Row {
  id: string;
  title: string;
  purpose: string;
  state: EvidencePackage['state'];
  caseId: string | null;
  caseNo: string | null;
  options: EvidenceOptions;
  askedBy: string;
  askedByName: string;
  askedAt: Date;
  finishedAt: Date | null;
  step: string | null;
  percent: number | null;
  error: string | null;
  bytes: string | null;
  sha256: string | null;
  ranges: { cameraId: string; from: string; to: string }[];
}

export interface PackagesQuery {
  readonly visible: Visible;
  readonly caseId?: string | undefined;
  readonly state?: EvidencePackage['state'] | undefined;
  readonly q?: string | undefined;
  readonly after?: readonly [string, string] | undefined;
  readonly limit: number;
}

const COLUMNS = sql`e.id, e.title, e.purpose, e.state, e.case_id as "caseId", e.case_no as "caseNo", e.options,
  e.asked_by as "askedBy", e.asked_by_name as "askedByName", e.asked_at as "askedAt", e.finished_at as "finishedAt",
  e.step, e.percent, e.error, e.bytes::text as bytes, e.sha256,
  (select jsonb_agg(jsonb_build_object('cameraId', r.camera_id, 'from', r.from_at, 'to', r.to_at) order by r.seq)
    from evidence_range r where r.package_id = e.id) as ranges`;

/** All its cameras are, and its case: not even how large a package of others is may be told. */
const seen = (visible: Visible): RawBuilder<boolean> => sql<boolean>`(not exists (
    select 1 from evidence_range r left join camera c on c.id = r.camera_id
    where r.package_id = e.id and not coalesce(${cameraVisible(visible, sql`c.id`, sql`c.hall_id`)}, false))
  and (e.case_id is null or exists (select 1 from case_record k join department d on d.id = k.department_id
    where k.id = e.case_id and ${caseVisible(visible, { caseId: sql`k.id`, departmentId: sql`k.department_id`, regionCode: sql`d.region_code` })})))`;

export class PackagesStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  /** Within a unit of work: its footage is held from now on. */
  async insert(job: Omit<Job, 'id'>): Promise<string> {
    const { options, ranges } = job;
    const at = new Date(job.askedAtMs);
    const { id } = await this.#db
      .insertInto('evidence_package')
      .values({
        ...{ title: job.title, purpose: job.purpose, state: 'waiting', options: JSON.stringify(options) },
        ...{ case_id: job.caseId, case_no: job.caseNo },
        ...{ asked_by: job.askedBy, asked_by_name: job.askedByName, asked_at: at },
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    const rows = ranges.map(({ cameraId, fromMs, toMs }, seq) => ({
      ...{ package_id: id, seq, camera_id: cameraId },
      ...{ from_at: new Date(fromMs), to_at: new Date(toMs) },
    }));
    await this.#db.insertInto('evidence_range').values(rows).execute();
    await this.#hold({ ...job, id }, at);
    return id;
  }

  /** A hold of its own, with the package's id: whoever looks at the holds sees what keeps the footage. */
  async #hold({ id, title, purpose, ranges, askedBy, askedByName }: Job, at: Date): Promise<void> {
    await lockAgainstPurge(this.#db);
    const from = Math.min(...ranges.map(({ fromMs }) => fromMs));
    const to = Math.max(...ranges.map(({ toMs }) => toMs));
    const asked = {
      cameraIds: [...new Set(ranges.map(({ cameraId }) => cameraId))],
      ...{ from: new Date(from).toISOString(), to: new Date(to).toISOString() },
    };
    await this.#db
      .insertInto('hold')
      .values({
        ...{ id, kind: 'range', subject_id: null, asked: JSON.stringify(asked), case_id: null },
        ...{ title: `证据包 ${title}`, reason: purpose, set_at: at },
        ...{ set_by: askedBy, set_by_name: askedByName, until: null, look_at: null },
      })
      .execute();
    await sql`insert into hold_range (hold_id, camera_id, from_at, to_at)
      select ${id}::uuid, camera, lower(one), upper(one) from (
        select camera, unnest(range_agg(tstzrange(begin, ending))) as one
        from unnest(${ranges.map((range) => range.cameraId)}::uuid[],
          ${ranges.map((range) => new Date(range.fromMs))}::timestamptz[],
          ${ranges.map((range) => new Date(range.toMs))}::timestamptz[]) as r(camera, begin, ending)
        group by camera) as merged`.execute(this.#db);
  }

  async #letGo(id: string, at: Date): Promise<void> {
    await this.#db
      .updateTable('hold')
      .set({ state: 'released', released_at: at, release_reason: '证据包制作结束' })
      .where('id', '=', id)
      .where('state', '<>', 'released')
      .execute();
    await this.#db
      .updateTable('hold_range')
      .set({ released_at: at })
      .where('hold_id', '=', id)
      .where('released_at', 'is', null)
      .execute();
  }

  async get(id: string): Promise<EvidencePackage | undefined> {
    const { rows } = await sql<Row>`select ${COLUMNS} from evidence_package e where e.id = ${id}`.execute(
      this.#db,
    );
    return rows[0] && shown(rows[0]);
  }

  /** Up to `limit` + 1, the newest first. */
  async list({ visible, caseId, state, q, after, limit }: PackagesQuery): Promise<EvidencePackage[]> {
    const like = q ? contains(q) : undefined;
    const { rows } = await sql<Row>`select ${COLUMNS} from evidence_package e
      where ${seen(visible)} and ${caseId === undefined ? sql`true` : sql`e.case_id = ${caseId}`}
        and ${state === undefined ? sql`true` : sql`e.state = ${state}`}
        and ${like === undefined ? sql`true` : sql`(e.title ilike ${like} or e.case_no ilike ${like} or e.purpose ilike ${like})`}
        and ${after === undefined ? sql`true` : sql`(e.asked_at, e.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)`}
      order by e.asked_at desc, e.id desc limit ${limit + 1}`.execute(this.#db);
    return rows.map(shown);
  }

  async underWay(askedBy: string): Promise<number> {
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from evidence_package
      where asked_by = ${askedBy} and state in ('waiting', 'building')`.execute(this.#db);
    return rows[0]?.n ?? 0;
  }

  /** What comes next: what a server that ended left under way first. */
  async next(): Promise<Job | undefined> {
    const { rows } =
      await sql<Row>`select ${COLUMNS} from evidence_package e where e.state in ('waiting', 'building')
      order by e.state = 'building' desc, e.asked_at, e.id limit 1`.execute(this.#db);
    return rows[0] && toJob(rows[0]);
  }

  /** False: it is not to be built any more. */
  async begin(id: string): Promise<boolean> {
    const { numUpdatedRows } = await this.#db
      .updateTable('evidence_package')
      .set({ state: 'building' })
      .where('id', '=', id)
      .where('state', 'in', ['waiting', 'building'])
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  }

  /** False: it is not to be built any more. */
  async progress(id: string, step: string, percent: number): Promise<boolean> {
    const { numUpdatedRows } = await this.#db
      .updateTable('evidence_package')
      .set({ step, percent })
      .where('id', '=', id)
      .where('state', '=', 'building')
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  }

  /** False: it was not in a state for this. */
  async end(
    id: string,
    from: readonly EvidencePackage['state'][],
    to: EvidencePackage['state'],
    at: Date,
    more: { readonly error?: string; readonly bytes?: number; readonly sha256?: string } = {},
  ): Promise<boolean> {
    return this.#db.transaction().execute(async () => {
      const { rows } = await sql`update evidence_package set state = ${to},
          finished_at = case when ${to} = 'removed' then finished_at else ${at} end, step = null, percent = null,
          error = coalesce(${more.error ?? null}, error), bytes = coalesce(${more.bytes ?? null}::bigint, bytes),
          sha256 = coalesce(${more.sha256 ?? null}, sha256)
        where id = ${id} and state = any(${[...from]}::text[]) returning 1`.execute(this.#db);
      if (rows.length > 0) await this.#letGo(id, at);
      return rows.length > 0;
    });
  }

  /** Those of these whose files must stay. */
  async standing(ids: readonly string[]): Promise<ReadonlySet<string>> {
    const { rows } = await sql<{ id: string }>`select id from evidence_package
      where id = any(${[...ids]}::uuid[]) and state in ('waiting', 'building', 'ready')`.execute(this.#db);
    return new Set(rows.map((row) => row.id));
  }
}

const iso = (at: string | Date): string => new Date(at).toISOString();

function shown(row: Row): EvidencePackage {
  const { step, percent, bytes, ...rest } = row;
  return {
    ...rest,
    ranges: row.ranges.map(({ cameraId, from, to }) => ({ cameraId, from: iso(from), to: iso(to) })),
    askedAt: iso(row.askedAt),
    finishedAt: row.finishedAt === null ? null : iso(row.finishedAt),
    progress: row.state === 'building' && step !== null ? { step, percent: percent ?? 0 } : null,
    bytes: bytes === null ? null : Number(bytes),
  };
}

function toJob(row: Row): Job {
  const { id, title, purpose, caseId, caseNo, options, askedBy, askedByName } = row;
  const ranges: JobRange[] = row.ranges.map(({ cameraId, from, to }) => ({
    ...{ cameraId, fromMs: Date.parse(from), toMs: Date.parse(to) },
  }));
  return {
    ...{ id, title, purpose, caseId, caseNo, options, askedBy, askedByName, ranges },
    askedAtMs: row.askedAt.getTime(),
  };
}
