/** What makes a lead in a hall, and what became of those there were. */
import { type RawBuilder, sql } from 'kysely';
import type { BenignCause, LeadKind, LeadRule, LeadState } from '../../contract/leads.ts';
import type { Db } from '../../platform/db/connect.ts';

export interface OwnRules {
  readonly hallId: string;
  readonly rules: readonly LeadRule[];
  readonly noRecordWindows: readonly string[];
  readonly version: number;
}

/** As a replay compares it with what rules would find now. */
export interface PastLead {
  readonly id: string;
  readonly kind: LeadKind;
  readonly subjectKey: string;
  readonly state: LeadState;
  readonly windowId: string | null;
  readonly caseId: string | null;
  readonly fromMs: number;
  readonly toMs: number;
}

export interface PrecisionRow {
  readonly kind: LeadKind;
  readonly raised: number;
  readonly confirmed: number;
  readonly dismissed: number;
  readonly open: number;
  readonly causes: { cause: BenignCause; n: number }[] | null;
}

export class LeadRulesStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  async all(): Promise<OwnRules[]> {
    const { rows } = await sql<OwnRules>`
      select hall_id as "hallId", rules, no_record_windows as "noRecordWindows", version from lead_rules`.execute(
      this.#db,
    );
    return rows;
  }

  async of(hallId: string): Promise<OwnRules | undefined> {
    const { rows } = await sql<OwnRules>`
      select hall_id as "hallId", rules, no_record_windows as "noRecordWindows", version
      from lead_rules where hall_id = ${hallId}`.execute(this.#db);
    return rows[0];
  }

  /** Undefined: they are of another version by now. `version` 0: the hall had none. */
  async set(
    hallId: string,
    own: Omit<OwnRules, 'hallId'>,
    by: { readonly userId: string | null; readonly atMs: number },
  ): Promise<number | undefined> {
    const at = new Date(by.atMs);
    const [rules, windows] = [JSON.stringify(own.rules), JSON.stringify(own.noRecordWindows)];
    const { rows } = await sql<{ version: number }>`
      insert into lead_rules as r (hall_id, rules, no_record_windows, version, changed_at, changed_by)
      select ${hallId}::uuid, ${rules}::jsonb, ${windows}::jsonb, 1, ${at}::timestamptz, ${by.userId}::uuid
      where ${own.version} = 0 or exists (select 1 from lead_rules where hall_id = ${hallId})
      on conflict (hall_id) do update set rules = excluded.rules, no_record_windows = excluded.no_record_windows,
        version = r.version + 1, changed_at = excluded.changed_at, changed_by = excluded.changed_by
      where r.version = ${own.version}
      returning version`.execute(this.#db);
    return rows[0]?.version;
  }

  /** Windows of the hall among these. */
  async windowsOf(hallId: string, among: readonly string[]): Promise<Set<string>> {
    const { rows } = await sql<{ id: string }>`
      select id from hall_window where hall_id = ${hallId} and id = any(${[...among]}::uuid[])`.execute(
      this.#db,
    );
    return new Set(rows.map((row) => row.id));
  }

  async past(hallId: string, fromMs: number, toMs: number): Promise<PastLead[]> {
    const { rows } = await sql<Omit<PastLead, 'fromMs' | 'toMs'> & { fromAt: Date; toAt: Date }>`
      select id, kind, subject_key as "subjectKey", state, window_id as "windowId", case_id as "caseId",
        from_at as "fromAt", to_at as "toAt"
      from lead where hall_id = ${hallId} and raised_at >= ${new Date(fromMs)} and from_at < ${new Date(toMs)}
      order by from_at limit 20000`.execute(this.#db);
    return rows.map(({ fromAt, toAt, ...row }) => ({
      ...row,
      ...{ fromMs: fromAt.getTime(), toMs: toAt.getTime() },
    }));
  }

  /** `where`: what the asker may see, and asked for. */
  async precision(where: RawBuilder<unknown>): Promise<PrecisionRow[]> {
    const { rows } = await sql<PrecisionRow>`
      select kind, sum(n)::int as raised, coalesce(sum(n) filter (where state = 'confirmed'), 0)::int as confirmed,
        coalesce(sum(n) filter (where state = 'dismissed'), 0)::int as dismissed,
        coalesce(sum(n) filter (where state in ('new', 'watched')), 0)::int as open,
        jsonb_agg(jsonb_build_object('cause', cause, 'n', n) order by n desc, cause)
          filter (where state = 'dismissed' and cause is not null) as causes
      from (select l.kind, l.state, l.dismissed_as as cause, count(*) as n from lead l
        left join hall_window w on w.id = l.window_id left join hall h on h.id = coalesce(l.hall_id, w.hall_id)
        left join department d on d.id = l.department_id left join case_record c on c.id = l.case_id
        left join department cd on cd.id = c.department_id where ${where} group by 1, 2, 3) counted
      group by kind`.execute(this.#db);
    return rows;
  }
}
