/** What every bench is told. */
export interface BenchOptions {
  /** Shorter windows and fewer steps: to see that it works, not to quote. */
  readonly quick: boolean;
  readonly windowMs: number;
  readonly windows: number;
  /** Of `cases`: how many there are; undefined: the usual steps. */
  readonly cases?: number | undefined;
}

export function benchOptions(quick: boolean, cases?: number): BenchOptions {
  return quick ? { quick, cases, windowMs: 4000, windows: 2 } : { quick, cases, windowMs: 6000, windows: 3 };
}
