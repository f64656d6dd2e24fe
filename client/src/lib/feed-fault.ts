/** What is wrong with a feed, in the same words wherever it is told: exchange, shift desk, notifications. */
import type { TFunction } from 'i18next';
import type { FeedAlarm } from '../../../server/contract/exchange.ts';

/** Tenths only where they matter. */
export const secondsText = (ms: number): string =>
  ms < 10_000 ? (ms / 1000).toFixed(1) : String(Math.round(ms / 1000));

/** `amount` as the wire has it: batches, events, ms, or a share of 1. */
export function feedFaultWords({ fault, amount }: Pick<FeedAlarm, 'fault' | 'amount'>, t: TFunction): string {
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
