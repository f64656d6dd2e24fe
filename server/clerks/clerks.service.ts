/** The registry of clerks. */
import type { z } from 'zod';
import type * as contract from '../contract/clerks.ts';
import { removeUnused, unlessTaken, type Visible } from '../places/index.ts';
import { notFound } from '../platform/errors.ts';
import { decodeCursor, nameKey, type Page, pageOf } from '../platform/http/paging.ts';
import type { ClerksStore } from './clerks.store.ts';

export interface ClerksOptions {
  readonly clerks: ClerksStore;
  readonly now: () => number;
}

const taken = <T>(write: () => Promise<T>): Promise<T> =>
  unlessTaken(
    write,
    'clerk_exists',
    'body.staffNo',
    'The department has a clerk with this staff number already.',
  );

export class ClerksService {
  readonly #clerks: ClerksStore;
  readonly #now: () => number;

  constructor(options: ClerksOptions) {
    this.#clerks = options.clerks;
    this.#now = options.now;
  }

  async list(visible: Visible, query: z.output<typeof contract.clerksQuery>): Promise<Page<contract.Clerk>> {
    const { cursor, limit, ...rest } = query;
    const rows = await this.#clerks.clerks({ visible, limit, after: decodeCursor(cursor, nameKey), ...rest });
    return pageOf(
      rows,
      limit,
      (row) => [row.name, row.id],
      (row) => row,
    );
  }

  async get(id: string): Promise<contract.Clerk> {
    const [clerk] = await this.#clerks.clerks({ visible: { everywhere: true }, id, limit: 1 });
    if (clerk === undefined) throw notFound('clerk');
    return clerk;
  }

  async create(clerk: z.output<typeof contract.newClerk>): Promise<contract.Clerk> {
    return this.get(await taken(() => this.#clerks.insert(clerk)));
  }

  async change(id: string, change: z.output<typeof contract.changeClerk>): Promise<contract.Clerk> {
    await taken(() => this.#clerks.change(id, change));
    return this.get(id);
  }

  async end(id: string): Promise<contract.Clerk> {
    await this.#clerks.end(id, new Date(this.#now()));
    return this.get(id);
  }

  async remove(id: string): Promise<void> {
    await this.get(id);
    await removeUnused('clerk', await this.#clerks.usesOf(id), () => this.#clerks.delete(id));
  }
}
