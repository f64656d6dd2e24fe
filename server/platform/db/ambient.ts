/** The database as stores know it, following the unit of work it is used in. */
import {
  type DatabaseConnection,
  type Driver,
  Kysely,
  type Transaction,
  type TransactionBuilder,
  type TransactionSettings,
} from 'kysely';
import { currentScope, inUnitOfWork } from './unit-of-work.ts';
import { Borrowed } from './unit-scope.ts';

/** Hands out the unit's connection within one, and connections of the pool otherwise. */
export class AmbientDriver implements Driver {
  readonly #pool: Driver;

  constructor(pool: Driver) {
    this.#pool = pool;
  }

  init = () => this.#pool.init();
  destroy = () => this.#pool.destroy();

  async acquireConnection(): Promise<DatabaseConnection> {
    for (let scope = currentScope(); scope; scope = currentScope()) {
      const borrowed = await scope.borrow(this.#pool);
      if (borrowed) return borrowed;
    }
    return this.#pool.acquireConnection();
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    if (connection instanceof Borrowed) connection.giveBack();
    else await this.#pool.releaseConnection(connection);
  }

  async beginTransaction(connection: DatabaseConnection, settings: TransactionSettings): Promise<void> {
    if (connection instanceof Borrowed)
      throw new Error('within a unit of work only db.transaction() without settings can be had');
    await this.#pool.beginTransaction(connection, settings);
  }

  commitTransaction = (connection: DatabaseConnection) => this.#pool.commitTransaction(connection);
  rollbackTransaction = (connection: DatabaseConnection) => this.#pool.rollbackTransaction(connection);
}

export class AmbientKysely<DB> extends Kysely<DB> {
  /** Within a unit of work it is a part of that; transactions side by side wait for each other. */
  override transaction(): TransactionBuilder<DB> {
    const builder = super.transaction();
    const alone = builder.execute.bind(builder);
    builder.execute = (work) =>
      currentScope() ? inUnitOfWork(() => work(this as unknown as Transaction<DB>)) : alone(work);
    return builder;
  }
}
