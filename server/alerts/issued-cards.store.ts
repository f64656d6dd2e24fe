/** From when to when cards stood: what a tile shows of them as of any instant. */
import { sql } from 'kysely';
import type { IssuedCard, IssuedCards } from '../cases/index.ts';
import type { Db } from '../platform/db/connect.ts';

export const issuedCards: IssuedCards = async (trx: Db, caseIds) => {
  const byCase = new Map<string, IssuedCard[]>();
  if (caseIds.length === 0) return byCase;
  const { rows } = await sql<{
    caseId: string;
    id: string;
    level: IssuedCard['level'];
    issuedAt: Date;
    revokedAt: Date | null;
  }>`
    select case_id as "caseId", id, level, issued_at as "issuedAt", revoked_at as "revokedAt" from alert
    where case_id = any(${[...caseIds]}::uuid[]) and issued_at is not null`.execute(trx);
  for (const { caseId, id, level, issuedAt, revokedAt } of rows) {
    const card = { id, level, issuedMs: issuedAt.getTime(), untilMs: revokedAt?.getTime() ?? null };
    const known = byCase.get(caseId);
    if (known === undefined) byCase.set(caseId, [card]);
    else known.push(card);
  }
  return byCase;
};
