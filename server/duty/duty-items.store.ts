/** What happened since an instant, and what waits, of each kind. */
import { sql } from 'kysely';
import type { DutyDesk, DutyItem } from '../contract/duty.ts';
import type { Visible } from '../places/index.ts';
import type { Db } from '../platform/db/connect.ts';
import type { DutySource } from './duty-sources.ts';

interface ItemRow {
  id: string;
  at: Date;
  urgent: boolean;
  values: DutyItem['values'];
  takenBy: string | null;
}

export interface DutyUser {
  readonly id: string;
  readonly username: string;
}

/** What is planned for later has not happened. */
export interface Span {
  readonly since: Date;
  readonly until: Date;
}

export class DutyItemsStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  async counts(
    source: DutySource,
    visible: Visible,
    { since, until }: Span,
  ): Promise<DutyDesk['happened'][number]> {
    const { rows } = await sql<{ n: number; urgent: number }>`
      select count(*)::int as n, (count(*) filter (where ${source.urgent}))::int as urgent from ${source.from}
      where ${source.at} between ${since} and ${until} and ${source.visible(visible)}`.execute(this.#db);
    return { kind: source.kind, n: rows[0]?.n ?? 0, urgent: rows[0]?.urgent ?? 0 };
  }

  /** Since then; what is urgent first, of it the newest. */
  async happened(
    source: DutySource,
    visible: Visible,
    { since, until }: Span,
    limit: number,
  ): Promise<DutyItem[]> {
    const { rows } = await sql<ItemRow>`${select(source)}
      where ${source.at} between ${since} and ${until} and ${source.visible(visible)}
      order by urgent desc, at desc limit ${limit}`.execute(this.#db);
    return rows.map((row) => toItem(source, row));
  }

  /** What is urgent first, of it the oldest. `since`: a lead or card of long ago waits on its own page. */
  async open(
    source: DutySource,
    visible: Visible,
    user: DutyUser,
    { since, until }: Span,
    limit: number,
  ): Promise<DutyItem[]> {
    const { rows } = await sql<ItemRow>`${select(source)}
      where ${source.at} between ${since} and ${until} and ${source.open(user)} and ${source.visible(visible)}
      order by urgent desc, at limit ${limit}`.execute(this.#db);
    return rows.map((row) => toItem(source, row));
  }
}

const select = (source: DutySource) => sql`
  select ${source.id}::text as id, ${source.at} as at, ${source.urgent} as urgent, ${source.values} as values,
    ${source.takenBy} as "takenBy" from ${source.from}`;

const toItem = ({ kind, link }: DutySource, { id, at, urgent, values, takenBy }: ItemRow): DutyItem => ({
  ...{ kind, id, urgent, values, takenBy },
  at: at.toISOString(),
  link: link(id),
});
