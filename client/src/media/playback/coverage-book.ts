/** What exists of each camera, a day at a time, and why not where there is none: for tracks and whoever words a gap. */
import type { CameraCoverage, GapCause } from '../../../../server/contract/recordings.ts';

export type Stretch =
  | { readonly kind: 'footage'; readonly fromMs: number; readonly toMs: number; readonly sound: boolean }
  | {
      readonly kind: 'gap';
      readonly fromMs: number;
      readonly toMs: number;
      readonly cause: GapCause;
      readonly code: string | null;
    };

export interface CoverageBookOptions {
  readonly cameraId: string;
  readonly fetch: (cameraId: string, fromMs: number, toMs: number) => Promise<CameraCoverage>;
  /** The server's wall clock. */
  readonly serverNow: () => number;
  readonly onChange: () => void;
}

const DAY_MS = 86_400_000;
const MOST_DAYS = 14;
/** Of a day that is not over, or when asking failed. */
const AGAIN_MS = 10_000;

interface Day {
  readonly fromMs: number;
  readonly askedAtMs: number;
  readonly stretches: readonly Stretch[];
}

export class CoverageBook {
  readonly #options: CoverageBookOptions;
  readonly #days = new Map<number, Day>();
  readonly #asking = new Set<number>();

  constructor(options: CoverageBookOptions) {
    this.#options = options;
  }

  /** What there is at an instant; undefined while it is being asked, and for what has not happened yet. */
  at(atMs: number): Stretch | undefined {
    const found = this.#inDay(atMs);
    if (found === undefined) return undefined;
    return found.kind === 'gap' ? this.#whole(found) : found;
  }

  #inDay(atMs: number): Stretch | undefined {
    const fromMs = Math.floor(atMs / DAY_MS) * DAY_MS;
    const day = this.#days.get(fromMs);
    const nowMs = this.#options.serverNow();
    const stale = day === undefined || (day.askedAtMs < fromMs + DAY_MS && nowMs - day.askedAtMs > AGAIN_MS);
    if (stale) void this.#ask(fromMs, nowMs);
    return day?.stretches.find((each) => each.fromMs <= atMs && atMs < each.toMs);
  }

  /** A gap goes on over midnight. */
  #whole(gap: Stretch & { kind: 'gap' }): Stretch {
    let { fromMs, toMs } = gap;
    if (fromMs % DAY_MS === 0) {
      const before = this.#inDay(fromMs - 1);
      if (before?.kind === 'gap' && before.cause === gap.cause) fromMs = before.fromMs;
    }
    if (toMs % DAY_MS === 0) {
      const after = this.#inDay(toMs);
      if (after?.kind === 'gap' && after.cause === gap.cause) toMs = after.toMs;
    }
    return fromMs === gap.fromMs && toMs === gap.toMs ? gap : { ...gap, fromMs, toMs };
  }

  async #ask(fromMs: number, nowMs: number): Promise<void> {
    if (this.#asking.has(fromMs) || fromMs > nowMs) return;
    this.#asking.add(fromMs);
    const { cameraId, fetch, onChange } = this.#options;
    let stretches: readonly Stretch[] = this.#days.get(fromMs)?.stretches ?? [];
    try {
      const { spans } = await fetch(cameraId, fromMs, fromMs + DAY_MS);
      stretches = spans.map((span) => ({
        ...span,
        fromMs: Date.parse(span.from),
        toMs: Date.parse(span.to),
      }));
    } catch {
      // Without it a gap is black with no cause named; it is asked again in a while.
    }
    this.#asking.delete(fromMs);
    this.#days.delete(fromMs);
    this.#days.set(fromMs, { fromMs, askedAtMs: nowMs, stretches });
    const oldest = this.#days.keys().next().value;
    if (this.#days.size > MOST_DAYS && oldest !== undefined) this.#days.delete(oldest);
    onChange();
  }
}
