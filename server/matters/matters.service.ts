/** The registry of matters. Secret ones are outside supervision (the notice) and are turned away at the door. */
import type { z } from 'zod';
import type * as contract from '../contract/cases.ts';
import { type ListRequest, removeUnused, unlessTaken, type Visible } from '../places/index.ts';
import { AppError, invalid, notFound } from '../platform/errors.ts';
import { decodeCursor, nameKey, type Page, pageOf } from '../platform/http/paging.ts';
import type { MattersStore } from './matters.store.ts';

export interface MattersOptions {
  readonly matters: MattersStore;
}

/** Says nothing of the matter: nothing of it may be kept, and answers are. */
const secretRefused = () =>
  new AppError(422, 'matter_secret', 'Secret matters are outside supervision and must not be registered.', {
    faults: [{ field: 'body.secrecy', message: 'must be none' }],
  });

export class MattersService {
  readonly #matters: MattersStore;

  constructor(options: MattersOptions) {
    this.#matters = options.matters;
  }

  async list(
    visible: Visible,
    list: ListRequest & { departmentId?: string | undefined },
  ): Promise<Page<contract.Matter>> {
    const { limit, q, departmentId, closed } = list;
    const after = decodeCursor(list.cursor, nameKey);
    const rows = await this.#matters.matters({
      ...{ visible, after, limit, q, departmentId, closed },
      below: list.below,
    });
    return pageOf(
      rows,
      limit,
      (row) => [row.name, row.id],
      (row) => row,
    );
  }

  async get(id: string, visible: Visible = { everywhere: true }): Promise<contract.Matter> {
    const [matter] = await this.#matters.matters({ visible, id, limit: 1 });
    if (matter === undefined) throw notFound('matter');
    return matter;
  }

  async create(matter: z.output<typeof contract.newMatter>): Promise<contract.Matter> {
    const { secrecy, ...open } = matter;
    if (secrecy === 'secret') throw secretRefused();
    return unlessTaken(
      () => this.#matters.insert(open),
      'matter_exists',
      'body.code',
      'The department has a matter with this code already.',
    );
  }

  async change(id: string, change: z.output<typeof contract.changeMatter>): Promise<contract.Matter> {
    const { secrecy, ...open } = change;
    if (secrecy === 'secret') throw secretRefused();
    const before = await this.get(id);
    const promised = open.promisedLimitDays ?? before.promisedLimitDays;
    if (promised > (open.statutoryLimitDays ?? before.statutoryLimitDays))
      throw invalid([
        { field: 'body.promisedLimitDays', message: 'must not be longer than statutoryLimitDays' },
      ]);
    await this.#matters.change(id, open);
    return this.get(id);
  }

  async remove(id: string): Promise<void> {
    await this.get(id);
    await removeUnused('matter', await this.#matters.usesOf(id), () => this.#matters.delete(id));
  }
}
