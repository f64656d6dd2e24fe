/**
 * A file is one batch to its sender, though it is taken in several: a case that any row of it marks secret is secret in
 * all of them. Of such rows nothing goes on but the case's number. Pure.
 */
import { isSecret, textOf } from '../check-event.ts';
import { layouts } from '../profiles/layouts.ts';
import { caseNoOf as caseNoOfRow, isSecret as isSecretRow } from '../profiles/read-batch.ts';
import type { FileRows } from './file-rows.ts';

export function withoutSecrets(read: FileRows): FileRows {
  if (read.kind === 'events') {
    const secret = new Set(read.rows.filter(isSecret).flatMap((row) => textOf(row, 'caseNo') ?? []));
    if (secret.size === 0) return read;
    const rows = read.rows.map((row) => {
      const caseNo = textOf(row, 'caseNo');
      if (!isSecret(row) && (caseNo === null || !secret.has(caseNo))) return row;
      return { eventId: textOf(row, 'eventId'), caseNo, secrecy: 'secret' };
    });
    return { ...read, rows };
  }
  const layout = layouts[read.profile];
  const secret = new Set(
    read.rows.flatMap(({ row }) => (isSecretRow(layout, row) ? (caseNoOfRow(layout, row) ?? []) : [])),
  );
  if (secret.size === 0) return read;
  const rows = read.rows.map((sent) => {
    const caseNo = caseNoOfRow(layout, sent.row);
    if (!isSecretRow(layout, sent.row) && (caseNo === undefined || !secret.has(caseNo))) return sent;
    return { ...sent, row: { [layout.caseNo]: caseNo ?? null, [layout.secret]: '1' } };
  });
  return { ...read, rows };
}
