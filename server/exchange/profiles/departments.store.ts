/** What rows of a published layout are judged by: the department's region, those below it, and where its windows are. */
import { sql } from 'kysely';
import type { Db } from '../../platform/db/connect.ts';

export interface DepartmentPlaces {
  readonly regionCodes: ReadonlySet<string>;
  /** Of the codes asked for, those that are registered. */
  readonly knownRegions: ReadonlySet<string>;
  readonly hallIds: readonly string[];
}

export async function departmentPlaces(
  db: Db,
  departmentId: string,
  regions: readonly string[],
): Promise<DepartmentPlaces> {
  const { rows } = await sql<{ kind: 'below' | 'known' | 'hall'; value: string }>`
    with recursive below(code) as (
      select region_code from department where id = ${departmentId}
      union select r.code from region r join below b on r.parent_code = b.code
    )
    select 'below' as kind, code as value from below
    union all select 'known', code from region where code = any(${[...regions]}::text[])
    union all select 'hall', hall_id::text from hall_window
      where department_id = ${departmentId} and closed_at is null group by hall_id`.execute(db);
  const of = (kind: string) => rows.flatMap((row) => (row.kind === kind ? [row.value] : []));
  return { regionCodes: new Set(of('below')), knownRegions: new Set(of('known')), hallIds: of('hall') };
}
