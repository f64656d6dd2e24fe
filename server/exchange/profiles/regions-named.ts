/** Region codes that rows may mean: as they stand there, and without the zeros that some systems add to 12 digits. */
import type { Layout, SentRow } from './layout.ts';

const LENGTHS = [9, 6] as const;

export const spellings = (code: string): string[] => [
  code,
  ...LENGTHS.flatMap((digits) =>
    code.length > digits && /^0*$/.test(code.slice(digits)) ? [code.slice(0, digits)] : [],
  ),
];

export function regionsNamed(layout: Layout, rows: readonly SentRow[]): string[] {
  const named = new Set<string>();
  for (const { row } of rows) {
    if (typeof row !== 'object' || row === null) continue;
    for (const [column, value] of Object.entries(row))
      if (column.trim().toUpperCase() === layout.region && ['string', 'number'].includes(typeof value))
        for (const code of spellings(String(value).trim().slice(0, 20))) named.add(code);
  }
  return [...named];
}
