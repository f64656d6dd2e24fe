/** What can be said of a batch's rows before anything known is asked. Pure. */
import type { ExchangeEvent } from '../contract/exchange.ts';
import { checkEvent, isSecret, isStorable, matterSecret, type Rejection, textOf } from './check-event.ts';
import type { Submission } from './submission.ts';

/** A row that may be taken: its events are well-formed. */
export interface Entry {
  readonly index: number;
  readonly receivedAt: Date;
  readonly events: readonly ExchangeEvent[];
  readonly submission: Submission;
}

export interface RefusedRow {
  readonly index: number;
  readonly eventId: string | null;
  readonly caseNo: string | null;
  /** In the words of who sent it. */
  readonly rejection: Rejection;
  readonly submission: Submission;
  /** Of a secret matter nothing is kept; nor where somebody meant to mark one and wrote it wrongly. */
  readonly kept: boolean;
}

export interface CheckedBatch {
  readonly entries: readonly Entry[];
  readonly refused: readonly RefusedRow[];
  /** Case numbers that a row of the batch marks secret: nothing of them may stay that was kept to be put right. */
  readonly secretCases: ReadonlySet<string>;
}

export function checkBatch(submissions: readonly Submission[], nowMs: number): CheckedBatch {
  const secretCases = casesMarkedSecret(submissions);
  const receivedAt = new Date(nowMs);
  const entries: Entry[] = [];
  const refused: RefusedRow[] = [];
  for (const [index, submission] of submissions.entries()) {
    const caseNos = submission.events.flatMap((row) => textOf(row, 'caseNo') ?? []);
    const secret = submission.events.some(isSecret) || caseNos.some((no) => secretCases.has(no));
    const checked = submission.events.map((row) => checkEvent(row, nowMs));
    const bad = checked.find((one) => !one.ok);
    const rejection = secret
      ? matterSecret
      : (submission.origin?.refused ?? (bad && inWordsOf(submission, bad.rejection)) ?? noEvent(submission));
    if (rejection === undefined) {
      entries.push({
        index,
        receivedAt,
        submission,
        events: checked.flatMap((one) => (one.ok ? [one.event] : [])),
      });
      continue;
    }
    refused.push({
      index,
      submission,
      rejection,
      eventId: checked.map(eventIdOf).find((id) => id !== null) ?? null,
      caseNo: storable(caseNos[0] ?? null, 64),
      kept: !secret && !submission.events.some(mayMeanSecret),
    });
  }
  return { entries, refused, secretCases };
}

/** Batches of a source that are taken together, as one: the rows of each follow those of the one before. */
export function joined(batches: readonly CheckedBatch[]): CheckedBatch {
  let from = 0;
  const moved = batches.map(({ entries, refused, secretCases }) => {
    const by = from;
    from += entries.length + refused.length;
    const move = <T extends { readonly index: number }>(one: T): T => ({ ...one, index: one.index + by });
    return { entries: entries.map(move), refused: refused.map(move), secretCases };
  });
  return {
    entries: moved.flatMap((one) => one.entries),
    refused: moved.flatMap((one) => one.refused),
    secretCases: new Set(moved.flatMap((one) => [...one.secretCases])),
  };
}

/** A fault of an event's field, told by the column of the layout that the field was made of. */
export function inWordsOf({ origin }: Submission, rejection: Rejection): Rejection {
  if (origin === undefined) return rejection;
  const field = origin.columns[rejection.field] ?? origin.columns[rejection.field.split('.')[0] ?? ''];
  return field === undefined ? rejection : { ...rejection, field };
}

/** A case that one row of a batch marks secret is secret in all of them. */
const casesMarkedSecret = (submissions: readonly Submission[]): ReadonlySet<string> =>
  new Set(
    submissions
      .flatMap(({ events }) => events.filter(isSecret))
      .flatMap((row) => textOf(row, 'caseNo') ?? []),
  );

const mayMeanSecret = (row: unknown): boolean =>
  typeof row === 'object' &&
  row !== null &&
  ![undefined, null, 'none'].includes(Reflect.get(row, 'secrecy') as undefined);

const eventIdOf = (checked: ReturnType<typeof checkEvent>): string | null =>
  storable(checked.ok ? checked.event.eventId : checked.eventId, 100);

/** A row's identity as it may be kept; null where it is nothing one could find again. */
const storable = (text: string | null, most: number): string | null =>
  text === null || text === '' || text.length > most || !isStorable(text) ? null : text;

const noEvent = ({ events }: Submission): Rejection | undefined =>
  events.length > 0 ? undefined : { code: 'invalid_event', field: '', message: 'says nothing' };
