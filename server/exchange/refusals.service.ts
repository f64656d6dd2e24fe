/** Refused rows: shown to the department whose they are, put right, sent again, or let go with a reason. */
import { z } from 'zod';
import type { Refusal, RefusalCounts, RefusalDetail, ResendAnswer } from '../contract/exchange.ts';
import type { Visible } from '../places/index.ts';
import { conflict, notFound } from '../platform/errors.ts';
import { decodeCursor, type Page, pageOf } from '../platform/http/paging.ts';
import type { Sealer } from '../platform/sealer.ts';
import type { ExchangeService } from './exchange.service.ts';
import type { RefusalsQuery, RefusalsStore, SealedRefusal } from './refusals.store.ts';
import type { ReadAgain, Submission } from './submission.ts';

const recentKey = z.tuple([z.iso.datetime(), z.uuid()]);
/** What is put right or let go is remembered for so long. */
const REMEMBERED_MS = 90 * 24 * 3_600_000;
const FORGOTTEN_AT_ONCE = 5000;

type Filters = Omit<RefusalsQuery, 'visible' | 'limit' | 'after' | 'id'>;

export interface RefusalsOptions {
  readonly store: RefusalsStore;
  readonly exchange: Pick<ExchangeService, 'submit'>;
  readonly sealer: Pick<Sealer, 'open'>;
  /** For rows of published layouts. */
  readonly readAgain: ReadAgain;
  readonly now: () => number;
}

export class RefusalsService {
  readonly #options: RefusalsOptions;

  constructor(options: RefusalsOptions) {
    this.#options = options;
  }

  async list(
    visible: Visible,
    query: Filters & { limit: number; cursor?: string | undefined },
  ): Promise<Page<Refusal>> {
    const { cursor, ...rest } = query;
    const rows = await this.#options.store.refusals({
      ...rest,
      visible,
      after: decodeCursor(cursor, recentKey),
    });
    return pageOf(
      rows,
      query.limit,
      ({ refusal }) => [refusal.receivedAt, refusal.id],
      ({ refusal }) => refusal,
    );
  }

  counts = (visible: Visible): Promise<RefusalCounts> => this.#options.store.counts(visible);

  /** A page of them with their rows, for an export. */
  async rows(
    visible: Visible,
    filters: Filters,
    limit: number,
    after?: readonly [string, string],
  ): Promise<RefusalDetail[]> {
    const rows = await this.#options.store.refusals({ ...filters, visible, limit: limit - 1, after });
    return rows.map((row) => this.#opened(row));
  }

  async get(id: string, visible: Visible): Promise<RefusalDetail> {
    return this.#opened(await this.#find(id, visible));
  }

  /** The row as a person put it right goes the way of any other; accepted, it closes the refusal. */
  async resend(id: string, row: unknown, visible: Visible, by: string): Promise<ResendAnswer> {
    const found = await this.#find(id, visible);
    const { refusal } = found;
    if (refusal.state !== 'open')
      throw conflict('refusal_closed', `It is not open any more: ${refusal.state}.`);
    const { source, departmentId } = refusal;
    const machine = { source, departmentId };
    const submission = filledByPerson(await this.#read(found, row));
    const answer = await this.#options.exchange.submit(machine, [submission], {}, { refusalId: id, by });
    const [result] = answer.results;
    if (result === undefined) throw new Error('a row was not answered');
    return { result, refusal: (await this.#find(id, visible)).refusal };
  }

  async dismiss(
    ids: readonly string[],
    visible: Visible,
    { by, reason }: { readonly by: string; readonly reason: string },
  ): Promise<string[]> {
    return this.#options.store.close(ids, visible, {
      ...{ state: 'dismissed', by, reason, at: new Date(this.#options.now()) },
    });
  }

  /** Bounded: what is left over is for the next time. */
  forgetOld(): Promise<number> {
    return this.#options.store.forget(new Date(this.#options.now() - REMEMBERED_MS), FORGOTTEN_AT_ONCE);
  }

  departmentOf = (id: string): Promise<string | undefined> => this.#options.store.departmentOf(id);

  async #find(id: string, visible: Visible): Promise<SealedRefusal> {
    const [found] = await this.#options.store.refusals({ visible, id, limit: 1 });
    if (found === undefined) throw notFound('refused row');
    return found;
  }

  async #read({ refusal, hallId }: SealedRefusal, row: unknown): Promise<Submission> {
    const { format, table, source, departmentId } = refusal;
    if (format === 'event') return { events: [row] };
    const origin = { profile: format as never, table: table ?? '', hallId: hallId ?? undefined };
    return this.#options.readAgain({ source, departmentId }, origin, row);
  }

  #opened({ refusal, sealed }: SealedRefusal): RefusalDetail {
    return { ...refusal, row: JSON.parse(this.#options.sealer.open(sealed)) as unknown };
  }
}

/** Where the row does not say who filled it in: a person has, just now. */
const filledByPerson = (submission: Submission): Submission => ({
  ...submission,
  events: submission.events.map((event) =>
    typeof event === 'object' && event !== null && !('filledBy' in event)
      ? { ...event, filledBy: 'person' }
      : event,
  ),
});
