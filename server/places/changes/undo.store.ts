/**
 * Takes a closing, a move or a merger back: forward, by new terms and placements, so that it stays known what was in
 * between. Only as long as nobody changed or built on what it did.
 */
import { sql } from 'kysely';
import { isUniqueViolation } from '../../platform/db/faults.ts';
import { changeWindow } from '../windows.store.ts';
import { Ledger, type Step, shownAs, tables, type What } from './ledger.store.ts';
import { NotUndoable } from './not-undoable.ts';
import { mustStandInOpen } from './undo-parents.store.ts';

export interface Made {
  readonly at: Date;
  readonly thing: string;
  readonly kind: string;
  readonly thingId: string;
  readonly targetId: string | null;
  readonly steps: readonly Step[];
}

/** Answers with what windows changed hands by it. Runs in the caller's transaction. */
export async function undoChange(ledger: Ledger, made: Made): Promise<void> {
  await mustNotBeBuiltOn(ledger, made);
  const back = [...made.steps].reverse();
  // What was opened goes first: it stands where the others come back to.
  for (const step of back) if (step.what === 'opened') await closeOpened(ledger, step);
  for (const step of back)
    if (step.what in tables) await restore(ledger, { ...step, what: step.what as What });
  for (const step of back) if (step.what === 'term') await handBack(ledger, step);
  await mustStandInOpen(ledger, made);
  await reopenTerms(ledger, made.steps);
  for (const step of back) {
    if (step.what === 'grant') await restoreGrant(ledger, step);
    if (step.what === 'placement') await placeAgain(ledger, step);
    if (step.what === 'served') await serveAgain(ledger, step);
  }
}

async function mustNotBeBuiltOn(ledger: Ledger, { at, steps, targetId }: Made): Promise<void> {
  const opened = steps.filter((step) => step.what === 'opened').map((step) => step.id);
  const { rows } = await sql<{ code: string }>`
    select distinct w.code from hall_window w where w.id = any(${opened}::uuid[]) and (
      exists (select 1 from case_event e where e.window_id = w.id)
      or exists (select 1 from placement p where p.window_id = w.id and p.valid_from > ${at}::timestamptz + interval '1 second')
      or exists (select 1 from shift s where s.window_id = w.id and s.made_at > ${at})
      or exists (select 1 from window_term t where t.window_id = w.id and t.valid_to is not null))`.execute(
    ledger.trx,
  );
  const tokens = steps.filter((step) => step.what === 'token' && 'department_id' in step.after);
  const { rows: cases } = await sql<{ case_no: string }>`
    select c.case_no from case_record c
    where c.department_id::text = ${targetId} and c.updated_at > ${at} and c.source in (
      select source from machine_token where id = any(${tokens.map((step) => step.id)}::uuid[]))
    limit 5`.execute(ledger.trx);
  const about = [...rows.map((row) => `window ${row.code}`), ...cases.map((row) => `case ${row.case_no}`)];
  if (about.length > 0) throw new NotUndoable('built_on', about.slice(0, 20));
}

async function restore(ledger: Ledger, { what, id, before, after }: Step & { what: What }): Promise<void> {
  const { table, key, type } = tables[what];
  const columns = Object.keys(before);
  const list = sql.join(columns.map((column) => sql.ref(column)));
  const { rows } = await sql<{ same: boolean }>`
    select ${shownAs(columns)} = ${JSON.stringify(after)}::jsonb as same from ${sql.table(table)} t
    where t.${sql.ref(key)} = ${id}::${sql.raw(type)} for no key update`.execute(ledger.trx);
  if (rows[0]?.same !== true) throw new NotUndoable('changed_since', [`${what} ${id}`]);
  try {
    await sql`update ${sql.table(table)} t set (${list}) = (
      select ${list} from jsonb_populate_record(null::${sql.table(table)}, ${JSON.stringify(before)}::jsonb))
      where t.${sql.ref(key)} = ${id}::${sql.raw(type)}`.execute(ledger.trx);
  } catch (error) {
    if (isUniqueViolation(error)) throw new NotUndoable('name_taken', [`${what} ${id}`]);
    throw error;
  }
}

