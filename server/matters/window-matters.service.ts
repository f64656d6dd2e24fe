/** The matters a window serves. That a case is of another one is no reason to refuse it: it is told, not judged. */
import type { WindowMatter } from '../contract/places.ts';
import type { Visible } from '../places/index.ts';
import { AppError } from '../platform/errors.ts';
import type { WindowMattersStore } from './window-matters.store.ts';

export interface WindowMattersOptions {
  readonly store: WindowMattersStore;
  readonly now: () => number;
}

export class WindowMattersService {
  readonly #store: WindowMattersStore;
  readonly #now: () => number;

  constructor(options: WindowMattersOptions) {
    this.#store = options.store;
    this.#now = options.now;
  }

  at(visible: Visible, windowId: string, at: string | undefined): Promise<WindowMatter[]> {
    return this.#store.at(visible, windowId, new Date(at === undefined ? this.#now() : Date.parse(at)));
  }

  /** Of all windows of a hall, now: by window. */
  async inHall(visible: Visible, hallId: string): Promise<ReadonlyMap<string, readonly WindowMatter[]>> {
    const found = new Map<string, WindowMatter[]>();
    for (const { windowId, ...matter } of await this.#store.inHall(visible, hallId, new Date(this.#now()))) {
      const all = found.get(windowId) ?? [];
      all.push(matter);
      found.set(windowId, all);
    }
    return found;
  }

  /** A window that is to go as if it had never been takes with it what it was said to serve. */
  forget(windowId: string): Promise<void> {
    return this.#store.delete(windowId);
  }

  async set(windowId: string, matterIds: readonly string[]): Promise<WindowMatter[]> {
    const foreign = await this.#store.set(windowId, matterIds, new Date(this.#now()));
    if (foreign.length > 0)
      throw new AppError(422, 'matter_of_other_department', 'Some are no open matter of the department.', {
        faults: foreign.slice(0, 20).map((id) => ({
          field: 'body.matterIds',
          message: `${id} is no open matter of the department that runs the window`,
        })),
      });
    // What begins and ends in the same millisecond is asked about just after it.
    return this.#store.at({ everywhere: true }, windowId, new Date(this.#now() + 1));
  }
}
