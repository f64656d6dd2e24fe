/** Cases with all that was reported of them, for the rules that look at the record alone. */
import { sql } from 'kysely';
import type { Limit } from '../../contract/clock.ts';
import type { Db } from '../../platform/db/connect.ts';
import { eventColumns, eventJoins, type Offsets, toEvent } from './events.store.ts';
import type { CaseFacts } from './facts.ts';

interface CaseRow extends Omit<CaseFacts, 'events' | 'altered' | 'cardsMs' | 'promised'> {
  readonly promisedValue: number;
  readonly promisedUnit: Limit['unit'];
  readonly cards: readonly string[];
}

type CaseEventRow = Parameters<typeof toEvent>[0] & {
  readonly no: string;
  readonly outcome: string | null;
  readonly approver: string | null;
  readonly ground: string | null;
  readonly recordKey: string | null;
  readonly dataVersion: number | null;
  readonly applied: Limit | null;
};

export interface LoadedCase {
  readonly file: CaseFacts;
  /** By the event's id: working days that a suspension applied for. */
  readonly appliedDays: ReadonlyMap<string, number>;
}

/** A case that was made void before, with whose it is still sealed. */
export interface VoidedCase {
  readonly caseId: string;
  readonly caseNo: string;
  readonly outcome: string;
  readonly begunMs: number;
  readonly acceptedMs: number | null;
  readonly endedMs: number;
  readonly hadCard: boolean;
  readonly sealed: Buffer;
}

const VOIDED = sql`c.outcome in ('void', 'returned', 'deleted')`;

export class CasesFactsStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  async load(caseIds: readonly string[], offsets: Offsets): Promise<LoadedCase[]> {
    const ids = sql`${[...caseIds]}::uuid[]`;
    const { rows } = await sql<CaseRow>`
      select c.id as "caseId", c.case_no as "caseNo", c.kind, v.name as "matterName",
        v.promised_value as "promisedValue", v.promised_unit as "promisedUnit", c.hall_id as "hallId",
        c.window_id as "windowId", d.region_code as "regionCode", c.department_id as "departmentId",
        array(select created_at::text from alert where case_id = c.id) as cards
      from case_record c join department d on d.id = c.department_id
        join matter_version v on v.matter_id = c.matter_id and v.version = c.matter_version
      where c.id = any(${ids})`.execute(this.#db);
    const { rows: events } = await sql<CaseEventRow>`
      select ${eventColumns}, coalesce(e.detail->>'no', '1') as no, e.detail->>'outcome' as outcome,
        e.detail->>'approver' as approver, e.detail->>'ground' as ground, e.record_key as "recordKey",
        e.data_version as "dataVersion", e.detail->'applied' as applied
      from ${eventJoins} where e.case_id = any(${ids}) order by e.occurred_at, e.seq limit 200000`.execute(
      this.#db,
    );
    const byCase = new Map<string, CaseEventRow[]>();
    for (const event of events) {
      const group = byCase.get(event.caseId ?? '');
      if (group === undefined) byCase.set(event.caseId ?? '', [event]);
      else group.push(event);
    }
    return rows.map((row) => loaded(row, byCase.get(row.caseId) ?? [], offsets));
  }

