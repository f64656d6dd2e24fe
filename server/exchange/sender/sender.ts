/**
 * Sends what is queued, in order, one batch at a time: the next goes when the one before is answered. A cut line, a
 * server that starts anew or is busy: the same batch again, after a while that grows to a minute. Ids make that safe.
 */
import { setTimeout as wait } from 'node:timers/promises';
import type { Answer, ExchangeClient } from './client.ts';
import type { QueuedBatch, Spool } from './spool.ts';

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 60_000;

export type SenderNews =
  | { readonly kind: 'sent'; readonly sequence: number; readonly rows: number; readonly refused: number }
  | { readonly kind: 'waiting'; readonly why: string; readonly pauseMs: number }
  | { readonly kind: 'setAside'; readonly sequence: number; readonly why: string }
  | { readonly kind: 'told'; readonly day: string; readonly sent: number };

export interface SenderNeeds {
  readonly spool: Spool;
  readonly client: Pick<ExchangeClient, 'post'>;
  readonly tell: (news: SenderNews) => void;
  /** Aborted: leave after the batch at work. */
  readonly signal: AbortSignal;
  /** For tests: the first pause. */
  readonly firstPauseMs?: number;
}

interface BatchAnswer {
  readonly day: string;
  readonly results: readonly { readonly index: number; readonly status: string }[];
}

/** Until nothing is queued, or `signal` says to leave. */
export async function sendQueued(needs: SenderNeeds): Promise<void> {
  const { spool, signal } = needs;
  for (;;) {
    const batch = signal.aborted ? undefined : await spool.first();
    if (batch === undefined) return;
    await untilAnswered(needs, () => sendOne(needs, batch));
  }
}

/** Counts of days that the other side does not know of. */
export async function tellDays(needs: SenderNeeds): Promise<void> {
  const { spool, client, tell, signal } = needs;
  for (const { day, sent } of spool.untold()) {
    if (signal.aborted) return;
    const answer = await client.post(`/api/v1/exchange/days/${day}`, { sent });
    if (answer.status < 200 || answer.status > 299) throw new Unanswered(wordsOf(answer), answer.retryAfterS);
    await spool.told(day, sent);
    tell({ kind: 'told', day, sent });
  }
}

/** Has to be tried again: nobody took it, or nobody said so. */
export class Unanswered extends Error {
  readonly retryAfterS: number | undefined;

  constructor(why: string, retryAfterS?: number) {
    super(why);
    this.name = 'Unanswered';
    this.retryAfterS = retryAfterS;
  }
}

async function untilAnswered(needs: SenderNeeds, attempt: () => Promise<void>): Promise<void> {
  const { tell, signal, firstPauseMs = FIRST_PAUSE_MS } = needs;
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS))
    try {
      await attempt();
      return;
    } catch (error) {
      if (!isOfTheLine(error)) throw error;
      const asked = error instanceof Unanswered ? (error.retryAfterS ?? 0) * 1000 : 0;
      // Many senders that were cut off together must not all come back at the same moment.
      const jittered = Math.max(pauseMs * (0.75 + Math.random() / 2), Math.min(asked, LONGEST_PAUSE_MS));
      tell({ kind: 'waiting', why: error.message || String(error), pauseMs: Math.round(jittered) });
      await wait(jittered, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
    }
}

async function sendOne({ spool, client, tell }: SenderNeeds, batch: QueuedBatch): Promise<void> {
  const { sequence } = batch;
  const said = { sentAt: new Date().toISOString(), sequence };
  const answer =
    batch.kind === 'events'
      ? await client.post('/api/v1/exchange/events', { events: batch.events, ...said })
      : await client.post(
          `/api/v1/exchange/profiles/${batch.profile}/rows`,
          { table: batch.table, rows: batch.rows, ...(batch.hallId && { hallId: batch.hallId }), ...said },
          { zipped: false },
        );
  if (answer.status === 400 || answer.status === 413 || answer.status === 415) {
    await spool.setAside(batch, answer.body);
    tell({ kind: 'setAside', sequence, why: wordsOf(answer) });
    return;
  }
  const taken = batchAnswer(answer);
  const rows = batch.kind === 'events' ? batch.events : batch.rows;
  // An answer that is not about this batch is none.
  if (taken === undefined || taken.results.length !== rows.length)
    throw new Unanswered(wordsOf(answer), answer.retryAfterS);
  const refused = taken.results.flatMap((result) =>
    result.status === 'rejected' ? [{ ...result, ...ofLayout(batch), row: rows[result.index] }] : [],
  );
  await spool.answered(batch, { day: taken.day, rows: rows.length, refused });
  tell({ kind: 'sent', sequence, rows: rows.length, refused: refused.length });
}

const ofLayout = (batch: QueuedBatch): object =>
  batch.kind === 'rows' ? { profile: batch.profile, table: batch.table } : {};

function batchAnswer({ status, body }: Answer): BatchAnswer | undefined {
  if (status < 200 || status > 299 || typeof body !== 'object' || body === null) return undefined;
  const { results, day } = body as Partial<BatchAnswer>;
  return Array.isArray(results) && typeof day === 'string' ? { results, day } : undefined;
}

function wordsOf({ status, body }: Answer): string {
  const { code, detail } = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  return [`HTTP ${status}`, code, detail].filter((part) => typeof part !== 'undefined').join(' ');
}

/** What network and server do wrong; what this program does wrong is thrown. */
const isOfTheLine = (error: unknown): error is Error =>
  error instanceof Unanswered ||
  (error instanceof Error && !(error instanceof TypeError) && !isOfTheDisk(error));

/** File system errors name a path; network errors do not. */
const isOfTheDisk = (error: Error): boolean => 'path' in error;
