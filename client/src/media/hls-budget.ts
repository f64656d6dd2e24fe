/**
 * Browsers open six HTTP/1.1 connections to a server. Each low-latency tile keeps one waiting on a blocking
 * playlist reload, so a wall of them starves itself: over HTTP/1.1 only the first few get low latency.
 */
const OVER_HTTP1 = 2;
const OVER_HTTP2 = 64;
/** Kept free for the one picture somebody has chosen to look at. */
const KEPT = 1;

export class HlsBudget {
  readonly #places: number;
  #taken = 0;

  constructor(options: { places: number }) {
    this.#places = options.places;
  }

  /** A place, given back by calling what is returned; undefined: none is left, use ordinary live mode. */
  take(preferred: boolean): (() => void) | undefined {
    if (this.#taken >= this.#places + (preferred ? KEPT : 0)) return undefined;
    this.#taken += 1;
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.#taken -= 1;
    };
  }
}

/** The page's budget, by the protocol its own document came over. */
export function budgetOfPage(): HlsBudget {
  const [page] = performance.getEntriesByType('navigation');
  const protocol = page instanceof PerformanceNavigationTiming ? page.nextHopProtocol : 'http/1.1';
  return new HlsBudget({ places: protocol === 'h2' || protocol === 'h3' ? OVER_HTTP2 : OVER_HTTP1 });
}
