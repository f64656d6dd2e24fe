/** What a published layout is made of: tables, their columns, the codes in them, and what a row comes to. Data. */
import type { ProfileName } from '../../contract/profiles.ts';

export interface Words {
  readonly zh: string;
  readonly en: string;
}

/** A code of the layout, what it means, and what of ours it stands for (undefined: known, and nothing follows). */
export interface Code {
  readonly code: string;
  readonly words: Words;
  readonly is: string | undefined;
}
export interface CodeTable {
  readonly name: string;
  readonly codes: readonly Code[];
}

export type ColumnKind =
  | { readonly kind: 'text'; readonly most: number }
  | { readonly kind: 'time' }
  | { readonly kind: 'integer'; readonly least: number; readonly most: number }
  | { readonly kind: 'money' }
  | { readonly kind: 'code'; readonly table: CodeTable };

export interface Column {
  readonly name: string;
  readonly words: Words;
  readonly holds: ColumnKind;
  readonly required: boolean;
  /** Our field that takes the value as it is; several columns of one field: the first that is filled. */
  readonly to?: string;
}

/** A row whose values were read: times as instants, codes as what they stand for. */
export interface ReadRow {
  text(column: string): string | undefined;
  number(column: string): number | undefined;
  /** What the code stands for with us. */
  code(column: string): string | undefined;
}

/** One event of a row, before the fields that columns give by themselves are added. */
export interface Made {
  /** The column that says when. Empty in the row: there is no such event, or, where `needed`, the row is at fault. */
  readonly at: string;
  /** Tells several events of a row apart; the last one's is empty. */
  readonly part?: string;
  readonly fields: Readonly<Record<string, unknown>>;
  /** Of those fields, which column each came from. */
  readonly from?: Readonly<Record<string, string>>;
}

export class RowFault extends Error {
  readonly code: string;
  readonly field: string;

  constructor(code: string, field: string, message: string) {
    super(message);
    this.name = 'RowFault';
    this.code = code;
    this.field = field;
  }
}

export interface LayoutTable {
  readonly name: string;
  /** `SL` of `EX_GDBS_SL`. */
  readonly short: string;
  readonly words: Words;
  readonly columns: readonly Column[];
  /** Columns that tell several rows of a case apart in this table. */
  readonly key: readonly string[];
  /** What is reported, and of which event types it becomes: in words, for the document. */
  readonly becomes: Words;
  /** @throws RowFault */
  readonly make: (row: ReadRow) => readonly Made[];
}

export interface Layout {
  readonly name: ProfileName;
  readonly words: Words;
  readonly tables: readonly LayoutTable[];
  /** Columns by what they are in every table. */
  readonly caseNo: string;
  readonly region: string;
  readonly version: string;
  readonly secret: string;
  readonly window: string | undefined;
}

/** A row as it came; `table` as the sender calls it. */
export interface SentRow {
  readonly table: string;
  readonly row: unknown;
}

export function tableOf(layout: Layout, name: string): LayoutTable | undefined {
  const wanted = name.trim().toUpperCase();
  return layout.tables.find((table) => [table.name, table.short].includes(wanted));
}

const text = (most: number): ColumnKind => ({ kind: 'text', most });

/** Short ways to write a column. */
export const col = {
  text: (name: string, zh: string, en: string, most: number, to?: string): Column => ({
    ...{ name, words: { zh, en }, holds: text(most), required: false },
    ...(to !== undefined && { to }),
  }),
  time: (name: string, zh: string, en: string): Column => ({
    ...{ name, words: { zh, en }, holds: { kind: 'time' }, required: false },
  }),
  integer: (name: string, zh: string, en: string, least: number, most: number, to?: string): Column => ({
    ...{ name, words: { zh, en }, holds: { kind: 'integer', least, most }, required: false },
    ...(to !== undefined && { to }),
  }),
  money: (name: string, zh: string, en: string, to: string): Column => ({
    ...{ name, words: { zh, en }, holds: { kind: 'money' }, required: false, to },
  }),
  code: (name: string, zh: string, en: string, table: CodeTable, to?: string): Column => ({
    ...{ name, words: { zh, en }, holds: { kind: 'code', table }, required: false },
    ...(to !== undefined && { to }),
  }),
};

export const must = (column: Column): Column => ({ ...column, required: true });

export const codes = (
  name: string,
  entries: readonly (readonly [code: string, zh: string, en: string, is?: string])[],
): CodeTable => ({
  name,
  codes: entries.map(([code, zh, en, is]) => ({ code, words: { zh, en }, is })),
});
