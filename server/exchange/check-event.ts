/** What can be said of a reported row by looking at it alone. Pure, and quotes nothing of a refused row. */
import { type ExchangeEvent, exchangeEvent } from '../contract/exchange.ts';

/** Told of a refused row: a stable code, the field at fault, and what is wrong with it. */
export interface Rejection {
  readonly code: string;
  readonly field: string;
  readonly message: string;
}
export type Checked =
  | { readonly ok: true; readonly event: ExchangeEvent }
  | { readonly ok: false; readonly eventId: string | null; readonly rejection: Rejection };

/** Clocks differ; what is further ahead than this is not a report of something that happened. */
const AHEAD_MOST_MS = 5 * 60_000;
/** Nothing electronic is older: earlier dates are a sender's empty field. Late reports are taken, however late. */
const EARLIEST_MS = Date.UTC(2000, 0, 1);

export const matterSecret: Rejection = {
  code: 'matter_secret',
  field: 'secrecy',
  message: 'secret matters are outside supervision; nothing of this event was kept',
};

export function checkEvent(row: unknown, nowMs: number): Checked {
  const eventId = eventIdOf(row);
  const reject = (code: string, field: string, message: string): Checked => ({
    ok: false,
    eventId,
    rejection: { code, field, message },
  });
  if (isSecret(row)) return { ok: false, eventId, rejection: matterSecret };

  const parsed = exchangeEvent.safeParse(row);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const field = issue?.path.join('.') || (isObject(row) ? 'type' : '');
    return reject('invalid_event', field, issue?.message ?? 'is no event');
  }
  const event = parsed.data;
  for (const [field, value] of Object.entries(event))
    if (typeof value === 'string' && !isStorable(value))
      return reject('invalid_event', field, 'has a control character or half a character');
  if ((event.hallId === undefined) !== (event.windowCode === undefined))
    return reject(
      'invalid_event',
      event.hallId === undefined ? 'hallId' : 'windowCode',
      'hallId and windowCode belong together: give both or neither',
    );

  const occurredMs = Date.parse(event.occurredAt);
  if (occurredMs > nowMs + AHEAD_MOST_MS)
    return reject('occurred_in_future', 'occurredAt', 'is more than 5 minutes ahead of our clock');
  if (occurredMs < EARLIEST_MS) return reject('occurred_too_early', 'occurredAt', 'is before the year 2000');
  return { ok: true, event };
}

/** Asked before anything else is looked at: of a secret row not even its faults are told. */
export const isSecret = (row: unknown): boolean => isObject(row) && Reflect.get(row, 'secrecy') === 'secret';

/** What PostgreSQL keeps and a page can show. */
export const isStorable = (text: string): boolean => !UNSTORABLE.test(text);

/** What PostgreSQL cannot keep (NUL, lone surrogates), and control characters other than tab and line end. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
export const UNSTORABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]|\p{Surrogate}/u;

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

export function textOf(row: unknown, field: string): string | null {
  const value: unknown = isObject(row) ? Reflect.get(row, field) : undefined;
  return typeof value === 'string' ? value.trim() : null;
}

function eventIdOf(row: unknown): string | null {
  const text = textOf(row, 'eventId');
  return text !== null && text.length <= 100 ? text : null;
}
