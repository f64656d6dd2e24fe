/**
 * What an import needs of a registry. A book is opened by somebody for certain rows and answers for as long as they
 * are dealt with: what is there already, whether a row may be, and how it is put there, changed and taken back,
 * always through the service of the slice that owns it.
 */
import type { Permission } from '../../contract/access.ts';
import type { ExportQuery, Registry } from '../../contract/imports.ts';
import type { Actor, Place } from '../../platform/http/route.ts';
import type { Fault, SheetRow, Values } from '../reading/sheet-row.ts';

/** A thing that is registered, as a row: what an export says of it. Never a secret. */
export interface Existing {
  readonly id: string;
  readonly values: Values;
}

export interface Found {
  /** Undefined: a new one. */
  readonly existing?: Existing | undefined;
  /** Where the permission is asked; undefined: there is no such place. `anywhere`: the service asks in detail. */
  readonly place: () => Promise<Place | 'anywhere' | undefined>;
  /** Ids of what the row names, for `create` and `change`. */
  readonly refs: Values;
  /** What the row means where it may be said in several ways: stands in for what it says. */
  readonly meant?: Values;
}

export interface Change {
  readonly found: Found;
  /** All of it as it is to be. */
  readonly next: Values;
  /** Columns that differ; all of them for a new one. */
  readonly changed: ReadonlySet<string>;
  /** What the row says that is never shown. */
  readonly secrets: Values;
}

export interface Made {
  readonly id: string;
  /** A first password that somebody must be told. */
  readonly password?: string;
}

/** What a change replaced that is not among the values; sealed where it is secret. */
export type Kept = Buffer | undefined;

export interface Book {
  /** The order rows are dealt with in: what others hang on first. As they stand, where left out. */
  order?(rows: readonly SheetRow[]): SheetRow[];
  /** What may be there once only; also within one file. */
  keysOf(values: Values): readonly { readonly column: string; readonly key: string }[];
  find(row: SheetRow): Promise<Found | readonly Fault[]>;
  /** What is wrong with the whole as it is to be. */
  check?(change: Change): Promise<readonly Fault[]>;
  /** Whether secrets that were given are those that are kept. */
  sameSecrets?(existing: Existing, secrets: Values): Promise<boolean>;
  create(change: Change): Promise<Made>;
  change(existing: Existing, change: Change): Promise<Kept>;
  /** A row found to be faulty: what hangs on it is, too. */
  spoil?(row: SheetRow): void;
}

/** Taking back needs no rows, only what was kept of them. */
export interface Undoing {
  /** Undefined: not there any more. */
  current(id: string): Promise<Values | undefined>;
  place(id: string): Promise<Place | 'anywhere' | undefined>;
  remove(id: string): Promise<void>;
  restore(id: string, before: Values, changed: readonly string[], kept: Kept): Promise<void>;
}

export interface RegistryTable {
  readonly registry: Registry;
  /** What a change of it is called in the audit trail: `hall`. */
  readonly thing: string;
  /** Verbs of that where they are others than `create`, `change` and `remove`: those the pages have words for. */
  readonly verbs?: Partial<Record<'create' | 'change' | 'remove', string>>;
  readonly read: Permission;
  readonly write: Permission;
  open(actor: Actor, rows: readonly SheetRow[]): Promise<Book>;
  undoing(actor: Actor): Undoing;
  /** Everything the asker may read, in pages. */
  pages(actor: Actor, filter: ExportQuery): AsyncIterable<readonly Values[]>;
}