  /** Of the same matter and, as far as it is shown, the same applicant; begun or ended within the days before. */
  async voidedBefore(caseId: string, days: number): Promise<{ sealed: Buffer | null; before: VoidedCase[] }> {
    const { rows } = await sql<
      Omit<VoidedCase, 'begunMs' | 'endedMs' | 'acceptedMs'> & {
        own: Buffer;
        begunAt: Date;
        acceptedAt: Date | null;
        endedAt: Date;
      }
    >`
      select n.applicant_sealed as own, c.id as "caseId", c.case_no as "caseNo", c.outcome,
        coalesce(c.received_at, c.accepted_at, c.completed_at) as "begunAt", c.accepted_at as "acceptedAt",
        c.completed_at as "endedAt", exists (select 1 from alert where case_id = c.id) as "hadCard",
        c.applicant_sealed as sealed
      from case_record n join case_record c on c.matter_id = n.matter_id and c.id <> n.id
        and c.applicant_masked = n.applicant_masked and c.updated_at > n.updated_at - make_interval(days => ${days + 30})
      where n.id = ${caseId} and ${VOIDED} and c.completed_at is not null and c.applicant_sealed is not null
        and n.applicant_sealed is not null
        and c.completed_at between coalesce(n.received_at, n.accepted_at, n.updated_at) - make_interval(days => ${days})
          and coalesce(n.received_at, n.accepted_at, n.updated_at) + interval '1 hour'
      order by c.completed_at desc limit 50`.execute(this.#db);
    return {
      sealed: rows[0]?.own ?? null,
      before: rows.map(({ own: _, begunAt, acceptedAt, endedAt, ...row }) => ({
        ...row,
        ...{ begunMs: begunAt.getTime(), endedMs: endedAt.getTime() },
        acceptedMs: acceptedAt?.getTime() ?? null,
      })),
    };
  }

  /** Cases that may be one begun anew after one of these, which were made void. */
  async begunAfterVoid(caseIds: readonly string[], days: number): Promise<string[]> {
    const { rows } = await sql<{ id: string }>`
      select distinct n.id from case_record c join case_record n on n.matter_id = c.matter_id and n.id <> c.id
        and n.applicant_masked = c.applicant_masked
        and coalesce(n.received_at, n.accepted_at, n.updated_at) between c.completed_at - interval '1 hour'
          and c.completed_at + make_interval(days => ${days})
      where c.id = any(${[...caseIds]}::uuid[]) and ${VOIDED} limit 200`.execute(this.#db);
    return rows.map((row) => row.id);
  }

  /** Suspended longer than was applied for. */
  async longSuspended(before: Date): Promise<string[]> {
    const { rows } = await sql<{ id: string }>`
      select id from case_record where is_open and suspended_since is not null and suspended_until < ${before}
      order by due_order, id limit 500`.execute(this.#db);
    return rows.map((row) => row.id);
  }
}

const DAYS: Readonly<Record<Limit['unit'], number>> = {
  workingDay: 1,
  calendarDay: 1,
  month: 22,
  hour: 1 / 8,
  minute: 1 / 480,
};

function loaded(row: CaseRow, events: readonly CaseEventRow[], offsets: Offsets): LoadedCase {
  const { promisedValue, promisedUnit, cards, ...rest } = row;
  const newest = new Map<string, CaseEventRow>();
  const altered: CaseFacts['altered'][number][] = [];
  for (const event of [...events].sort(byVersion)) {
    const key = event.recordKey;
    if (key === null) continue;
    const before = newest.get(key);
    if (before !== undefined)
      altered.push({
        type: event.type,
        ...{ beforeMs: before.occurredAt.getTime(), afterMs: event.occurredAt.getTime() },
        receivedMs: event.receivedAt.getTime(),
      });
    newest.set(key, event);
  }
  const counts = events.filter((one) => one.recordKey === null || newest.get(one.recordKey) === one);
  return {
    file: {
      ...rest,
      promised: { value: promisedValue, unit: promisedUnit },
      cardsMs: cards.map((one) => Date.parse(one)),
      events: counts.map(({ applied: _, dataVersion: __, ...event }) => toEvent(event, offsets)),
      altered,
    },
    appliedDays: new Map(
      counts.flatMap(({ eventId, applied }) =>
        applied === null ? [] : [[eventId, Math.max(1, Math.ceil(applied.value * DAYS[applied.unit]))]],
      ),
    ),
  };
}

const byVersion = (a: CaseEventRow, b: CaseEventRow): number =>
  (a.dataVersion ?? 0) - (b.dataVersion ?? 0) || (a.eventId < b.eventId ? -1 : 1);
