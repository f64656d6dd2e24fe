import type { FragmentTable } from '../recorder/types.ts';
import type { PlayableFile, TableReader } from './types.ts';

export interface FragmentTablesOptions {
  /** Opens nothing yet. */
  readonly reader: (file: string) => TableReader;
  readonly now: () => number;
  /** About how many bytes of memory they may take. Default 48 MB: some days of one camera, or an hour of hundreds. */
  readonly mostBytes?: number;
}

interface Kept {
  readonly reader: TableReader;
  readonly table: Promise<FragmentTable>;
  readonly open: boolean;
  readonly readMs: number;
  bytes: number;
}

/** A growing file is looked at again after so long: fragments come about once a second. */
const FRESH_MS = 400;
const BYTES_A_FRAGMENT = 96;
const BYTES_A_TABLE = 600;

/** Where the fragments of recorded files lie: read once, the longest unused forgotten. */
export class FragmentTables {
  readonly #options: FragmentTablesOptions;
  readonly #kept = new Map<string, Kept>();
  #bytes = 0;

  constructor(options: FragmentTablesOptions) {
    this.#options = options;
  }

  get figures(): { readonly tables: number; readonly bytes: number } {
    return { tables: this.#kept.size, bytes: this.#bytes };
  }

  /** @throws whatever reading the file throws: `ENOENT` where it was purged meanwhile */
  of(file: PlayableFile): Promise<FragmentTable> {
    const kept = this.#kept.get(file.id);
    if (kept && this.#isGood(kept, file)) {
      this.#kept.delete(file.id);
      this.#kept.set(file.id, kept);
      return kept.table;
    }
    return this.#read(file, kept);
  }

  #isGood(kept: Kept, file: PlayableFile): boolean {
    if (!kept.open) return true;
    return file.open && this.#options.now() - kept.readMs < FRESH_MS;
  }

  #read(file: PlayableFile, before: Kept | undefined): Promise<FragmentTable> {
    const { reader: open, now } = this.#options;
    const reader = before?.reader ?? open(file.file);
    // One look at a file at a time: the next goes on where the one before it ended.
    const table = before
      ? before.table.then(
          () => reader.read(),
          () => reader.read(),
        )
      : reader.read();
    const kept: Kept = { reader, table, open: file.open, readMs: now(), bytes: before?.bytes ?? 0 };
    this.#kept.delete(file.id);
    this.#kept.set(file.id, kept);
    table.then(
      ({ fragments }) => {
        if (this.#kept.get(file.id) !== kept) return;
        const bytes = BYTES_A_TABLE + fragments.length * BYTES_A_FRAGMENT;
        this.#bytes += bytes - kept.bytes;
        kept.bytes = bytes;
        this.#makeRoom();
      },
      () => {
        if (this.#kept.get(file.id) === kept) this.#forget(file.id, kept);
      },
    );
    return table;
  }

  #makeRoom(): void {
    const { mostBytes = 48 * 1024 * 1024 } = this.#options;
    for (const [id, kept] of this.#kept) {
      if (this.#bytes <= mostBytes) return;
      this.#forget(id, kept);
    }
  }

  #forget(id: string, kept: Kept): void {
    this.#kept.delete(id);
    this.#bytes -= kept.bytes;
  }
}
