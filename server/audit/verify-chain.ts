/** Follows the chain from its first row and says what is wrong at the first row where anything is. */
import type { ChainFault, VerificationResult } from '../contract/audit.ts';
import { type Anchor, AnchorFault } from './anchors.ts';
import type { StoredRow } from './audit.store.ts';
import { GENESIS, hashOf } from './chain.ts';

export interface VerifyOptions {
  readonly store: {
    after(seq: string, limit: number): Promise<StoredRow[]>;
    /** Of the row that says it follows the one with this hash. */
    seqAfterHash(hash: Buffer): Promise<string | undefined>;
  };
  /** Left out: what was signed off cannot be looked at. */
  readonly anchors?: Iterable<Anchor> | AsyncIterable<Anchor>;
  readonly onProgress?: (rows: number) => void;
  readonly now: () => number;
}

/** So many rows are held at once; between two helpings other work gets its turn. */
const HELPING = 500;
/** How far from its place a row is looked for by its number. */
const NEAR = 1000n;

class Fault extends Error {
  readonly kind: ChainFault['kind'];
  readonly seq: string;

  constructor(kind: ChainFault['kind'], seq: bigint | string, message: string) {
    super(message);
    this.kind = kind;
    this.seq = String(seq);
  }
}

interface Before {
  readonly seq: bigint;
  readonly hash: Buffer;
  /** Of the row before that one. */
  readonly hashBefore: Buffer | undefined;
}

export async function verifyChain(options: VerifyOptions): Promise<VerificationResult> {
  const startedAt = new Date(options.now()).toISOString();
  const run = new Verification(options);
  let fault: ChainFault | null = null;
  try {
    await run.follow();
  } catch (error) {
    if (error instanceof Fault) fault = { kind: error.kind, seq: error.seq, message: error.message };
    else if (error instanceof AnchorFault)
      fault = { kind: 'anchors', seq: String(run.before.seq), message: error.message };
    else throw error;
  }
  const { seq, hash } = run.before;
  return {
    ok: fault === null,
    rows: run.rows,
    head: seq === 0n ? null : { seq: String(seq), hash: hash.toString('hex') },
    anchors: run.anchors,
    fault,
    startedAt,
    finishedAt: new Date(options.now()).toISOString(),
  };
}

class Verification {
  rows = 0;
  anchors = 0;
  before: Before = { seq: 0n, hash: GENESIS, hashBefore: undefined };
  readonly #options: VerifyOptions;
  readonly #anchors: AsyncIterator<Anchor>;
  #anchor: Anchor | undefined;
  /** Up to here the rows are as they were signed off. */
  #signedSeq = 0n;

  constructor(options: VerifyOptions) {
    this.#options = options;
    this.#anchors = iterate(options.anchors ?? []);
  }

  async follow(): Promise<void> {
    await this.#nextAnchor();
    for (;;) {
      const { store, onProgress } = this.#options;
      const rows = await store.after(String(this.before.seq), HELPING);
      if (rows.length === 0) break;
      // The last of a helping is looked at with the one after it.
      const next = rows.length === HELPING ? await store.after(rows.at(-1)?.seq ?? '', 1) : [];
      for (const [index, row] of rows.entries()) await this.#take(row, rows[index + 1] ?? next[0]);
      onProgress?.(this.rows);
    }
    if (this.#anchor)
      throw new Fault(
        'truncated',
        this.before.seq + 1n,
        `the trail ends at #${this.before.seq}, but #${this.#anchor.seq} was signed off at ${this.#anchor.at}`,
      );
  }

  async #take(row: StoredRow, next: StoredRow | undefined): Promise<void> {
    const seq = BigInt(row.seq);
    const expected = this.before.seq + 1n;
    if (seq !== expected) throw await this.#gap(expected, seq);
    if (!isGenuine(row)) throw this.#altered(row, next);
    if (!row.prevHash.equals(this.before.hash)) throw this.#unlinked(row, next);
    this.before = { seq, hash: row.hash, hashBefore: this.before.hash };
    this.rows += 1;
    while (this.#anchor && BigInt(this.#anchor.seq) <= seq) await this.#checkAnchor(this.#anchor, row);
  }

  async #gap(expected: bigint, found: bigint): Promise<Fault> {
    const missing = found - 1n > expected ? `#${expected} to #${found - 1n} are` : `#${expected} is`;
    const elsewhere = await this.#options.store.seqAfterHash(this.before.hash);
    if (elsewhere !== undefined)
      return new Fault('reordered', expected, `#${expected} stands as #${elsewhere} now`);
    return new Fault('missing', expected, `${missing} missing: #${found} comes after #${expected - 1n}`);
  }

