/**
 * The trail as a chain of hashes. A row's hash is the SHA-256 of these bytes (UTF-8):
 *
 * - the line `mingchuang audit 1`, and the line of the row before's hash in 64 hexadecimal digits (of the first row: of
 *   zeros);
 * - then one line for each of the row's fields, in this order: seq, at, actor, from_address, action, target,
 *   target_name, places, reason, detail, before, after. A field that is null is the line `-`; any other is its length
 *   in bytes, a colon, its text, and a line feed. `at` is spelled `2026-11-22T01:02:03.456000Z`; the others are the
 *   texts that stand in the table.
 *
 * As each field says its length, no two rows have the same bytes. Nothing of it is secret: anybody who has the rows can
 * follow the chain, with `psql` and `sha256sum` if need be.
 */
import { createHash } from 'node:crypto';

/** A row as its columns stand in the table. */
export interface ChainFields {
  readonly seq: string;
  /** With microseconds: `…:03.456000Z`. */
  readonly at: string;
  readonly actor: string;
  readonly fromAddress: string;
  readonly action: string;
  readonly target: string;
  readonly targetName: string | null;
  readonly places: string;
  readonly reason: string | null;
  readonly detail: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** What stands before the first row. */
export const GENESIS: Buffer = Buffer.alloc(32);

const VERSION = 'mingchuang audit 1';

export function hashOf(row: ChainFields, prevHash: Uint8Array): Buffer {
  const hash = createHash('sha256');
  hash.update(`${VERSION}\n${Buffer.from(prevHash).toString('hex')}\n`);
  for (const field of fieldsOf(row))
    hash.update(field === null ? '-\n' : `${Buffer.byteLength(field)}:${field}\n`);
  return hash.digest();
}

const fieldsOf = (row: ChainFields): readonly (string | null)[] => [
  row.seq,
  row.at,
  row.actor,
  row.fromAddress,
  row.action,
  row.target,
  row.targetName,
  row.places,
  row.reason,
  row.detail,
  row.before,
  row.after,
];
