/** Codes of the exchange in the user's words. */
import type { TFunction } from 'i18next';
import i18next from 'i18next';
import type { FeedAlarm } from '../../../../server/contract/exchange.ts';

/** A code without words is shown as it is: the message says the rest. */
export function codeWords(code: string, t: TFunction): string {
  const key = `exchange.code.${code}`;
  return i18next.exists(key) ? t(key as 'exchange.code.invalid_event') : code;
}

export function alarmWords({ fault, amount }: Pick<FeedAlarm, 'fault' | 'amount'>, t: TFunction): string {
  const n = amount ?? 0;
  switch (fault) {
    case 'offset':
      return t('exchange.fault.offset', { s: secondsText(Math.abs(n)) });
    case 'duplicates':
      return t('exchange.fault.duplicates', { n: Math.round(n <= 1 ? n * 100 : n) });
    default:
      return t(`exchange.fault.${fault}`, { n });
  }
}

/** Our clock against the feed's: below a second nobody can tell. */
export function offsetWords(offsetMs: number | null, t: TFunction): string {
  if (offsetMs === null) return t('exchange.feeds.offsetUnknown');
  if (Math.abs(offsetMs) < 1000) return t('exchange.feeds.inStep');
  const s = secondsText(Math.abs(offsetMs));
  return t(offsetMs > 0 ? 'exchange.feeds.ahead' : 'exchange.feeds.behind', { s });
}

const secondsText = (ms: number): string =>
  ms < 10_000 ? (ms / 1000).toFixed(1) : String(Math.round(ms / 1000));
