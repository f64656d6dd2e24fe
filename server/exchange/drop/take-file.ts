/** One dropped file, taken through the exchange like any batch, and its answer. */
import type { ExchangeResult } from '../../contract/exchange.ts';
import type { DropAnswer } from '../../contract/profiles.ts';
import { MAX_ROWS, type ProfileResult } from '../../contract/profiles.ts';
import type { ExchangeService } from '../exchange.service.ts';
import type { ProfilesService } from '../profiles/profiles.service.ts';
import type { Machine } from '../submission.ts';
import type { FileRows } from './file-rows.ts';
import { FileFault, readFileRows } from './read-file.ts';

export interface TakeFileOptions {
  readonly exchange: Pick<ExchangeService, 'report'>;
  readonly profiles: Pick<ProfilesService, 'report'>;
  readonly now: () => number;
}

export interface TakeFileHow {
  readonly dryRun?: boolean;
  /** The hall of window codes, where the file does not say. */
  readonly hallId?: string | undefined;
}

export async function takeFile(
  options: TakeFileOptions,
  machine: Machine,
  file: { readonly name: string; readonly bytes: Uint8Array },
  how: TakeFileHow = {},
): Promise<DropAnswer> {
  const at = () => new Date(options.now()).toISOString();
  try {
    const results = await takeRows(options, machine, readFileRows(file.name, file.bytes), how);
    const count = (status: string) => results.filter((one) => one.status === status).length;
    return {
      ...{ file: file.name, answeredAt: at(), fault: null, rows: results.length },
      ...{ accepted: count('accepted'), duplicate: count('duplicate'), rejected: count('rejected') },
      results: results.map((result, index) => ({ ...result, index })),
    };
  } catch (error) {
    if (!(error instanceof FileFault)) throw error;
    const { message, line, column } = error;
    return refusedFile(file.name, at(), { message, line, column });
  }
}

export const refusedFile = (
  file: string,
  answeredAt: string,
  fault: NonNullable<DropAnswer['fault']>,
): DropAnswer => ({
  ...{ file, answeredAt, fault, rows: 0, accepted: 0, duplicate: 0, rejected: 0, results: [] },
});

async function takeRows(
  { exchange, profiles }: TakeFileOptions,
  machine: Machine,
  read: FileRows,
  { dryRun = false, hallId }: TakeFileHow,
): Promise<(ExchangeResult | ProfileResult)[]> {
  const results: (ExchangeResult | ProfileResult)[] = [];
  for (let from = 0; from < read.rows.length; from += MAX_ROWS) {
    const answer =
      read.kind === 'events'
        ? await exchange.report(machine, read.rows.slice(from, from + MAX_ROWS), { dryRun })
        : await profiles.report(
            machine,
            read.profile,
            { rows: read.rows.slice(from, from + MAX_ROWS), hallId: read.hallId ?? hallId },
            { dryRun },
          );
    results.push(...answer.results);
  }
  return results;
}
