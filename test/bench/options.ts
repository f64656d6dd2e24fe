/** What every bench is told. */
export interface BenchOptions {
  /** Shorter windows and fewer steps: to see that it works, not to quote. */
  readonly quick: boolean;
  readonly windowMs: number;
  readonly windows: number;
}

export function benchOptions(quick: boolean): BenchOptions {
  return quick ? { quick, windowMs: 4000, windows: 2 } : { quick, windowMs: 6000, windows: 3 };
}
