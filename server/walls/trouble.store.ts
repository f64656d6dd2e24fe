/** What is fresh at windows, everywhere; and who may see what of it. */
import { sql } from 'kysely';
import type { CardLevel } from '../contract/alerts.ts';
import type { CaseClock } from '../contract/clock.ts';
import type { LeadKind } from '../contract/leads.ts';
import { leadSeen } from '../leads/index.ts';
import { cameraVisible, caseVisible, regionsBelow, type Visible, windowVisible } from '../places/index.ts';
import type { Db } from '../platform/db/connect.ts';

export interface OpenCard {
  /** Of the case when it was issued; null: it was at none. */
  readonly windowId: string | null;
  readonly alertId: string;
  readonly level: CardLevel;
  readonly since: Date;
}
export interface FreshLead {
  readonly windowId: string;
  readonly leadId: string;
  readonly leadKind: LeadKind;
  readonly strength: number;
  readonly since: Date;
}
export interface WindowNow {
  readonly windowId: string;
  readonly state: string;
  readonly since: Date;
  readonly clock: CaseClock | null;
  /** The gravest that stands on the case at the window. */
  readonly card: { readonly id: string; readonly level: CardLevel } | null;
}
export interface TroubledWindow {
  readonly windowId: string;
  readonly windowCode: string;
  readonly hallId: string;
  readonly hallName: string;
  readonly departmentName: string | null;
  readonly cameraId: string | null;
  readonly mayCards: boolean;
  readonly mayLeads: boolean;
  readonly mayStatus: boolean;
  readonly mayOccupancy: boolean;
}
export interface TroubleSight {
  readonly cards: Visible;
  readonly leads: Visible;
  readonly status: Visible;
  readonly occupancy: Visible;
  readonly live: Visible;
}

export interface TroublePlace {
  readonly regionCode?: string | undefined;
  readonly hallId?: string | undefined;
}

/** More than a city has in trouble at once; the oldest are left out. */
const MOST = 1000;

export class TroubleStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  /** Issued since, or one of these; not dealt with: no order given, no appeal, no proposal to take it back. */
  async cards(since: Date, ids: readonly string[]): Promise<OpenCard[]> {
    const { rows } = await sql<OpenCard>`
      select window_id as "windowId", id as "alertId", level, issued_at as since from alert
      where state = 'issued' and order_state = 'none' and proposed_at is null
        and (window_id is not null and issued_at > ${since} or id = any(${[...ids]}::uuid[]))
      order by issued_at desc limit ${MOST}`.execute(this.#db);
    return rows;
  }

  /** Raised since or going on since, not decided, and not explained by what came later. */
  async leads(since: Date): Promise<FreshLead[]> {
    const { rows } = await sql<FreshLead>`
      select window_id as "windowId", id as "leadId", kind as "leadKind", strength, raised_at as since from lead
      where state in ('new', 'watched') and window_id is not null and explained_at is null
        and greatest(raised_at, to_at) > ${since}
      order by raised_at desc limit ${MOST}`.execute(this.#db);
    return rows;
  }

  /**
   * Where an applicant stands and nobody is at the clerk's place, as the picture shows it now; since at least `before`.
   * At a window that was reported closed whoever stands there waits for nobody.
   */
  async unattended(before: Date, seenSince: Date): Promise<{ windowId: string; since: Date }[]> {
    const { rows } = await sql<{ windowId: string; since: Date }>`
      select o.window_id as "windowId", o.from_at as since from occupancy_span o
      where o.open and o.state = 'vacant' and o.applicant and o.from_at <= ${before} and o.to_at >= ${seenSince}
        and coalesce((select s.status->>'state' from window_status s where s.window_id = o.window_id
          order by s.version desc limit 1), '') <> 'closed'
      limit ${MOST}`.execute(this.#db);
    return rows;
  }

  /** The newest status of all windows that are open. */
  async windowsNow(): Promise<WindowNow[]> {
    const { rows } = await sql<WindowNow>`
      select w.id as "windowId", s.status->>'state' as state, s.at as since, s.status->'case'->'clock' as clock,
        s.status->'case'->'card' as card
      from hall_window w cross join lateral (
        select at, status from window_status where window_id = w.id order by version desc limit 1) s
      where w.closed_at is null and s.status->>'state' in ('called', 'serving')`.execute(this.#db);
    return rows;
  }

  /** Of these windows those that may be seen at all, with what of them, and the camera that shows them best. */
  async windows(ids: readonly string[], sight: TroubleSight, where: TroublePlace): Promise<TroubledWindow[]> {
    if (ids.length === 0) return [];
    const at = (visible: Visible) => windowVisible(visible, sql`w.hall_id`, sql`w.department_id`, sql`w.id`);
    const { rows } = await sql<TroubledWindow>`
      select w.id as "windowId", w.code as "windowCode", h.id as "hallId", h.name as "hallName",
        d.name as "departmentName",
        ${at(sight.cards)} as "mayCards", ${at(sight.leads)} as "mayLeads", ${at(sight.status)} as "mayStatus",
        ${at(sight.occupancy)} as "mayOccupancy", (
          select c.id from placement p join camera c on c.id = p.camera_id
          where p.window_id = w.id and p.valid_to is null and c.closed_at is null
            and ${cameraVisible(sight.live, sql`c.id`, sql`c.hall_id`)}
          order by (select count(*) from placement o where o.camera_id = c.id and o.valid_to is null), c.name
          limit 1) as "cameraId"
      from hall_window w join hall h on h.id = w.hall_id left join department d on d.id = w.department_id
      where w.id = any(${[...ids]}::uuid[]) and w.closed_at is null
        and ${where.hallId === undefined ? sql`true` : sql`w.hall_id = ${where.hallId}`}
        and ${where.regionCode === undefined ? sql`true` : sql`h.region_code in ${regionsBelow(where.regionCode)}`}
        and (${at(sight.cards)} or ${at(sight.leads)} or ${at(sight.status)} or ${at(sight.occupancy)})`.execute(
      this.#db,
    );
    return rows;
  }

  /** Of these leads those that may be seen: at a window as it was then, whoever runs it by now. */
  async seenLeads(ids: readonly string[], visible: Visible): Promise<ReadonlySet<string>> {
    if (visible.everywhere || ids.length === 0) return new Set(ids);
    const { rows } = await sql<{ id: string }>`
      select l.id from lead l left join hall_window w on w.id = l.window_id
        left join hall h on h.id = coalesce(l.hall_id, w.hall_id) left join department d on d.id = l.department_id
        left join case_record c on c.id = l.case_id left join department cd on cd.id = c.department_id
      where l.id = any(${[...ids]}::uuid[]) and ${leadSeen(visible)}`.execute(this.#db);
    return new Set(rows.map(({ id }) => id));
  }

  /** Of these cards those whose case may be seen. */
  async seenCards(ids: readonly string[], visible: Visible): Promise<ReadonlySet<string>> {
    if (visible.everywhere || ids.length === 0) return new Set(ids);
    const { rows } = await sql<{ id: string }>`
      select a.id from alert a join department d on d.id = a.department_id
      where a.id = any(${[...ids]}::uuid[]) and ${caseVisible(visible, {
        caseId: sql`a.case_id`,
        departmentId: sql`a.department_id`,
        regionCode: sql`d.region_code`,
      })}`.execute(this.#db);
    return new Set(rows.map(({ id }) => id));
  }
}
