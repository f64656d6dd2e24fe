/** When halls are open. What held on days gone by is what cases of then are judged by: it is not set anew. */
import type { z } from 'zod';
import { localTime } from '../../calendar/index.ts';
import type * as contract from '../../contract/office-hours.ts';
import { REGION_ZONE } from '../../contract/office-hours.ts';
import { AppError, notFound } from '../../platform/errors.ts';
import type { OfficeHoursStore } from './office-hours.store.ts';

export interface OfficeHoursOptions {
  readonly store: OfficeHoursStore;
  readonly now: () => number;
  /** Within the unit of work that sets a hall's hours. */
  readonly onChanged?: ((hallId: string) => void) | undefined;
}

export class OfficeHoursService {
  readonly #store: OfficeHoursStore;
  readonly #now: () => number;
  readonly #onChanged: (hallId: string) => void;

  constructor(options: OfficeHoursOptions) {
    this.#store = options.store;
    this.#now = options.now;
    this.#onChanged = options.onChanged ?? (() => {});
  }

  of(hallId: string): Promise<contract.OfficeHours> {
    return this.#store.of(hallId);
  }

  /** A hall's first hours may begin at any day: it was open before it was registered. */
  async setWeek(
    hallId: string,
    { validFrom, week }: z.output<typeof contract.setOfficeHours>,
  ): Promise<contract.OfficeHours> {
    const { terms } = await this.of(hallId);
    const onlyOne = terms.length === 0 || (terms.length === 1 && terms[0]?.validFrom === validFrom);
    if (!onlyOne) this.#mustLieAhead(validFrom, 'body.validFrom');
    await this.#store.setWeek(hallId, validFrom, week);
    this.#onChanged(hallId);
    return this.of(hallId);
  }

  async removeWeek(hallId: string, validFrom: string): Promise<void> {
    this.#mustLieAhead(validFrom, 'params.validFrom');
    if (!(await this.#store.removeWeek(hallId, validFrom))) throw notFound('office hours');
    this.#onChanged(hallId);
  }

  async setException(
    hallId: string,
    day: string,
    { hours, note }: z.output<typeof contract.setOfficeException>,
  ): Promise<contract.OfficeHours> {
    this.#mustLieAhead(day, 'params.day');
    await this.#store.setException(hallId, day, hours, note);
    this.#onChanged(hallId);
    return this.of(hallId);
  }

  async removeException(hallId: string, day: string): Promise<void> {
    this.#mustLieAhead(day, 'params.day');
    if (!(await this.#store.removeException(hallId, day))) throw notFound('exception');
    this.#onChanged(hallId);
  }

  #mustLieAhead(day: string, field: string): void {
    const today = dayIn(REGION_ZONE, this.#now());
    if (day >= today) return;
    const message = `must be ${today} (today in the region) or later: past days stay as they were`;
    throw new AppError(422, 'day_past', `The day ${message}.`, { faults: [{ field, message }] });
  }
}

/** The calendar day at an instant, `2026-11-23`. */
export const dayIn = (zone: string, atMs: number): string => localTime(atMs, zone).day;
