/** Statuses as the database has them: never rewritten, so some are of the shape an older version of ours gave them. */
import { z } from 'zod';
import { caseClock } from '../contract/clock.ts';
import { type WindowStatus, windowStatus } from '../contract/overlays.ts';
import type { Logger } from '../platform/log.ts';

/** A row of `window_status`; `at` as the database words it. */
export interface StatusRow {
  readonly windowId: string;
  readonly version: number;
  readonly at: Date | string;
  readonly status: unknown;
}

/** Before limits had units a clock said `limitDays`: working days, always. */
function withLimit(clock: unknown): unknown {
  if (typeof clock !== 'object' || clock === null || !('limitDays' in clock)) return clock;
  const { limitDays, ...rest } = clock;
  const workingDayMs = 'workingDayMs' in clock ? Number(clock.workingDayMs) : 0;
  return {
    ...{ limit: { value: limitDays, unit: 'workingDay' }, limitMs: Number(limitDays) * workingDayMs },
    ...{ statutoryDueAt: null, suspended: null, fault: null, ...rest },
  };
}

/** The contract's, with what was added to it since filled in. The wire stays strict. */
const storedStatus = windowStatus.extend({
  case: windowStatus.shape.case
    .unwrap()
    .extend({
      card: windowStatus.shape.case.unwrap().shape.card.default(null),
      clock: z.preprocess(
        withLimit,
        caseClock.extend({ ahead: caseClock.shape.ahead.default([]) }).nullable(),
      ),
    })
    .nullable(),
});

/** Gives rows the shape of today. One that cannot be had is told as `unknown` of its version: versions have no gaps. */
export class StoredStatuses {
  readonly #log: Pick<Logger, 'warn'>;
  /** Windows whose fault is in the log already. */
  readonly #told = new Set<string>();

  constructor(options: { readonly log: Pick<Logger, 'warn'> }) {
    this.#log = options.log;
  }

  read(row: StatusRow): WindowStatus {
    const { windowId, version, status } = row;
    const parsed = storedStatus.safeParse(status);
    if (parsed.success) return parsed.data;
    if (!this.#told.has(windowId)) {
      this.#told.add(windowId);
      // Where, not what: a status names people.
      const fields = parsed.error.issues.map((issue) => issue.path.join('.'));
      this.#log.warn({ windowId, version, fields }, 'a stored status cannot be read; it is told as unknown');
    }
    const at = new Date(row.at).toISOString();
    return {
      windowId,
      version,
      at,
      receivedAt: at,
      state: 'unknown',
      clerk: null,
      ticket: null,
      case: null,
    };
  }
}
