/** The trail. */
import type { At } from './columns.ts';

export interface AuditTables {
  audit_row: {
    /** bigint: text out, as pg gives it. Numbered by whoever appends. */
    seq: string;
    at: At;
    actor: string;
    from_address: string;
    action: string;
    target: string;
    target_name: string | null;
    places: string;
    reason: string | null;
    detail: string;
    before: string | null;
    after: string | null;
    prev_hash: Buffer;
    hash: Buffer;
  };
}
