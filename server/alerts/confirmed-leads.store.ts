/** What is asked of a case before a lead's card is issued. */
import { sql } from 'kysely';
import type { Db } from '../platform/db/connect.ts';

/** Until the transaction ends, nobody else issues a card of it. */
export async function lockCase(trx: Db, caseId: string): Promise<void> {
  await sql`select 1 from case_record where id = ${caseId} for no key update`.execute(trx);
}

/** Whatever became of it, and at whichever level it was issued. */
export async function cardOfLead(
  trx: Db,
  caseId: string,
  ruleKey: string,
  leadId: string,
): Promise<string | undefined> {
  const row = await trx
    .selectFrom('alert')
    .select('id')
    .where('case_id', '=', caseId)
    .where('rule_key', '=', ruleKey)
    .where('subject_key', '=', leadId)
    .executeTakeFirst();
  return row?.id;
}
