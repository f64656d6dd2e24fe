/**
 * Which rules hold where, kept in memory. Asked with `current()` before each use: it looks whether anybody changed
 * something, which is one statement, so that every process judges by what is committed.
 */
import type { RuleBody } from '../contract/rules.ts';
import { canonicalJson } from '../platform/canonical-json.ts';
import { outsideUnitOfWork } from '../platform/db/unit-of-work.ts';
import type { NewRuleVersion, RulesStore, RuleVersion } from './rules.store.ts';
import { SHIPPED_RULES } from './shipped-rules.ts';

/** A rule as it holds in a region: `regionCode` says whose it is. */
export interface HeldRule extends RuleVersion {
  readonly body: RuleBody;
}

export interface RuleBookOptions {
  readonly store: Pick<RulesStore, 'newest' | 'newestSeq' | 'byIds' | 'append' | 'parents'>;
  readonly now: () => number;
}

/** Rules of one moment. */
export interface Rules {
  /** Another with every change. */
  readonly seq: string;
  /** By key; with those that are switched off. */
  heldIn(regionCode: string | null): readonly HeldRule[];
  /** A region's own version, if its newest is one. */
  ownOf(key: string, regionCode: string | null): RuleVersion | undefined;
}

/** Regions move, too, though seldom. */
const KEPT_MS = 60_000;

export class RuleBook {
  readonly #options: RuleBookOptions;
  readonly #versions = new Map<string, HeldRule>();
  #kept: { readonly rules: Rules; readonly atMs: number } | undefined;
  #shipped: Promise<void> | undefined;

  constructor(options: RuleBookOptions) {
    this.#options = options;
  }

  async current(): Promise<Rules> {
    const { store, now } = this.#options;
    await this.#ensureShipped();
    const seq = await store.newestSeq();
    const nowMs = now();
    if (this.#kept?.rules.seq === seq && nowMs - this.#kept.atMs < KEPT_MS) return this.#kept.rules;
    const rules = rulesOf(seq, await store.newest(), await store.parents());
    this.#kept = { rules, atMs: nowMs };
    return rules;
  }

  /** Versions that cards were issued by. */
  async versions(ids: Iterable<string>): Promise<ReadonlyMap<string, HeldRule>> {
    const wanted = [...new Set(ids)];
    const missing = wanted.filter((id) => !this.#versions.has(id));
    for (const one of await this.#options.store.byIds(missing)) {
      const { body } = one;
      if (body !== null) this.#versions.set(one.id, { ...one, body });
    }
    return this.#versions;
  }

  /** What is shipped is in the database as well, as cards name the version they were issued by. */
  #ensureShipped(): Promise<void> {
    this.#shipped ??= outsideUnitOfWork(() => this.#ship()).catch((error: unknown) => {
      this.#shipped = undefined;
      throw error;
    });
    return this.#shipped;
  }

  async #ship(): Promise<void> {
    const { store, now } = this.#options;
    const known = new Map(
      (await store.newest()).flatMap((one) => (one.regionCode === null ? [[one.key, one.body]] : [])),
    );
    for (const [key, body] of Object.entries(SHIPPED_RULES)) {
      // jsonb has an order of keys of its own.
      if (canonicalJson(known.get(key)) === canonicalJson(body)) continue;
      const version: NewRuleVersion = {
        ...{ key, body, regionCode: null, at: new Date(now()), by: null, reason: null },
      };
      await store.append(version);
    }
  }
}

function rulesOf(
  seq: string,
  newest: readonly RuleVersion[],
  parents: ReadonlyMap<string, string | null>,
): Rules {
  const own = new Map(newest.map((one) => [`${one.key} ${one.regionCode ?? ''}`, one]));
  const ownOf = (key: string, regionCode: string | null) => own.get(`${key} ${regionCode ?? ''}`);
  const keys = Object.keys(SHIPPED_RULES);
  const held = new Map<string | null, readonly HeldRule[]>();
  const nearest = (key: string, path: readonly (string | null)[]): HeldRule[] => {
    for (const code of path) {
      const one = ownOf(key, code);
      if (one !== undefined && one.body !== null) return [{ ...one, body: one.body }];
    }
    return [];
  };
  return {
    seq,
    ownOf,
    heldIn: (regionCode) => {
      const kept = held.get(regionCode);
      if (kept !== undefined) return kept;
      const path = pathOf(regionCode, parents);
      const made = keys.flatMap((key) => nearest(key, path));
      held.set(regionCode, made);
      return made;
    },
  };
}

/** The region, those above it, and last what is shipped. */
function pathOf(code: string | null, parents: ReadonlyMap<string, string | null>): (string | null)[] {
  const path: (string | null)[] = [];
  for (let at = code; at !== null && !path.includes(at); at = parents.get(at) ?? null) path.push(at);
  return [...path, null];
}
