/** Asks the registry and the log for all that a batch's events refer to, in a few statements. */
import type { CaseLog } from '../cases/index.ts';
import type { ExchangeEvent } from '../contract/exchange.ts';
import type { Db } from '../platform/db/connect.ts';
import { mattersByCode, termsByCode } from './exchange.store.ts';
import type { Known } from './resolve.ts';
import type { Machine } from './submission.ts';
import { caseNoOf } from './what-of-events.ts';
import { WindowTerms } from './window-terms.ts';

export async function resolveKnown(
  trx: Db,
  log: Pick<CaseLog, 'cases'>,
  { source, departmentId }: Machine,
  events: readonly ExchangeEvent[],
): Promise<Known> {
  const places = events.flatMap(({ hallId, windowCode }) =>
    hallId === undefined || windowCode === undefined ? [] : [{ hallId, windowCode }],
  );
  const windows = new WindowTerms(await termsByCode(trx, places));
  const caseNos = [...new Set(events.flatMap((event) => caseNoOf(event) ?? []))];
  const cases = await log.cases(trx, source, caseNos);
  const named = events.flatMap((event) => {
    const matterCode = 'matterCode' in event ? event.matterCode : undefined;
    return matterCode === undefined ? [] : [{ caseNo: caseNoOf(event), matterCode }];
  });
  const codes = [...named.map((one) => one.matterCode), ...[...cases.values()].map((row) => row.matterCode)];
  const matters = await mattersByCode(trx, departmentId, [...new Set(codes)]);
  const matterCodes = new Map<string, string>();
  for (const { caseNo, matterCode } of named)
    if (caseNo !== null && matters.has(matterCode) && !matterCodes.has(caseNo))
      matterCodes.set(caseNo, matterCode);
  return { departmentId, windows, matters, cases, matterCodes };
}
