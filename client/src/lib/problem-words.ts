/** A failure in the user's words: by its stable code where we have words, else as the server put it. */
import type { TFunction } from 'i18next';
import i18next from 'i18next';
import { ApiError } from './api.ts';

export function problemWords(error: unknown, t: TFunction): string {
  if (!(error instanceof ApiError)) return error instanceof Error ? error.message : String(error);
  if (error.status === 429 && error.retryAfterSeconds !== undefined)
    return t(error.code === 'account_locked' ? 'problem.lockedFor' : 'problem.tooManyFor', {
      span: waitWords(error.retryAfterSeconds, t),
    });
  if (error.code === 'in_use') {
    const uses = usesWords(error, t);
    if (uses !== undefined) return t('problem.inUseBy', { uses });
  }
  const key = `problem.${error.code}`;
  if (i18next.exists(key)) return t(key as 'problem.network');
  return t('problem.other', { message: error.message, code: error.code });
}

/** Rounded up: who waits so long is let in. */
function waitWords(seconds: number, t: TFunction): string {
  return seconds < 60 ? t('time.s', { n: seconds }) : t('time.m', { n: Math.ceil(seconds / 60) });
}

/** What still refers to a thing: the server names each kind with its count. */
function usesWords(error: ApiError, t: TFunction): string | undefined {
  const uses = (error.problem?.errors ?? []).map(({ field, message }) => {
    const key = `use.${field}`;
    return i18next.exists(key) ? t(key as 'use.windows', { n: message }) : `${message} ${field}`;
  });
  return uses.length === 0 ? undefined : uses.join(t('common.comma'));
}

/** Names the occurrence for whoever reads the server's log. */
export function problemId(error: unknown): string | undefined {
  return error instanceof ApiError ? error.problem?.instance?.replace('urn:uuid:', '') : undefined;
}

/** Words of a code in a group of texts, or the group's `other`. */
export function codeWords(
  group: 'fault' | 'camera.advice' | 'sound' | 'stream.why',
  code: string,
  t: TFunction,
): string {
  const key = `${group}.${code}`;
  return i18next.exists(key) ? t(key as 'fault.other') : t(`${group}.other`, { code });
}

/** The server's sentences about a field that have words of ours: what it says first, then the word. */
const FAULT_WORDS: readonly (readonly [RegExp, string])[] = [
  [/^18 characters/, 'field.uscc'],
  [/^lower-case letters/, 'field.username'],
  [/^letters, digits, \. _/, 'field.source'],
  [/^letters, digits and -/, 'field.windowCode'],
  [/^6 digits/, 'field.regionCode'],
  [/longer than statutoryLimit/, 'field.promisedLonger'],
  [/^at least one grant/, 'field.grants'],
  [/^must not be empty/, 'field.empty'],
  [/^is not your present password/, 'field.wrongPassword'],
  [/^is another host than/, 'field.otherHost'],
  [/^is made of words, dates/, 'field.passwordCommon'],
  [/^is the user name and little/, 'field.passwordUsername'],
  [/^is made of too few/, 'field.passwordRepeats'],
  [/^is one of the last five/, 'field.passwordOwn'],
  [/^is wrong, too old/, 'field.wrongCode'],
  [/^there is no such local user/, 'field.noLocalUser'],
  [/^is not among your own/, 'field.beyondOwn'],
  [/^lies after the end of your own/, 'field.outlasts'],
  [/expected (string|number|object|array), received (undefined|null)/i, 'field.needed'],
  [/must match pattern/i, 'field.pattern'],
];

/** What is wrong with a field, in the user's words; `code` is the whole problem's. */
export function faultWords(code: string, message: string, t: TFunction): string {
  // A conflict is about one field and has its own words.
  const own = `problem.${code}`;
  if (code !== 'invalid_request' && i18next.exists(own)) return t(own as 'problem.network');
  const known = FAULT_WORDS.find(([pattern]) => pattern.test(message));
  if (known !== undefined) return t(known[1] as 'field.uscc');
  const most = /^at most (\d+) char|expected string to have <=(\d+)/i.exec(message);
  if (most !== null) return t('field.tooLong', { n: most[1] ?? most[2] ?? '' });
  const least = /^at least (\d+) char|expected string to have >=(\d+)/i.exec(message);
  if (least !== null) return t('field.tooShort', { n: least[1] ?? least[2] ?? '' });
  return t('common.badValue', { message });
}

/**
 * The fields a problem names, as form paths: `body.profiles[0].url` → `['profiles', 0, 'url']`.
 */
export function fieldFaults(error: unknown, t: TFunction): { path: (string | number)[]; message: string }[] {
  if (!(error instanceof ApiError)) return [];
  return (error.problem?.errors ?? []).map(({ field, message }) => ({
    path: field
      .replace(/^body\.?/, '')
      .split(/[.[\]]+/)
      .filter((part) => part !== '')
      .map((part) => (/^\d+$/.test(part) ? Number(part) : part)),
    message: faultWords(error.code, message, t),
  }));
}
