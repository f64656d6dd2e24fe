/** Takes rows of published layouts: read by their layout, handed to the exchange, answered in the layout's own words. */
import { REGION_ZONE } from '../../contract/office-hours.ts';
import type { ProfileAnswer, ProfileName, ProfileResult } from '../../contract/profiles.ts';
import type { Db } from '../../platform/db/connect.ts';
import type { ExchangeService } from '../exchange.service.ts';
import type { Machine, ReadAgain, Sending } from '../submission.ts';
import { departmentPlaces } from './departments.store.ts';
import type { SentRow } from './layout.ts';
import { layouts } from './layouts.ts';
import { type ReadSubmission, type RowContext, readBatch } from './read-batch.ts';
import { regionsNamed } from './regions-named.ts';

export interface ProfilesOptions {
  readonly db: Db;
  readonly exchange: Pick<ExchangeService, 'submit'>;
}

export interface RowsToTake {
  readonly rows: readonly SentRow[];
  readonly hallId?: string | undefined;
}

export class ProfilesService {
  readonly #options: ProfilesOptions;

  constructor(options: ProfilesOptions) {
    this.#options = options;
  }

  async report(
    machine: Machine,
    profile: ProfileName,
    { rows, hallId }: RowsToTake,
    sending: Sending = {},
  ): Promise<ProfileAnswer> {
    const read = await readRows(this.#options.db, machine, profile, rows, hallId);
    const submissions = read.map(({ submission }) => submission);
    const { results, day, ...counts } = await this.#options.exchange.submit(machine, submissions, sending);
    return {
      results: results.map((result, index): ProfileResult => {
        const { eventId: _, ...rest } = result;
        return { ...rest, index, table: read[index]?.table ?? null, key: read[index]?.key ?? null };
      }),
      ...counts,
      day,
    };
  }
}

/** For refused rows that a person put right: `ReadAgain` of the exchange. */
export const readAgainWith =
  (db: Db): ReadAgain =>
  async (machine, { profile, table, hallId }, row) => {
    const [read] = await readRows(db, machine, profile, [{ table, row }], hallId);
    if (read === undefined) throw new Error('a row was read to nothing');
    return read.submission;
  };

async function readRows(
  db: Db,
  machine: Machine,
  profile: ProfileName,
  rows: readonly SentRow[],
  hallId: string | undefined,
): Promise<ReadSubmission[]> {
  const layout = layouts[profile];
  const places = await departmentPlaces(db, machine.departmentId, regionsNamed(layout, rows));
  const context: RowContext = { ...places, hallId, zone: REGION_ZONE };
  return readBatch(layout, rows, context);
}