async function handBack(ledger: Ledger, { id, before, after }: Step): Promise<void> {
  const { rows } = await sql<{ department_id: string; closed_at: Date | null; code: string }>`
    select department_id, closed_at, code from hall_window where id = ${id} for no key update`.execute(
    ledger.trx,
  );
  const [row] = rows;
  if (row === undefined || row.closed_at !== null || row.department_id !== after.department_id)
    throw new NotUndoable('changed_since', [`window ${row?.code ?? id}`]);
  const changed = await changeWindow(
    ledger.trx,
    id,
    { departmentId: String(before.department_id) },
    ledger.at,
  );
  if (changed !== undefined) ledger.handovers.push({ windowId: id, at: changed.at, closed: false });
}

/** Windows that are open again say again who runs them. */
async function reopenTerms(ledger: Ledger, steps: readonly Step[]): Promise<void> {
  const ids = steps
    .filter((step) => step.what === 'window' && step.before.closed_at === null)
    .map((step) => step.id);
  await sql`update hall_window set moved_to = null where id = any(${ids}::uuid[])`.execute(ledger.trx);
  const { rows } = await sql<{ window_id: string }>`
    insert into window_term (window_id, department_id, code, name, valid_from)
    select w.id, w.department_id, w.code, w.name, greatest(${ledger.at}::timestamptz,
      (select max(valid_to) from window_term t where t.window_id = w.id))
    from hall_window w where w.id = any(${ids}::uuid[]) and w.closed_at is null and not exists (
      select 1 from window_term o where o.window_id = w.id and o.valid_to is null)
    returning window_id`.execute(ledger.trx);
  for (const { window_id } of rows)
    ledger.handovers.push({ windowId: window_id, at: ledger.at, closed: false });
}

/** Whoever's grant was taken away or changed meanwhile keeps what they have now. */
async function restoreGrant(ledger: Ledger, { id, before, after }: Step): Promise<void> {
  await sql`update user_grant set scope = ${JSON.stringify(before.scope)}::jsonb
    where user_id = ${id} and role = ${before.role} and scope = ${JSON.stringify(after.scope)}::jsonb`.execute(
    ledger.trx,
  );
}

async function placeAgain(ledger: Ledger, { id }: Step): Promise<void> {
  await sql`insert into placement (camera_id, window_id, clerk_zone, applicant_zone, valid_from)
    select p.camera_id, p.window_id, p.clerk_zone, p.applicant_zone, greatest(${ledger.at}::timestamptz, p.valid_to)
    from placement p join hall_window w on w.id = p.window_id join camera c on c.id = p.camera_id
    where p.id = ${id} and w.closed_at is null and c.closed_at is null and c.hall_id = w.hall_id
      and not exists (select 1 from placement o
        where o.camera_id = p.camera_id and o.window_id = p.window_id and o.valid_to is null)`.execute(
    ledger.trx,
  );
}

async function serveAgain(ledger: Ledger, { id, before }: Step): Promise<void> {
  await sql`insert into window_matter (window_id, matter_id, valid_from)
    select w.id, m.id, greatest(${ledger.at}::timestamptz, (
      select max(valid_to) from window_matter b where b.window_id = w.id and b.matter_id = m.id))
    from hall_window w join matter m on m.department_id = w.department_id
    where w.id = ${id} and m.id = ${before.matter_id} and w.closed_at is null and m.closed_at is null
    on conflict do nothing`.execute(ledger.trx);
}

/** Closed, not deleted: that it was there is history too. It goes on where it came from. */
async function closeOpened(ledger: Ledger, { id, after }: Step): Promise<void> {
  const closing = new Ledger({ trx: ledger.trx, at: ledger.at });
  await closing.closeWindows([id]);
  await sql`update hall_window set moved_to = ${after.of} where id = ${id}`.execute(ledger.trx);
  ledger.handovers.push(...closing.handovers);
}
