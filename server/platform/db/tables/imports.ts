/** Uploads and what became of their rows. */
import type { Generated, JSONColumnType } from 'kysely';
import type { ImportRow, RowFault } from '../../../contract/imports.ts';
import type { At, AtOrNull } from './columns.ts';

export interface ImportsTables {
  import_job: {
    id: Generated<string>;
    registry: string;
    file_name: string;
    file_bytes: number;
    sha256: string;
    by_user: string;
    by_name: string;
    from_address: string;
    created_at: At;
    updated_at: At;
    state: string;
    mode: string | null;
    columns: JSONColumnType<string[], string | undefined>;
    unknown_headers: JSONColumnType<string[], string | undefined>;
    fault: JSONColumnType<{ code: string; message: string }> | null;
    undo_checked_at: AtOrNull;
  };
  import_row: {
    import_id: string;
    row_no: number;
    cells: JSONColumnType<Record<string, string>>;
    secrets_sealed: Buffer | null;
    verdict: string;
    faults: JSONColumnType<RowFault[]>;
    changes: JSONColumnType<ImportRow['changes']>;
    outcome: string | null;
    applied_no: number | null;
    target: string | null;
    before: JSONColumnType<Record<string, string>> | null;
    after: JSONColumnType<Record<string, string>> | null;
    kept: Buffer | null;
    password_sealed: Buffer | null;
    undo_fault: JSONColumnType<RowFault> | null;
  };
}
