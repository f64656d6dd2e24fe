/**
 * Takes a department's batch: each event is answered for itself, good ones are kept whatever the others are, and
 * what is answered `accepted` is on disk. One transaction and a dozen statements, whatever the size of the batch.
 */
import { localTime } from '../calendar/index.ts';
import type { Batch, CaseLog, LoggedEvent } from '../cases/index.ts';
import { detailOf, heldFromMs } from '../cases/index.ts';
import type { ExchangeAnswer, ExchangeEvent } from '../contract/exchange.ts';
import type { WindowStatus } from '../contract/overlays.ts';
import type { WindowFact, WindowStatuses } from '../overlays/index.ts';
import type { Db } from '../platform/db/connect.ts';
import { isForeignKeyViolation, isPassing } from '../platform/db/faults.ts';
import { checkEvent, isSecret, matterSecret, type Rejection, textOf } from './check-event.ts';
import { type KnownMatter, mattersByCode, termsByCode } from './exchange.store.ts';
import { caseSeeds, type Known, resolve } from './resolve.ts';
import { inDurableTransaction } from './transaction.store.ts';
import { Turns } from './turns.ts';
import { WindowTerms } from './window-terms.ts';

/** The department's systems together must leave the pool's connections to others. */
const TURNS = { atOnce: 4, mostOfOne: 32 };
/** Many times what a case has. Every event of a case is looked at again when another comes. */
const EVENTS_MOST = 2000;

const ATTEMPTS = 3;

const caseFull: Rejection = {
  code: 'case_full',
  field: 'caseNo',
  message: `the case has ${EVENTS_MOST} events already; the sender is at fault`,
};

/** Who reports, and for which department. */
interface Machine {
  readonly source: string;
  readonly departmentId: string;
}
type Result = ExchangeAnswer['results'][number];

interface Row {
  readonly index: number;
  readonly event: ExchangeEvent;
}
interface Taken extends Row {
  readonly windowId: string | null;
  readonly matter: KnownMatter | null;
}

export interface ExchangeOptions {
  readonly db: Db;
  readonly log: CaseLog;
  readonly windows: WindowStatuses;
  readonly publish: (statuses: readonly WindowStatus[]) => void;
  readonly now: () => number;
}

export class ExchangeService {
  readonly #options: ExchangeOptions;
  readonly #turns = new Turns(TURNS);

  constructor(options: ExchangeOptions) {
    this.#options = options;
  }

  async report(machine: Machine, rows: readonly unknown[]): Promise<ExchangeAnswer> {
    const { db, publish } = this.#options;
    const nowMs = this.#options.now();
    const results: Result[] = new Array(rows.length);
    const wellFormed = this.#check(rows, nowMs, results);
    if (wellFormed.length > 0) {
      const made = await this.#turns.take(machine.source, () =>
        unlessChangedMeanwhile(() =>
          inDurableTransaction(db, (trx) => this.#take(trx, machine, new Date(nowMs), wellFormed, results)),
        ),
      );
      publish(made);
    }
    return answer(results, localTime(nowMs, 'Asia/Shanghai').day);
  }