  /** Its hash is not that of what stands in it; it may be a whole row in another's place. */
  #altered(row: StoredRow, next: StoredRow | undefined): Fault {
    const seq = BigInt(row.seq);
    const writtenAs = numberOf(row);
    const isNextOurs = next !== undefined && numberOf(next) === seq && next.prevHash.equals(this.before.hash);
    if (isNextOurs && writtenAs !== seq + 1n)
      return new Fault('inserted', seq, `#${seq} was put in: the row after it was written as #${seq}`);
    if (writtenAs === undefined)
      return new Fault('altered', seq, `#${seq} was altered: its hash is not that of what stands in it`);
    if (writtenAs === seq - 1n && this.before.hashBefore && row.prevHash.equals(this.before.hashBefore))
      return new Fault(
        'inserted',
        seq - 1n,
        `#${seq - 1n} was put in: the row after it was written as #${seq - 1n}`,
      );
    if (writtenAs === seq + 1n && !isNextOurs)
      return new Fault('missing', seq, `#${seq} is missing, and the rows after it were numbered anew`);
    return new Fault('reordered', seq, `the row that stands as #${seq} was written as #${writtenAs}`);
  }

  /** It is whole in itself, but follows another row than the one before it: which of the two was made anew? */
  #unlinked(row: StoredRow, next: StoredRow | undefined): Fault {
    const seq = BigInt(row.seq);
    const isForged = seq === 1n || (next !== undefined && isGenuine(next) && !next.prevHash.equals(row.hash));
    if (isForged)
      return new Fault('rewritten', seq, `#${seq} was written anew: it is not chained to the row before it`);
    return new Fault(
      'rewritten',
      seq - 1n,
      `#${seq - 1n} was written anew: it is not the row that #${seq} is chained to`,
    );
  }

  async #checkAnchor(anchor: Anchor, row: StoredRow): Promise<void> {
    if (anchor.seq === row.seq && anchor.hash !== row.hash.toString('hex'))
      throw new Fault(
        'rewritten',
        this.#signedSeq + 1n,
        `rows were written anew, the first of them between #${this.#signedSeq + 1n} and #${row.seq}: #${row.seq} is not what was signed off at ${anchor.at}`,
      );
    if (anchor.seq === row.seq) {
      this.anchors += 1;
      this.#signedSeq = BigInt(row.seq);
    }
    await this.#nextAnchor();
  }

  async #nextAnchor(): Promise<void> {
    const { value, done } = await this.#anchors.next();
    this.#anchor = done ? undefined : value;
  }
}

const isGenuine = (row: StoredRow): boolean => hashOf(row, row.prevHash).equals(row.hash);

/** Under which number near its own the row is what its hash says. */
function numberOf(row: StoredRow): bigint | undefined {
  const seq = BigInt(row.seq);
  for (let distance = 0n; distance <= NEAR; distance += 1n)
    for (const number of new Set([seq + distance, seq - distance]))
      if (number > 0n && hashOf({ ...row, seq: String(number) }, row.prevHash).equals(row.hash))
        return number;
  return undefined;
}

async function* iterate<T>(all: Iterable<T> | AsyncIterable<T>): AsyncGenerator<T> {
  yield* all;
}
