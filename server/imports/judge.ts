/** Says of each row what it would do, or everything that is wrong with it. Changes nothing. */

import type { Access } from '../access/index.ts';
import { COLUMNS, type ImportColumn } from '../contract/import-columns.ts';
import type { Verdict } from '../contract/imports.ts';
import type { Actor } from '../platform/http/route.ts';
import type { Fault, SheetRow, Values } from './reading/sheet-row.ts';
import type { Book, Change, Found, RegistryTable } from './registries/book.ts';

export type Judgement =
  | { readonly verdict: 'faulty'; readonly faults: readonly Fault[] }
  | { readonly verdict: Exclude<Verdict, 'faulty'>; readonly change: Change };

export interface JudgeOptions {
  readonly table: RegistryTable;
  readonly book: Book;
  readonly actor: Actor;
  readonly access: Pick<Access, 'permits'>;
  readonly rows: readonly SheetRow[];
}

export class Judge {
  readonly #options: JudgeOptions;
  readonly #columns: readonly ImportColumn[];
  readonly #duplicates: ReadonlyMap<SheetRow, readonly Fault[]>;
  #everywhere: Promise<boolean> | undefined;

  constructor(options: JudgeOptions) {
    this.#options = options;
    this.#columns = COLUMNS[options.table.registry];
    this.#duplicates = duplicates(options.rows, options.book, this.#columns);
  }

  /** Asks anew what the asker may everywhere: rights may end while a large file comes in. */
  refresh(): void {
    this.#everywhere = undefined;
  }

  async judge(row: SheetRow): Promise<Judgement> {
    const { book } = this.#options;
    const judgement = await this.#judge(row);
    if (judgement.verdict === 'faulty') book.spoil?.(row);
    return judgement;
  }

  async #judge(row: SheetRow): Promise<Judgement> {
    const { book } = this.#options;
    const faults = [...row.faults, ...this.#emptyKeys(row), ...(this.#duplicates.get(row) ?? [])];
    const isNameable = !faults.some((fault) => this.#isKey(fault.column) && fault.code !== 'duplicate');
    const found = isNameable ? await book.find(row) : undefined;
    if (found === undefined || isFaults(found)) {
      faults.push(...(found ?? []), ...this.#emptied(row));
      return { verdict: 'faulty', faults: once(faults) };
    }
    // What differs from a thing that is not the asker's to change would tell what it is.
    const notPermitted = await this.#notPermitted(found);
    if (notPermitted.length > 0) return { verdict: 'faulty', faults: once([...faults, ...notPermitted]) };
    const change = this.#changeOf(row, found);
    faults.push(...this.#wrongFor(row, change));
    if (faults.length === 0) faults.push(...((await book.check?.(change)) ?? []));
    if (faults.length > 0) return { verdict: 'faulty', faults: once(faults) };
    return { verdict: await this.#verdictOf(change), change };
  }

  #isKey(column: string | null): boolean {
    return this.#columns.some((one) => one.key === column && one.isKey);
  }

  #emptyKeys(row: SheetRow): Fault[] {
    return this.#columns
      .filter((one) => one.isKey && (row.values[one.key] ?? '') === '')
      .map((one) => ({ column: one.key, code: 'required' }));
  }

  /** Needed columns that say nothing, where it is not known whether the thing is there already. */
  #emptied(row: SheetRow): Fault[] {
    return this.#columns
      .filter((one) => one.required && !one.isKey && row.values[one.key] === '')
      .map((one) => ({ column: one.key, code: 'required' }));
  }

  #changeOf(row: SheetRow, found: Found): Change {
    const next: Record<string, string> = {};
    const secrets: Record<string, string> = {};
    for (const column of this.#columns) {
      const said = row.values[column.key];
      if (column.kind === 'secret') {
        if (said) secrets[column.key] = said;
        continue;
      }
      const before = found.existing?.values[column.key];
      const keeps = column.otherwise !== undefined || column.emptyKeeps;
      next[column.key] =
        said === undefined || (said === '' && keeps) ? (before ?? column.otherwise ?? '') : said;
    }
    Object.assign(next, found.meant);
    const changed = new Set(
      Object.keys(next).filter((key) => !found.existing || next[key] !== (found.existing.values[key] ?? '')),
    );
    return { found, next, changed, secrets };
  }

