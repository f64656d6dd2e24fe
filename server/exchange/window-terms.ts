/** Which window a code stood for at an instant. Pure: the terms are handed in. */
import type { KnownTerm } from './exchange.store.ts';

const key = (hallId: string, code: string) => `${hallId.toLowerCase()}/${code}`;

export class WindowTerms {
  /** By hall and code, and by window; the earliest first. */
  readonly #byCode = new Map<string, KnownTerm[]>();
  readonly #byWindow = new Map<string, KnownTerm[]>();

  constructor(terms: readonly KnownTerm[]) {
    for (const term of [...terms].sort((a, b) => a.fromMs - b.fromMs)) {
      add(this.#byCode, key(term.hallId, term.code), term);
      add(this.#byWindow, term.id, term);
    }
  }

  /**
   * Before the first term under a code: that one, as departments report of the time before a window was registered.
   * After the last: the window that goes on in its place, or `closed`. Undefined: the code stood for no window then.
   */
  at(hallId: string, code: string, atMs: number): KnownTerm | 'closed' | undefined {
    const terms = this.#byCode.get(key(hallId, code)) ?? [];
    const held = heldAt(terms, atMs);
    if (held !== undefined) return held;
    const last = terms.at(-1);
    if (last === undefined || !last.closed) return undefined;
    return this.#next(last, atMs) ?? 'closed';
  }

  #next({ movedTo }: KnownTerm, atMs: number): KnownTerm | undefined {
    const passed = new Set<string>();
    for (let id = movedTo; id !== null && !passed.has(id); ) {
      passed.add(id);
      const terms = this.#byWindow.get(id) ?? [];
      const held = heldAt(terms, atMs);
      if (held !== undefined) return held;
      id = terms.at(-1)?.movedTo ?? null;
    }
    return undefined;
  }
}

/** Not ended by then, and the first of those: where codes were free for a while, the one that came next. */
const heldAt = (terms: readonly KnownTerm[], atMs: number): KnownTerm | undefined => {
  const notEnded = terms.filter((term) => term.toMs === null || term.toMs > atMs);
  const [first] = notEnded;
  if (first === undefined) return undefined;
  return first.fromMs <= atMs || first === terms[0] ? first : undefined;
};

function add(map: Map<string, KnownTerm[]>, at: string, term: KnownTerm): void {
  const known = map.get(at);
  if (known === undefined) map.set(at, [term]);
  else known.push(term);
}
