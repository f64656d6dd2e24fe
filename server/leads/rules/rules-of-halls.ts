/** Which rules hold where: kept for some seconds, as they are asked for with every look. */
import { HeldRules } from '../detect/all-rules.ts';
import type { LeadRulesStore } from './lead-rules.store.ts';

const KNOWN_MS = 3000;

export class RulesOfHalls {
  readonly #store: Pick<LeadRulesStore, 'all'>;
  readonly #now: () => number;
  readonly #shipped = new HeldRules([]);
  #known: Promise<ReadonlyMap<string, HeldRules>> | undefined;
  #knownMs = Number.NEGATIVE_INFINITY;

  constructor(options: { readonly store: Pick<LeadRulesStore, 'all'>; readonly now: () => number }) {
    this.#store = options.store;
    this.#now = options.now;
  }

  /** Null: no hall is known; as shipped. */
  async of(hallId: string | null): Promise<HeldRules> {
    if (hallId === null) return this.#shipped;
    if (this.#known === undefined || this.#now() - this.#knownMs > KNOWN_MS) {
      this.#knownMs = this.#now();
      this.#known = this.#read().catch((error: unknown) => {
        this.#known = undefined;
        throw error;
      });
    }
    return (await this.#known).get(hallId) ?? this.#shipped;
  }

  forget(): void {
    this.#known = undefined;
  }

  async #read(): Promise<ReadonlyMap<string, HeldRules>> {
    const all = await this.#store.all();
    return new Map(all.map((own) => [own.hallId, new HeldRules(own.rules, own.noRecordWindows)]));
  }
}
