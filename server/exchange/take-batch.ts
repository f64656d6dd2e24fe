/**
 * One batch, inside its transaction: what is new is logged, waits for its case, or is refused and kept to be put right;
 * windows get their statuses; the day's counts and what was heard of the sender are written. All of it or nothing.
 */
import type { CaseLog } from '../cases/index.ts';
import type { ExchangeEvent, ExchangeResult } from '../contract/exchange.ts';
import type { WindowStatus } from '../contract/overlays.ts';
import type { WindowStatuses } from '../overlays/index.ts';
import type { Db } from '../platform/db/connect.ts';
import type { Sealer } from '../platform/sealer.ts';
import { type CheckedBatch, type Entry, inWordsOf, type RefusedRow } from './check-batch.ts';
import type { Rejection } from './check-event.ts';
import type { KnownMatter } from './exchange.store.ts';
import { type Heard, heard } from './feed-state.ts';
import { type Ledger, readLedger, writeLedger } from './ledger.store.ts';
import { closeAccepted, keepRefusals } from './refusals.store.ts';
import { KEPT_A_DAY, OPEN_MOST, rowKeyOf, toKeep } from './refused-rows.ts';
import { caseSeeds, type Known, resolve } from './resolve.ts';
import { resolveKnown } from './resolve-known.ts';
import type { Machine } from './submission.ts';
import { eraseCases, insertWaiting, takeWaiting } from './waiting.store.ts';
import { caseNoOf, loggedEvent, type TakenEvent, windowFact } from './what-of-events.ts';

/** Many times what a case has. Every event of a case is looked at again when another comes. */
const EVENTS_MOST = 2000;
/** Of one source: a sender that never names a matter would fill the disk. */
export const WAITING_MOST = 10_000;

const caseFull: Rejection = {
  code: 'case_full',
  field: 'caseNo',
  message: `the case has ${EVENTS_MOST} events already; the sender is at fault`,
};
const tooManyWaiting: Rejection = {
  code: 'too_many_waiting',
  field: 'caseNo',
  message: `${WAITING_MOST} events of this source wait already for cases that nothing is known of`,
};

export interface TakeOptions {
  readonly log: CaseLog;
  readonly windows: WindowStatuses;
  readonly sealer: Sealer;
}

export interface BatchToTake {
  readonly machine: Machine;
  readonly checked: CheckedBatch;
  /** One a batch that is taken here, in the order they came. */
  readonly heard: readonly Heard[];
  /** Of the region, by our clock. */
  readonly day: string;
  /** A refused row that a person put right: nothing the sender sent, so neither counted nor kept again. */
  readonly corrects?: { readonly refusalId: string; readonly by: string } | undefined;
}

export interface TakenBatch {
  readonly results: readonly ExchangeResult[];
  readonly statuses: readonly WindowStatus[];
}

interface Decided {
  readonly taken: (TakenEvent & { readonly matter: KnownMatter | null })[];
  readonly waiting: TakenEvent[];
  readonly refused: RefusedRow[];
  readonly results: ExchangeResult[];
}

export async function takeBatch(trx: Db, options: TakeOptions, batch: BatchToTake): Promise<TakenBatch> {
  const { log } = options;
  const { machine, checked, day } = batch;
  const { source } = machine;
  await log.lock(trx, source);
  const events = checked.entries.flatMap((entry) => entry.events);
  const ids = events.map((event) => event.eventId);
  const caseNos = [...new Set(events.flatMap((event) => caseNoOf(event) ?? []))];
  const ledger = await readLedger(trx, source, day, ids, caseNos);
  const seen = new Set(ledger.seen);
  const fresh = events.filter((event) => !seen.has(event.eventId));
  const known = await resolveKnown(trx, log, machine, fresh);
  const decided = decide(checked, seen, known, ledger);
  if (checked.secretCases.size > 0) await eraseCases(trx, source, [...checked.secretCases]);
  const statuses = await write(trx, options, batch, ledger, known, decided);
  await account(trx, options, batch, ledger, decided);
  return { results: decided.results, statuses };
}

