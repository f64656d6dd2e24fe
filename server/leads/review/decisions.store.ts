/** A lead in somebody's hands: locked, and changed with its step. Always within a unit of work. */
import { sql } from 'kysely';
import type { BenignCause, LeadAction, LeadKind, LeadOutcome, LeadState } from '../../contract/leads.ts';
import type { Db } from '../../platform/db/connect.ts';

export interface LockedLead {
  readonly id: string;
  readonly kind: LeadKind;
  readonly state: LeadState;
  readonly version: number;
  readonly fromAt: Date;
  readonly toAt: Date;
  readonly windowId: string | null;
  readonly hallId: string | null;
  readonly caseId: string | null;
  readonly cameraIds: readonly string[];
  readonly clerk: string | null;
  readonly explainedBy: BenignCause | null;
  readonly decidedBy: string | null;
  readonly decidedAt: Date | null;
}

export interface LeadChange {
  readonly state: LeadState;
  readonly watcherId?: string | null;
  readonly watchUntil?: Date | null;
  readonly decidedBy?: string | null;
  readonly dismissedAs?: BenignCause | null;
  readonly outcome?: LeadOutcome;
  readonly alertId?: string;
  readonly findingId?: string;
}

export interface LeadStepRow {
  readonly action: LeadAction;
  readonly by: { readonly id: string; readonly name: string } | null;
  readonly reason: string | null;
  readonly detail?: Readonly<Record<string, unknown>>;
}

export class DecisionsStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  async lock(id: string): Promise<LockedLead | undefined> {
    const { rows } = await sql<LockedLead>`
      select id, kind, state, version, from_at as "fromAt", to_at as "toAt", window_id as "windowId",
        hall_id as "hallId", case_id as "caseId", camera_ids as "cameraIds", clerk, explained_by as "explainedBy",
        decided_by as "decidedBy", decided_at as "decidedAt"
      from lead where id = ${id} for update`.execute(this.#db);
    return rows[0];
  }

  async change(id: string, change: LeadChange, at: Date): Promise<void> {
    const { state, watcherId, watchUntil, decidedBy, dismissedAs, outcome, alertId, findingId } = change;
    const isDecided = state === 'confirmed' || state === 'dismissed';
    await this.#db
      .updateTable('lead')
      .set({
        ...{ state, updated_at: at, version: sql<number>`version + 1`, decided_at: isDecided ? at : null },
        ...(watcherId !== undefined && { watcher_id: watcherId }),
        ...(watchUntil !== undefined && { watch_until: watchUntil }),
        ...(decidedBy !== undefined && { decided_by: decidedBy }),
        ...(dismissedAs !== undefined && { dismissed_as: dismissedAs }),
        ...(outcome !== undefined && { outcome }),
        ...(alertId !== undefined && { alert_id: alertId }),
        ...(findingId !== undefined && { finding_id: findingId }),
      })
      .where('id', '=', id)
      .execute();
  }

  /** The footage of one that is taken up again is held anew where it was let go meanwhile. */
  async forgetReleasedHold(id: string): Promise<void> {
    await sql`update lead l set hold_id = null where l.id = ${id}
      and exists (select 1 from hold h where h.id = l.hold_id and h.state = 'released')`.execute(this.#db);
  }

  async addStep(id: string, { action, by, reason, detail = {} }: LeadStepRow, at: Date): Promise<void> {
    await sql`
      insert into lead_step (lead_id, seq, action, at, by_id, by_name, reason, detail)
      select ${id}::uuid, coalesce(max(seq), 0) + 1, ${action}, ${at}::timestamptz, ${by?.id ?? null}::uuid,
        ${by?.name ?? null}, ${reason}, ${JSON.stringify(detail)}::jsonb
      from lead_step where lead_id = ${id}`.execute(this.#db);
  }
}