  #wrongFor(row: SheetRow, { found, next, changed }: Change): Fault[] {
    return this.#columns.flatMap((column): Fault[] => {
      const { key } = column;
      if (row.faults.some((fault) => fault.column === key)) return [];
      if (column.required && !column.isKey && (next[key] ?? '') === '')
        return [{ column: key, code: 'required' }];
      if (column.fixed && found.existing && changed.has(key)) return [{ column: key, code: 'fixed' }];
      return [];
    });
  }

  async #notPermitted(found: Found): Promise<Fault[]> {
    const { actor, access, table } = this.#options;
    // Who may everywhere need not be asked of each place: most large files are brought in by them.
    this.#everywhere ??= access.permits(actor, table.write, { regionPath: [] });
    if (await this.#everywhere) return [];
    const place = await found.place();
    const permits =
      place !== undefined &&
      (await access.permits(actor, table.write, place === 'anywhere' ? undefined : place));
    return permits ? [] : [{ column: this.#columns[0]?.key ?? null, code: 'not_permitted' }];
  }

  async #verdictOf(change: Change): Promise<Exclude<Verdict, 'faulty'>> {
    const { existing } = change.found;
    if (!existing) return 'new';
    if (change.changed.size > 0) return 'changed';
    if (Object.keys(change.secrets).length === 0) return 'unchanged';
    return (await this.#options.book.sameSecrets?.(existing, change.secrets)) ? 'unchanged' : 'changed';
  }
}

const isFaults = (found: Found | readonly Fault[]): found is readonly Fault[] => Array.isArray(found);

/** One fault a column is enough to look at it; of the whole row there may be several. */
function once(faults: readonly Fault[]): Fault[] {
  const seen = new Set<string>();
  return faults.filter(({ column, code }) => {
    const key = column ?? `row ${code}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** Each row of those that say they are the same thing names another of them. */
function duplicates(
  rows: readonly SheetRow[],
  book: Book,
  columns: readonly ImportColumn[],
): ReadonlyMap<SheetRow, readonly Fault[]> {
  const groups = new Map<string, SheetRow[]>();
  for (const row of rows) {
    const isUnclear = columns.some((one) => one.isKey && isUnreadable(row, one.key));
    if (isUnclear) continue;
    for (const { column, key } of book.keysOf(row.values)) {
      if (key === '' || isFaulty(row, column)) continue;
      const group = groups.get(`${column} ${key}`) ?? [];
      groups.set(`${column} ${key}`, group);
      group.push(row);
    }
  }
  const faults = new Map<SheetRow, Fault[]>();
  for (const [name, group] of groups) {
    if (group.length < 2) continue;
    const column = name.slice(0, name.indexOf(' '));
    for (const row of group) {
      const other = group.find((one) => one !== row);
      if (other)
        faults.set(row, [...(faults.get(row) ?? []), { column, code: 'duplicate', otherRow: other.row }]);
    }
  }
  return faults;
}

const isFaulty = (row: SheetRow, column: string): boolean =>
  row.faults.some((fault) => fault.column === column);
const isUnreadable = (row: SheetRow, column: string): boolean =>
  (row.values[column] ?? '') === '' || isFaulty(row, column);

/** What a change is shown as: secrets only as changed. */
export function changesOf({
  found,
  next,
  changed,
}: Change): { column: string; before: string | null; after: string | null }[] {
  if (!found.existing) return [];
  const before: Values = found.existing.values;
  return [...changed].map((column) => ({
    column,
    before: before[column] || null,
    after: next[column] || null,
  }));
}
