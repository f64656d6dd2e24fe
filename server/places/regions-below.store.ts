import { type RawBuilder, sql } from 'kysely';

/** Codes of a region and all below it. */
export const regionsBelow = (code: string): RawBuilder<unknown> => sql`(
  with recursive below(code) as (
    select code from region where code = ${code}
    union select r.code from region r join below b on r.parent_code = b.code
  ) select code from below)`;
