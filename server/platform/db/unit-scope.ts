/** A unit of work, or a part of one: whose turn it is on the connection, and what waits for the commit. */
import type { CompiledQuery, DatabaseConnection, Driver, QueryResult } from 'kysely';
import { CompiledQuery as Compiled } from 'kysely';

interface Transaction {
  readonly driver: Driver;
  readonly connection: DatabaseConnection;
}

interface Last {
  readonly write: (items: readonly unknown[]) => Promise<void>;
  readonly item: unknown;
}

export class Scope {
  readonly parent: Scope | undefined;
  /** To run once the whole stands. */
  readonly after: (() => void)[] = [];
  /** To write as the last thing before the commit. */
  readonly last: Last[] = [];
  ended = false;
  undone = false;
  /** A statement failed: PostgreSQL takes no other until it is undone. */
  failed = false;
  /** Nothing that is left for the end from now on would be written any more. */
  closing = false;
  readonly #savepoint: string | undefined;
  #transaction: Transaction | undefined;
  #turn: Promise<void> = Promise.resolve();
  #giveBackParent: (() => void) | undefined;
  /** Held while it is committed, and until it has ended one way or the other. */
  #lastTurn: (() => void) | undefined;

  constructor(parent: Scope | undefined, savepoint?: string) {
    this.parent = parent;
    this.#savepoint = savepoint;
  }

  /**
   * The connection, for one statement; others of this scope wait until it is given back. Undefined: this scope was
   * committed meanwhile, and whoever asks is outside of it now.
   */
  async borrow(driver: Driver): Promise<Borrowed | undefined> {
    const giveBack = await this.#takeTurn();
    try {
      if (this.#isCommitted()) {
        giveBack();
        return undefined;
      }
      this.mustBeOpen();
      const { connection } = await this.#begun(driver);
      return new Borrowed(this, connection, giveBack);
    } catch (error) {
      giveBack();
      throw error;
    }
  }

  /** A part that can be undone alone; this scope waits until it has ended. Undefined as in `borrow`. */
  async begin(): Promise<Scope | undefined> {
    const giveBack = await this.#takeTurn();
    if (this.isOver) giveBack();
    if (this.#isCommitted()) return undefined;
    this.mustBeOpen();
    const part = new Scope(this, `part_${this.#depth()}`);
    part.#giveBackParent = giveBack;
    return part;
  }

  /** Lets what was left for the end be written, each kind at once. */
  async #writeLast(): Promise<void> {
    while (this.last.length > 0) {
      const items = new Map<Last['write'], unknown[]>();
      for (const { write, item } of this.last.splice(0)) {
        const group = items.get(write) ?? [];
        items.set(write, group);
        group.push(item);
      }
      for (const [write, group] of items) await write(group);
    }
  }

  /** To be called within the scope: what was left for the end is written through it. */
  async commit(): Promise<void> {
    await this.#turnToCommit();
    this.mustBeOpen();
    if (this.failed)
      throw new Error('a statement of this unit of work failed, and whoever made it went on regardless');
    if (this.parent) {
      if (this.#transaction) await this.#say(`release savepoint ${this.#savepoint}`);
      this.parent.after.push(...this.after);
      this.parent.last.push(...this.last);
    } else if (this.#transaction) {
      const { driver, connection } = this.#transaction;
      await driver.commitTransaction(connection);
    }
    await this.#end();
  }

  async rollback(cause: unknown): Promise<void> {
    if (this.ended) return;
    this.ended = true;
    this.undone = true;
    try {
      if (this.#transaction === undefined || (this.parent?.isOver ?? false)) return;
      const { driver, connection } = this.#transaction;
      if (this.parent) await this.#say(`rollback to savepoint ${this.#savepoint}`);
      else await driver.rollbackTransaction(connection);
    } catch (error) {
      // The connection is gone, and the transaction with it. What is to be told is why there was anything to undo.
      if (this.parent) this.parent.failed = true;
      if (cause instanceof Error && cause.cause === undefined) cause.cause = error;
    } finally {
      await this.#end();
    }
  }

  /** A part that was left running may leave something for the end just as it ends. */
  async #turnToCommit(): Promise<void> {
    for (;;) {
      if (!this.parent) await this.#writeLast();
      const giveBack = await this.#takeTurn();
      if (this.parent || this.last.length === 0) {
        this.#lastTurn = giveBack;
        this.closing = this.parent === undefined;
        return;
      }
      giveBack();
    }
  }

  /** All of them, whatever one of them does. */
  runAfter(): void {
    const faults: unknown[] = [];
    for (const run of this.after.splice(0))
      try {
        run();
      } catch (error) {
        faults.push(error);
      }
    if (faults.length > 0) throw faults[0];
  }

  get isOver(): boolean {
    return this.ended || (this.parent?.isOver ?? false);
  }

  /** Something else of it failed meanwhile: nothing may be written where its transaction was. */
  mustBeOpen(): void {
    if (this.isOver) throw new Error('the unit of work was undone while a part of it still ran');
  }

  #isCommitted(): boolean {
    return this.ended && !this.undone;
  }

  async #end(): Promise<void> {
    this.ended = true;
    this.#lastTurn?.();
    this.#giveBackParent?.();
    this.#giveBackParent = undefined;
    const transaction = this.#transaction;
    this.#transaction = undefined;
    if (!this.parent && transaction) await transaction.driver.releaseConnection(transaction.connection);
  }

  async #takeTurn(): Promise<() => void> {
    const before = this.#turn;
    let giveBack: () => void = () => undefined;
    this.#turn = new Promise((resolve) => {
      giveBack = resolve;
    });
    await before;
    return giveBack;
  }

  async #begun(driver: Driver): Promise<Transaction> {
    if (this.#transaction) return this.#transaction;
    if (this.parent) {
      this.#transaction = await this.parent.#begun(driver);
      await this.#say(`savepoint ${this.#savepoint}`);
      return this.#transaction;
    }
    const connection = await driver.acquireConnection();
    try {
      await driver.beginTransaction(connection, {});
    } catch (error) {
      await driver.releaseConnection(connection);
      throw error;
    }
    this.#transaction = { driver, connection };
    return this.#transaction;
  }

  async #say(statement: string): Promise<void> {
    await this.#transaction?.connection.executeQuery(Compiled.raw(statement));
  }

  #depth(): number {
    return this.parent === undefined ? 1 : this.parent.#depth() + 1;
  }
}

/** The unit's connection in the hands of one statement. */
export class Borrowed implements DatabaseConnection {
  readonly #scope: Scope;
  readonly #connection: DatabaseConnection;
  readonly giveBack: () => void;

  constructor(scope: Scope, connection: DatabaseConnection, giveBack: () => void) {
    this.#scope = scope;
    this.#connection = connection;
    this.giveBack = giveBack;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    // Lent out before the unit was undone: the connection may be another's by now, or without a transaction.
    this.#scope.mustBeOpen();
    try {
      return await this.#connection.executeQuery<R>(query);
    } catch (error) {
      this.#scope.failed = true;
      throw error;
    }
  }

  streamQuery<R>(query: CompiledQuery, chunkSize?: number): AsyncIterableIterator<QueryResult<R>> {
    this.#scope.mustBeOpen();
    return this.#connection.streamQuery<R>(query, chunkSize);
  }
}
