/** What lists and rules find a case by, kept beside its events: written whenever events or the calendar change it. */
import { sql } from 'kysely';
import type { ClockFault } from '../contract/clock.ts';
import type { Db } from '../platform/db/connect.ts';
import type { BookedCase } from './case-book.ts';
import type { Deadlines } from './case-clocks.ts';
import { keptOf } from './kept-state.ts';

export interface KeptState {
  readonly booked: BookedCase;
  readonly deadlines: Deadlines;
  /** Some rule may have something to say of it at once. */
  readonly evaluate: boolean;
}

/**
 * A case with a card, one that only waits among them, is always looked at again: what came may prove the card wrong. So
 * is one that ended, or goes on after it had ended.
 */
const IS_NEWS = sql`(n.evaluate or n.due_at is distinct from c.due_at
  or n.statutory_due_at is distinct from c.statutory_due_at or n.completed_at is distinct from c.completed_at
  or n.refused_at is distinct from c.refused_at or exists (select 1 from alert a where a.case_id = c.id))`;

/** What is made of a case's events, beside when it was heard of last. */
export const STATE_COLUMNS = Object.entries({
  stage: 'text',
  stage_since: 'timestamptz',
  received_at: 'timestamptz',
  accepted_at: 'timestamptz',
  completed_at: 'timestamptz',
  refused_at: 'timestamptz',
  collected_at: 'timestamptz',
  outcome: 'text',
  hall_id: 'uuid',
  window_id: 'uuid',
  other_halls: 'uuid[]',
  clerk: 'text',
  matter_version: 'int',
  extra_days: 'int',
  pauses: 'jsonb',
  near_at: 'timestamptz',
  due_at: 'timestamptz',
  statutory_due_at: 'timestamptz',
  suspended_since: 'timestamptz',
  suspended_until: 'timestamptz',
  clock_fault: 'jsonb',
  clock_key: 'text',
  clock_version: 'int',
}).map(([name, type]) => ({ name, type }));

const SETS = sql.join(STATE_COLUMNS.map(({ name }) => sql`${sql.ref(name)} = ${sql.ref(`n.${name}`)}`));
const TYPED = sql.join(STATE_COLUMNS.map(({ name, type }) => sql`${sql.ref(name)} ${sql.raw(type)}`));

/** Of cases that are there already. */
export async function writeStates(trx: Db, at: Date, states: readonly KeptState[]): Promise<void> {
  if (states.length === 0) return;
  const rows = JSON.stringify(states.map(stateRow));
  await sql`/* prepared */
    update case_record c set ${SETS}, updated_at = coalesce(n.updated_at, c.updated_at),
      evaluate_at = case when ${IS_NEWS} then least(c.evaluate_at, ${at}) else c.evaluate_at end,
      evaluated_at = case when ${IS_NEWS} then null else c.evaluated_at end
    from jsonb_to_recordset(${rows}::jsonb) as n(id uuid, evaluate boolean, updated_at timestamptz, ${TYPED})
    where c.id = n.id`.execute(trx);
}

/** Nulls are left out: what a record lacks is null. */
export function stateRow({ booked, deadlines, evaluate }: KeptState): Record<string, unknown> {
  const { row, state, place, terms, clock } = booked;
  const kept = keptOf(state, terms);
  return {
    id: row.id,
    stage: kept.stage ?? undefined,
    stage_since: kept.stageSince ?? undefined,
    received_at: state.receivedAt ?? undefined,
    accepted_at: kept.acceptedAt ?? undefined,
    completed_at: kept.completedAt ?? undefined,
    refused_at: kept.refusedAt ?? undefined,
    collected_at: kept.collectedAt ?? undefined,
    outcome: kept.outcome ?? undefined,
    updated_at: state.updatedAt ?? undefined,
    hall_id: place.hallId ?? undefined,
    window_id: place.windowId ?? undefined,
    other_halls: place.otherHalls.length === 0 ? undefined : place.otherHalls,
    clerk: place.clerk ?? undefined,
    matter_version: terms.version,
    extra_days: kept.extraDays,
    pauses: kept.pauses.length === 0 ? undefined : kept.pauses,
    clock_key: clock.key,
    clock_version: clock.version,
    evaluate,
    ...deadlineColumns(deadlines),
  };
}

export interface DeadlineColumns {
  readonly near_at?: string | undefined;
  readonly due_at?: string | undefined;
  readonly statutory_due_at?: string | undefined;
  readonly suspended_since?: string | undefined;
  readonly suspended_until?: string | undefined;
  readonly clock_fault?: ClockFault | undefined;
}

export const deadlineColumns = (of: Deadlines): DeadlineColumns => ({
  near_at: iso(of.nearMs),
  due_at: iso(of.dueMs),
  statutory_due_at: iso(of.statutoryDueMs),
  suspended_since: iso(of.suspendedSinceMs),
  suspended_until: iso(of.suspendedUntilMs),
  clock_fault: of.fault ?? undefined,
});

const iso = (ms: number | null): string | undefined => (ms === null ? undefined : new Date(ms).toISOString());
