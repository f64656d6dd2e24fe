/** The trail. */
import type { JSONColumnType } from 'kysely';
import type { At, Seq } from './columns.ts';

export interface AuditTables {
  audit_row: {
    seq: Seq;
    at: At;
    actor: string;
    from_address: string;
    action: string;
    target: string;
    detail: JSONColumnType<Record<string, unknown>>;
  };
}
