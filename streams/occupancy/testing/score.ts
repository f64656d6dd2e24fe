/** How readings compare with the truth, second by second. */
import type { Presence } from '../types.ts';

export interface Score {
  /** Seconds: told and true. */
  readonly hits: number;
  readonly falseYes: number;
  readonly falseNo: number;
  readonly rightNo: number;
  readonly unknown: number;
  /** Of `yes`; unknown seconds count for nothing, and are told beside it. */
  readonly f1: number;
  /** Seconds from when a place was left for at least a minute to the first `no`; those never noticed are left out. */
  readonly noticedS: readonly number[];
  readonly neverNoticed: number;
  /** Runs of `no` of at least 20 s while somebody was there: what a vacated post would be raised from. */
  readonly falseVacancies: number;
}

const AWAY_LEAST_S = 60;
const FALSE_RUN_S = 20;

/** `told`: by second. From `fromS` on. */
export function scoreOf(told: readonly Presence[], truth: readonly boolean[], fromS = 0): Score {
  const counts = { hits: 0, falseYes: 0, falseNo: 0, rightNo: 0, unknown: 0 };
  let [run, falseVacancies] = [0, 0];
  for (let second = fromS; second < truth.length; second += 1) {
    const said = told[second] ?? 'unknown';
    const is = truth[second] === true;
    if (said === 'unknown') counts.unknown += 1;
    else if (said === 'yes') counts[is ? 'hits' : 'falseYes'] += 1;
    else counts[is ? 'falseNo' : 'rightNo'] += 1;
    run = said === 'no' && is ? run + 1 : 0;
    if (run === FALSE_RUN_S) falseVacancies += 1;
  }
  const noticedS: number[] = [];
  let neverNoticed = 0;
  for (let second = Math.max(1, fromS); second < truth.length; second += 1) {
    if (truth[second] || !truth[second - 1]) continue;
    let until = second;
    while (until < truth.length && !truth[until]) until += 1;
    if (until - second < AWAY_LEAST_S) continue;
    const first = told.slice(second, until).indexOf('no');
    if (first < 0) neverNoticed += 1;
    else noticedS.push(first);
  }
  const { hits, falseYes, falseNo } = counts;
  return {
    ...counts,
    f1: (2 * hits) / Math.max(1, 2 * hits + falseYes + falseNo),
    ...{ noticedS, neverNoticed, falseVacancies },
  };
}
