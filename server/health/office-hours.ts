/** Whether a hall is open: then its lights are on, and somebody should be told at once. */
import { localTime } from '../calendar/index.ts';
import { type OfficeHours, openSpans } from '../contract/office-hours.ts';

const KEPT_MS = 60_000;
const KEPT_MOST = 5000;

/** Where nobody said: as working time is counted. */
const DAY = { morning: { from: '09:00', to: '12:00' }, afternoon: { from: '12:00', to: '17:00' } };
const CLOSED = { morning: null, afternoon: null };
const USUAL = [DAY, DAY, DAY, DAY, DAY, CLOSED, CLOSED];

export interface HallHoursOptions {
  readonly hoursOf: (hallId: string) => Promise<OfficeHours>;
  readonly now: () => number;
}

export class HallHours {
  readonly #options: HallHoursOptions;
  readonly #kept = new Map<string, { hours: Promise<OfficeHours>; untilMs: number }>();

  constructor(options: HallHoursOptions) {
    this.#options = options;
  }

  async isOpen(hallId: string, atMs: number): Promise<boolean> {
    const { day, time } = localTime(atMs, (await this.#of(hallId)).zone);
    return (await this.#spans(hallId, day)).some((span) => span.from <= time && time < span.to);
  }

  /** A working day of the hall's, ten o'clock or later: when the picture of the day is kept. */
  async dayToKeep(hallId: string, atMs: number): Promise<string | undefined> {
    const { day, time } = localTime(atMs, (await this.#of(hallId)).zone);
    if (time < '10:00' || time >= '17:00') return undefined;
    return (await this.#spans(hallId, day)).length > 0 ? day : undefined;
  }

  /** Hours were set anew: else that is seen within a minute. */
  forget(): void {
    this.#kept.clear();
  }

  async #spans(hallId: string, day: string) {
    const hours = await this.#of(hallId);
    const usual = { ...hours, terms: [{ validFrom: '1970-01-01', week: USUAL }] };
    return openSpans(hours, day) ?? openSpans(usual, day) ?? [];
  }

  #of(hallId: string): Promise<OfficeHours> {
    const { now, hoursOf } = this.#options;
    const kept = this.#kept.get(hallId);
    if (kept && now() < kept.untilMs) return kept.hours;
    if (this.#kept.size >= KEPT_MOST) this.#kept.clear();
    const hours = hoursOf(hallId);
    this.#kept.set(hallId, { hours, untilMs: now() + KEPT_MS });
    // A failed look-up is not remembered.
    hours.catch(() => this.#kept.delete(hallId));
    return hours;
  }
}
