/**
 * Compiled clocks by place, kept as long as nothing behind them changed. Whether anything did is one number in the
 * database, looked at once a second at most, and at once where this process changed something.
 */
import { REGION_ZONE } from '../contract/office-hours.ts';
import { localTime } from '../platform/zone.ts';
import type { CalendarStore } from './calendar.store.ts';
import { PlaceClock } from './place-clock.ts';
import { Resolver } from './resolve.ts';
import type { Shipped } from './shipped.ts';
import type { WorkingClock, WorkingClocks } from './working-clock.ts';

const LOOK_EVERY_MS = 1000;
/** About 25 KB each. */
const KEPT_MOST = 2000;

export interface ClockKeeperOptions {
  readonly store: Pick<CalendarStore, 'version' | 'snapshot' | 'hall'>;
  readonly shipped: Shipped;
  readonly now: () => number;
}

export class ClockKeeper implements WorkingClocks {
  readonly #store: ClockKeeperOptions['store'];
  readonly #shipped: Shipped;
  readonly #now: () => number;
  readonly #kept = new Map<string, WorkingClock>();
  #resolver: Resolver | undefined;
  #lookedAtMs = Number.NEGATIVE_INFINITY;
  /** How often it was told that something changed: an answer asked for before that may be of before that. */
  #forgotten = 0;
  /** How long a standard day is in words goes by the hours of today. */
  #today = '';

  constructor(options: ClockKeeperOptions) {
    this.#store = options.store;
    this.#shipped = options.shipped;
    this.#now = options.now;
  }

  /**
   * Read in the asker's own unit of work, and never waited for by another: two that wait for each other's connection
   * would wait for good. So a crowd at the start reads the same a few times.
   */
  async of(place: { readonly hallId: string | null; readonly regionCode: string }): Promise<WorkingClock> {
    const resolver = await this.resolver();
    const key = place.hallId === null ? `region:${place.regionCode}` : `hall:${place.hallId}`;
    const kept = this.#kept.get(key);
    if (kept !== undefined) return kept;
    const made = await this.#make(key, place, resolver);
    if (this.#resolver === resolver) {
      if (this.#kept.size >= KEPT_MOST) this.#kept.delete(this.#kept.keys().next().value ?? '');
      this.#kept.set(key, made);
    }
    return made;
  }

  /** Calendars above halls, as they are now. */
  async resolver(): Promise<Resolver> {
    const nowMs = this.#now();
    if (this.#resolver !== undefined && Math.abs(nowMs - this.#lookedAtMs) < LOOK_EVERY_MS)
      return this.#resolver;
    const today = localTime(nowMs, REGION_ZONE).day;
    const forgotten = this.#forgotten;
    if (this.#resolver !== undefined && today === this.#today) {
      const version = await this.#store.version();
      if (this.#resolver?.version === version) {
        if (this.#forgotten === forgotten) this.#lookedAtMs = nowMs;
        return this.#resolver;
      }
    }
    const resolver = new Resolver(await this.#store.snapshot(), this.#shipped);
    this.#resolver = resolver;
    if (this.#forgotten === forgotten) this.#lookedAtMs = nowMs;
    this.#today = today;
    this.#kept.clear();
    return resolver;
  }

  forget(): void {
    this.#forgotten += 1;
    this.#lookedAtMs = Number.NEGATIVE_INFINITY;
  }

  async #make(
    key: string,
    place: { readonly hallId: string | null; readonly regionCode: string },
    resolver: Resolver,
  ): Promise<WorkingClock> {
    const hall = place.hallId === null ? undefined : await this.#store.hall(place.hallId);
    const chain = resolver.chainOf(hall?.regionCode ?? place.regionCode);
    return new PlaceClock({
      key,
      version: resolver.versionOf(chain, hall),
      place: resolver.placeTime(chain, place.hallId, hall),
      today: this.#today,
    });
  }
}
