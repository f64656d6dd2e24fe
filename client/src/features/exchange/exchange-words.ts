/** Codes of the exchange in the user's words. */
import type { TFunction } from 'i18next';
import i18next from 'i18next';
import { secondsText } from '../../lib/feed-fault.ts';

/** A code without words is shown as it is: the message says the rest. */
export function codeWords(code: string, t: TFunction): string {
  const key = `exchange.code.${code}`;
  return i18next.exists(key) ? t(key as 'exchange.code.invalid_event') : code;
}

/** What the server says of a value, by its pattern; what matches none is shown as it came. */
const MESSAGES: readonly (readonly [RegExp, keyof typeof KEYS])[] = [
  [/^Invalid option: expected one of (.+)$/, 'oneOf'],
  [/^Invalid input: expected (\w+), received undefined$/, 'missing'],
  [/^Invalid input: expected (\w+), received .+$/, 'wrongKind'],
  [/^must not be empty$/, 'missing'],
  [/^is needed: (.+)$/, 'needed'],
  [/^is needed; a time is never taken from another column$/, 'neededTime'],
  [/^at most ([\d,]+) characters$/, 'tooLong'],
  [/^lacks the time of day; accepted: (.+)$/, 'lacksTime'],
  [/^can be read in more than one way; accepted: (.+)$/, 'unclearTime'],
  [/^is no (?:day or no )?time(?: of day)?; accepted: (.+)$/, 'noTime'],
  [/^expected ISO 8601 with zone, like (.+)$/, 'noTime'],
  [/^is no code of (?:.+); accepted: (.+)$/, 'accepted'],
  [/^expected a whole number from (.+) to (.+)$/, 'range'],
  [/^is more than 5 minutes ahead of our clock$/, 'future'],
  [/^no window with this code is registered in the hall$/, 'noWindow'],
  [/^the department has no matter with this code$/, 'noMatter'],
];
const KEYS = {
  oneOf: 'exchange.message.oneOf',
  missing: 'exchange.message.missing',
  wrongKind: 'exchange.message.wrongKind',
  needed: 'exchange.message.needed',
  neededTime: 'exchange.message.neededTime',
  tooLong: 'exchange.message.tooLong',
  lacksTime: 'exchange.message.lacksTime',
  unclearTime: 'exchange.message.unclearTime',
  noTime: 'exchange.message.noTime',
  accepted: 'exchange.message.accepted',
  range: 'exchange.message.range',
  future: 'exchange.message.future',
  noWindow: 'exchange.message.noWindow',
  noMatter: 'exchange.message.noMatter',
} as const;

export function messageWords(message: string, t: TFunction): string {
  for (const [pattern, key] of MESSAGES) {
    const found = pattern.exec(message);
    if (found === null) continue;
    const [, a = '', b = ''] = found;
    return t(KEYS[key], { a: a.replaceAll('"', '').replaceAll('|', t('common.comma')), b });
  }
  return message;
}

/** Our clock against the feed's: below a second nobody can tell. */
export function offsetWords(offsetMs: number | null, t: TFunction): string {
  if (offsetMs === null) return t('exchange.feeds.offsetUnknown');
  if (Math.abs(offsetMs) < 1000) return t('exchange.feeds.inStep');
  const s = secondsText(Math.abs(offsetMs));
  return t(offsetMs > 0 ? 'exchange.feeds.ahead' : 'exchange.feeds.behind', { s });
}