  #check(rows: readonly unknown[], nowMs: number, results: Result[]): Row[] {
    const secret = secretCases(rows);
    const wellFormed: Row[] = [];
    for (const [index, row] of rows.entries()) {
      const checked = checkEvent(row, nowMs);
      if (!checked.ok) {
        results[index] = { index, eventId: checked.eventId, status: 'rejected', ...checked.rejection };
      } else if (secret.has(caseNoOf(checked.event) ?? '')) {
        results[index] = { index, eventId: checked.event.eventId, status: 'rejected', ...matterSecret };
      } else wellFormed.push({ index, event: checked.event });
    }
    return wellFormed;
  }

  async #take(
    trx: Db,
    machine: Machine,
    receivedAt: Date,
    rows: readonly Row[],
    results: Result[],
  ): Promise<WindowStatus[]> {
    const { log, windows } = this.#options;
    const { source, departmentId } = machine;
    await log.lock(trx, source);
    const seen = new Set(
      await log.known(
        trx,
        source,
        rows.map((row) => row.event.eventId),
      ),
    );
    const known = await this.#known(trx, machine, rows);

    const sizes = new Map([...known.cases].map(([caseNo, row]) => [caseNo, row.events]));
    const taken: Taken[] = [];
    for (const { index, event } of rows) {
      const { eventId } = event;
      if (seen.has(eventId)) {
        results[index] = { index, eventId, status: 'duplicate' };
        continue;
      }
      const resolved = resolve(event, known);
      if (!resolved.ok) {
        results[index] = { index, eventId, status: 'rejected', ...resolved.rejection };
        continue;
      }
      const caseNo = caseNoOf(event);
      const size = caseNo === null ? 0 : (sizes.get(caseNo) ?? 0);
      if (size >= EVENTS_MOST) {
        results[index] = { index, eventId, status: 'rejected', ...caseFull };
        continue;
      }
      if (caseNo !== null) sizes.set(caseNo, size + 1);
      seen.add(eventId);
      taken.push({ index, event, windowId: resolved.windowId, matter: resolved.matter });
      results[index] = { index, eventId, status: 'accepted' };
    }
    if (taken.length === 0) return [];

    const batch: Batch = { source, departmentId, receivedAt };
    const logged = await log.append(trx, batch, caseSeeds(taken), taken.map(loggedEvent));
    const facts = taken.map((one) => {
      const caseNo = caseNoOf(one.event);
      const caseId = caseNo === null ? null : (logged.cases.get(caseNo)?.id ?? null);
      return windowFact(one, caseId, receivedAt);
    });
    return windows.record(trx, facts, logged.views);
  }

  async #known(trx: Db, machine: Machine, rows: readonly Row[]): Promise<Known> {
    const { log } = this.#options;
    const events = rows.map((row) => row.event);
    const places = events.flatMap(({ hallId, windowCode }) =>
      hallId === undefined || windowCode === undefined ? [] : [{ hallId, windowCode }],
    );
    const windows = new WindowTerms(await termsByCode(trx, places));
    const caseNos = [...new Set(events.flatMap((event) => caseNoOf(event) ?? []))];
    const cases = await log.cases(trx, machine.source, caseNos);
    const named = events.flatMap((event) => {
      const matterCode = 'matterCode' in event ? event.matterCode : undefined;
      return matterCode === undefined ? [] : [{ caseNo: caseNoOf(event), matterCode }];
    });
    const codes = [
      ...named.map((one) => one.matterCode),
      ...[...cases.values()].map((row) => row.matterCode),
    ];
    const matters = await mattersByCode(trx, machine.departmentId, [...new Set(codes)]);
    const matterCodes = new Map<string, string>();
    for (const { caseNo, matterCode } of named)
      if (caseNo !== null && matters.has(matterCode) && !matterCodes.has(caseNo))
        matterCodes.set(caseNo, matterCode);
    return {
      departmentId: machine.departmentId,
      windows,
      matters,
      cases,
      matterCodes,
    };
  }
}

/**
 * A matter or a window was removed between the look at it and the first row that names it, or somebody else's change
 * stood in the way: taken once more from the start, so that each event gets its own answer.
 */
async function unlessChangedMeanwhile<T>(take: () => Promise<T>): Promise<T> {
  for (let left = ATTEMPTS - 1; ; left -= 1)
    try {
      return await take();
    } catch (error) {
      if (left === 0 || !(isForeignKeyViolation(error) || isPassing(error))) throw error;
    }
}

const caseNoOf = (event: ExchangeEvent): string | null => ('caseNo' in event ? (event.caseNo ?? null) : null);

function loggedEvent({ event, windowId }: Taken): LoggedEvent {
  return {
    eventId: event.eventId,
    type: event.type,
    caseNo: caseNoOf(event),
    windowId,
    stage: event.type === 'stage' ? event.stage : null,
    occurredAt: new Date(event.occurredAt),
    clerk: event.clerk ?? null,
    ticket: 'ticket' in event ? (event.ticket ?? null) : null,
    remark: event.remark ?? null,
    detail: detailOf(event),
    recordKey: event.recordKey ?? null,
    dataVersion: event.dataVersion ?? null,
    filledBy: event.filledBy ?? null,
  };
}

function windowFact({ event, windowId }: Taken, caseId: string | null, receivedAt: Date): WindowFact {
  return {
    type: windowFactType(event.type),
    atMs: heldFromMs({ occurredAt: new Date(event.occurredAt), receivedAt }),
    receivedAt,
    windowId,
    clerk: event.clerk ?? null,
    ticket: 'ticket' in event ? (event.ticket ?? null) : null,
    caseId,
    completes: endsService(event),
  };
}

/** What is reported of a case besides its stages shows somebody at work on it, as a stage does. */
const windowFactType = (type: ExchangeEvent['type']): WindowFact['type'] => {
  switch (type) {
    case 'opened':
    case 'closed':
    case 'called':
    case 'started':
    case 'finished':
      return type;
    default:
      return 'stage';
  }
};

/** Done in the back office as often as at the counter: begins no service. */
const endsService = (event: ExchangeEvent): boolean =>
  event.type === 'refused' || (event.type === 'stage' && event.stage === 'completed');

/** A case that one event of a batch marks secret is secret in all of them. */
const secretCases = (rows: readonly unknown[]): ReadonlySet<string> =>
  new Set(rows.filter(isSecret).flatMap((row) => textOf(row, 'caseNo') ?? []));

function answer(results: Result[], day: string): ExchangeAnswer {
  const count = (status: Result['status']) => results.filter((one) => one.status === status).length;
  return {
    results,
    accepted: count('accepted'),
    duplicate: count('duplicate'),
    rejected: count('rejected'),
    day,
  };
}
