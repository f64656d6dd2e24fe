/** A row of a file, between the file and the registry. */

/** By column key; an empty text says "nothing". */
export type Values = Readonly<Record<string, string>>;

/** A cell understood. */
export interface ReadCell {
  /** Empty where nothing is said. */
  readonly value: string;
  /** A code of `import-words.ts`. */
  readonly fault?: string;
}

export interface Fault {
  /** Null: the row as a whole. */
  readonly column: string | null;
  readonly code: string;
  readonly otherRow?: number;
  readonly detail?: string;
}

export interface SheetRow {
  /** As the spreadsheet counts. */
  readonly row: number;
  /** As it stands there. */
  readonly texts: Values;
  /** As it is understood, only of columns that the file has. */
  readonly values: Values;
  readonly faults: readonly Fault[];
}
