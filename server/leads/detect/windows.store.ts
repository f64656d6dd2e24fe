/** What was kept of windows over a time, but for what pictures showed. */
import { sql } from 'kysely';
import type { Db } from '../../platform/db/connect.ts';
import { eventColumns, eventJoins, type Offsets, stands, toEvent } from './events.store.ts';
import type { RecordEvent, RosteredShift, WindowFacts } from './facts.ts';
import type { Span } from './spans.ts';

export type WindowPlace = Pick<
  WindowFacts,
  'windowId' | 'windowCode' | 'hallId' | 'regionCode' | 'departmentId'
> & { readonly windowName: string };

type Times<T> = T & { readonly fromAt: Date; readonly toAt: Date };
const spanOf = <T>({ fromAt, toAt, ...rest }: Times<T>): Omit<T, 'fromAt' | 'toAt'> & Span => ({
  ...(rest as Omit<T, 'fromAt' | 'toAt'>),
  ...{ fromMs: fromAt.getTime(), toMs: toAt.getTime() },
});

export class WindowsFactsStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  async places(windowIds: readonly string[]): Promise<WindowPlace[]> {
    const { rows } = await sql<WindowPlace>`
      select w.id as "windowId", w.code as "windowCode", w.name as "windowName", w.hall_id as "hallId",
        h.region_code as "regionCode", w.department_id as "departmentId"
      from hall_window w join hall h on h.id = w.hall_id where w.id = any(${[...windowIds]}::uuid[])
      order by w.id`.execute(this.#db);
    return rows;
  }

  async windowsOf(hallId: string): Promise<string[]> {
    const { rows } = await sql<{ id: string }>`
      select id from hall_window where hall_id = ${hallId} order by id limit 2000`.execute(this.#db);
    return rows.map((row) => row.id);
  }

  /** Open ones that somebody looks at: gone through from time to time. */
  async openWindows(): Promise<string[]> {
    const { rows } = await sql<{ id: string }>`
      select id from hall_window where closed_at is null order by id limit 20000`.execute(this.#db);
    return rows.map((row) => row.id);
  }

  async cameras(windowIds: readonly string[], fromMs: number, toMs: number) {
    const { rows } = await sql<Times<{ windowId: string; cameraId: string }>>`
      select window_id as "windowId", camera_id as "cameraId", valid_from as "fromAt",
        coalesce(valid_to, ${new Date(toMs)}) as "toAt"
      from placement where window_id = any(${[...windowIds]}::uuid[]) and valid_from < ${new Date(toMs)}
        and coalesce(valid_to, 'infinity') > ${new Date(fromMs)} order by valid_from`.execute(this.#db);
    return rows.map(spanOf);
  }

  /** At these windows, and wherever else these clerks are. */
  async shifts(
    windowIds: readonly string[],
    clerks: { readonly departmentIds: readonly string[]; readonly names: readonly string[] },
    fromMs: number,
    toMs: number,
  ): Promise<RosteredShift[]> {
    const days = sql`s.day between (${new Date(fromMs - 86_400_000)}::timestamptz at time zone 'Asia/Shanghai')::date
      and (${new Date(toMs + 86_400_000)}::timestamptz at time zone 'Asia/Shanghai')::date`;
    const { rows } = await sql<
      Times<{ windowId: string; windowCode: string; clerkName: string; staffNo: string }>
    >`
      select s.window_id as "windowId", w.code as "windowCode", k.name as "clerkName", k.staff_no as "staffNo",
        s.starts_at as "fromAt", s.ends_at as "toAt"
      from shift s join clerk k on k.id = s.clerk_id join hall_window w on w.id = s.window_id
      where s.withdrawn_at is null and ${days}
        and (s.window_id = any(${[...windowIds]}::uuid[]) or s.clerk_id in (select id from clerk
          where department_id = any(${[...clerks.departmentIds]}::uuid[])
            and (name = any(${[...clerks.names]}::text[]) or staff_no = any(${[...clerks.names]}::text[]))))
        and s.starts_at < ${new Date(toMs)} and s.ends_at > ${new Date(fromMs)}
      order by s.starts_at limit 50000`.execute(this.#db);
    return rows.map(spanOf) as RosteredShift[];
  }

  /** Those that wait for their case among them: they happened there all the same. */
  async events(
    windowIds: readonly string[],
    fromMs: number,
    toMs: number,
    offsets: Offsets,
  ): Promise<RecordEvent[]> {
    const [from, to] = [new Date(fromMs), new Date(toMs)];
    const ids = sql`${[...windowIds]}::uuid[]`;
    const { rows } = await sql<Parameters<typeof toEvent>[0]>`
      select ${eventColumns} from ${eventJoins}
      where e.window_id = any(${ids}) and e.occurred_at >= ${from} and e.occurred_at < ${to} and ${stands}
      union all
      select 0, e.source, e.event_id, e.type, null, e.occurred_at, e.received_at, null, null, null, e.window_id,
        w.hall_id, d.region_code, d.id, null, e.case_no
      from waiting_event e join hall_window w on w.id = e.window_id join department d on d.id = e.department_id
      where e.window_id = any(${ids}) and e.occurred_at >= ${from} and e.occurred_at < ${to}
      order by 6 limit 50000`.execute(this.#db);
    return rows.map((row) => toEvent(row, offsets));
  }

  /** When feeds of these departments were silent, each by itself. */
  async silences(departmentIds: readonly string[], fromMs: number, toMs: number) {
    const { rows } = await sql<Times<{ departmentId: string; source: string }>>`
      select f.department_id as "departmentId", a.source, a.since as "fromAt", coalesce(a.until, ${new Date(toMs)}) as "toAt"
      from feed_alarm a join feed f on f.source = a.source
      where a.fault = 'silent' and f.department_id = any(${[...departmentIds]}::uuid[])
        and a.since < ${new Date(toMs)} and coalesce(a.until, 'infinity') > ${new Date(fromMs)}
      order by a.since`.execute(this.#db);
    return rows.map(spanOf);
  }
}