/** What becomes of each row. Pure. */
function decide(
  { entries, refused: malformed }: CheckedBatch,
  seenBefore: ReadonlySet<string>,
  known: Known,
  ledger: Ledger,
): Decided {
  const seen = new Set(seenBefore);
  const sizes = new Map(ledger.waitingOf);
  for (const [caseNo, row] of known.cases) sizes.set(caseNo, row.events + (sizes.get(caseNo) ?? 0));
  const decided: Decided = { taken: [], waiting: [], refused: [...malformed], results: [] };
  for (const { index, eventId, rejection } of malformed)
    decided.results[index] = { index, eventId, status: 'rejected', ...rejection };

  const one = (entry: Entry): ExchangeResult => {
    const { index, receivedAt, events, submission } = entry;
    const eventId = events[0]?.eventId ?? null;
    const fresh = events.filter((event, at) => !seen.has(event.eventId) && isFirst(events, event, at));
    if (fresh.length === 0) return { index, eventId, status: 'duplicate' };
    const refuse = (reason: Rejection): ExchangeResult => {
      const rejection = inWordsOf(submission, reason);
      const caseNo = fresh.map(caseNoOf).find((no) => no !== null) ?? null;
      decided.refused.push({ index, submission, rejection, eventId, caseNo, kept: true });
      return { index, eventId, status: 'rejected', ...rejection };
    };
    const found = fresh.map((event) => ({ event, receivedAt, resolved: resolve(event, known) }));
    const taken: typeof decided.taken = [];
    const waiting: TakenEvent[] = [];
    for (const { resolved, ...rest } of found) {
      if (!resolved.ok) return refuse(resolved.rejection);
      const { windowId, matter, waits } = resolved;
      if (waits) waiting.push({ ...rest, windowId });
      else taken.push({ ...rest, windowId, matter });
    }
    const [caseNo = null] = fresh.map(caseNoOf);
    const size = caseNo === null ? 0 : (sizes.get(caseNo) ?? 0);
    // Of those that wait there is room for the one that says of which matter they are.
    if (size + fresh.length > EVENTS_MOST - Math.sign(waiting.length)) return refuse(caseFull);
    if (ledger.waiting + decided.waiting.length + waiting.length > WAITING_MOST)
      return refuse(tooManyWaiting);
    if (caseNo !== null) sizes.set(caseNo, size + fresh.length);
    for (const { eventId: id } of fresh) seen.add(id);
    decided.taken.push(...taken);
    decided.waiting.push(...waiting);
    return { index, eventId, status: 'accepted', ...(waiting.length > 0 && { waiting: true as const }) };
  };
  for (const entry of entries) decided.results[entry.index] = one(entry);
  return decided;
}

const isFirst = (events: readonly ExchangeEvent[], event: ExchangeEvent, at: number): boolean =>
  events.findIndex((other) => other.eventId === event.eventId) === at;

async function write(
  trx: Db,
  { log, windows, sealer }: TakeOptions,
  { machine, heard: news }: BatchToTake,
  ledger: Ledger,
  known: Known,
  { taken, waiting }: Decided,
): Promise<WindowStatus[]> {
  if (taken.length === 0 && waiting.length === 0) return [];
  await insertWaiting(
    trx,
    machine,
    waiting.map(({ event, windowId, receivedAt }) => ({
      receivedAt,
      ...{ eventId: event.eventId, caseNo: caseNoOf(event) ?? '', type: event.type, reason: 'case_unknown' },
      ...{ occurredAt: new Date(event.occurredAt), windowId, sealed: sealer.seal(JSON.stringify(event)) },
    })),
  );
  const begun = caseSeeds(taken);
  const waited =
    ledger.waiting === 0
      ? []
      : (await takeWaiting(trx, machine.source, [...begun.keys()])).map(opened(sealer));
  const matterOf = new Map(taken.map((one) => [caseNoOf(one.event), one.matter]));
  const seeds = caseSeeds([
    ...taken,
    ...waited.map((one) => ({ ...one, matter: matterOf.get(caseNoOf(one.event)) ?? null })),
  ]);
  const logged = [...waited, ...taken];
  const batch = { ...machine, receivedAt: lastOf(news).at };
  const { views, cases } = await log.append(trx, batch, seeds, logged.map(loggedEvent), known.cases);
  const caseIdOf = ({ event }: TakenEvent) => {
    const caseNo = caseNoOf(event);
    return caseNo === null ? null : (cases.get(caseNo)?.id ?? null);
  };
  const facts = [
    ...logged.map((one) => windowFact(one, caseIdOf(one))),
    // What happens at a window is shown, though nobody knows yet of which case.
    ...waiting.map((one) => windowFact(one, null)),
  ];
  return windows.record(trx, facts, views);
}

function lastOf(news: readonly Heard[]): Heard {
  const last = news.at(-1);
  if (last === undefined) throw new Error('a batch came from nowhere');
  return last;
}

/** As it was checked when it came. */
const opened =
  (sealer: Sealer) =>
  (row: { receivedAt: Date; windowId: string | null; sealed: Buffer }): TakenEvent => ({
    event: JSON.parse(sealer.open(row.sealed)) as ExchangeEvent,
    receivedAt: row.receivedAt,
    windowId: row.windowId,
  });

async function account(
  trx: Db,
  { sealer }: TakeOptions,
  { machine, heard: news, day, corrects, checked }: BatchToTake,
  ledger: Ledger,
  { results, refused }: Decided,
): Promise<void> {
  const count = (status: ExchangeResult['status']) => results.filter((one) => one.status === status).length;
  const done = checked.entries.flatMap(({ index, events }) => {
    const { eventId } = events[0] ?? {};
    return eventId === undefined || results[index]?.status === 'rejected'
      ? []
      : [{ rowKey: rowKeyOf(eventId, ''), eventId }];
  });
  const { at } = lastOf(news);
  if (ledger.openRefusals > 0 && done.length > 0)
    await closeAccepted(
      trx,
      machine.source,
      done,
      at,
      corrects && { id: corrects.refusalId, by: corrects.by, eventId: done[0]?.eventId ?? '' },
    );
  if (corrects !== undefined) return;
  const rows = toKeep(refused, sealer, Math.min(KEPT_A_DAY - ledger.kept, OPEN_MOST - ledger.openRefusals));
  const kept = await keepRefusals(trx, machine, at, rows);
  const feed = news.reduce(heard, ledger.feed);
  if (feed === undefined) throw new Error('a batch came from nowhere');
  await writeLedger(trx, machine, day, feed, {
    batches: news.length,
    ...{ accepted: count('accepted'), duplicate: count('duplicate'), refused: count('rejected'), kept },
  });
}
