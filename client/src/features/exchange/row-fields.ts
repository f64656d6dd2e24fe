/** A row of whatever shape, as lines to edit; what nobody touched goes back exactly as it came. */

export interface EditedField {
  readonly field: string;
  readonly text: string;
  readonly isChanged: boolean;
  /** As it was sent; undefined: it was not there. */
  readonly sent: unknown;
}
export type EditedRow = readonly EditedField[];

/** The field at fault is first, and there to be filled in where the row did not have it. */
export function editedOf(row: unknown, faulty: string): EditedRow {
  const entries = typeof row === 'object' && row !== null ? Object.entries(row) : [];
  const fields = entries.map(([field, sent]) => ({ field, sent, text: textOf(sent), isChanged: false }));
  const at = fields.findIndex(({ field }) => field === faulty || faulty.startsWith(`${field}.`));
  if (at >= 0) return [...fields.slice(at, at + 1), ...fields.slice(0, at), ...fields.slice(at + 1)];
  if (faulty === '' || !/^\w+$/.test(faulty)) return fields;
  return [{ field: faulty, sent: undefined, text: '', isChanged: false }, ...fields];
}

/** Emptied: left out. A number or an object stays one where what was typed can be read as one. */
export function rowOf(row: EditedRow): Record<string, unknown> {
  return Object.fromEntries(
    row.flatMap(({ field, text, isChanged, sent }) => {
      if (!isChanged) return sent === undefined ? [] : [[field, sent]];
      if (text.trim() === '') return [];
      return [[field, typeof sent === 'string' || sent === undefined ? text : readValue(text)]];
    }),
  );
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

function readValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}
