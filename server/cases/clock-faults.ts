/** Cases whose clock cannot be read: an admin's errand, and never taken for cases in time. */
import type { z } from 'zod';
import type { clockFaults } from '../contract/cases.ts';
import type { Visible } from '../places/index.ts';
import type { Db } from '../platform/db/connect.ts';
import { faultCounts } from './clock-faults.store.ts';
import { reachOf } from './reach.store.ts';

export class ClockFaultsService {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  /** The most cases first. */
  async list(visible: Visible): Promise<z.output<typeof clockFaults>> {
    return { items: await faultCounts(this.#db, await reachOf(this.#db, visible)) };
  }
}
