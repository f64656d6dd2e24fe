import i18next, { type TFunction } from 'i18next';
import { beforeAll, describe, expect, test } from 'vitest';
import type { CaseClock } from '../../../server/contract/clock.ts';
import { readClock, remainingText, workingSpanText } from './case-clock.ts';
import { countedWords } from './i18n/counted.ts';
import { en } from './i18n/en.ts';
import { zh } from './i18n/zh.ts';

const HOUR = 3_600_000;
const DAY = 8 * HOUR;
const NOW = Date.UTC(2026, 10, 23, 2, 0, 0);
const iso = (ms: number) => new Date(ms).toISOString();
const clock = (change: Partial<CaseClock> = {}): CaseClock => ({
  startedAt: iso(NOW - 4 * HOUR),
  limit: { value: 3, unit: 'workingDay' },
  limitMs: 3 * DAY,
  nearAt: iso(NOW + 24 * HOUR),
  dueAt: iso(NOW + 72 * HOUR),
  statutoryDueAt: null,
  stoppedAt: null,
  suspended: null,
  fault: null,
  workingDayMs: DAY,
  elapsedMs: 4 * HOUR,
  measuredAt: iso(NOW),
  // Until 17:00 today, and 09:00–17:00 tomorrow.
  ahead: [
    { from: iso(NOW), to: iso(NOW + 7 * HOUR) },
    { from: iso(NOW + 23 * HOUR), to: iso(NOW + 31 * HOUR) },
  ],
  ...change,
});

let t: TFunction;
let tEn: TFunction;
beforeAll(async () => {
  await i18next.use(countedWords).init({
    lng: 'zh',
    resources: { zh: { translation: zh }, en: { translation: en } },
    interpolation: { escapeValue: false },
  });
  t = i18next.getFixedT('zh');
  tEn = i18next.getFixedT('en');
});

describe('a working span in words', () => {
  test.each([
    [DAY + 3 * HOUR, '1 工作日 3 小时'],
    [2 * DAY, '2 工作日'],
    [2 * DAY + 59 * 60_000, '2 工作日'],
    [3 * HOUR + 5 * 60_000, '3 小时 5 分钟'],
    [12 * 60_000, '12 分钟'],
    [0, '不足 1 分钟'],
    [10 * DAY + 7.9 * HOUR, '10 工作日 7 小时'],
  ])('%d ms is %s', (ms, words) => expect(workingSpanText(ms, DAY, t)).toBe(words));

  test('in its largest unit alone', () => {
    expect(workingSpanText(DAY + 3 * HOUR, DAY, t, 1)).toBe('1 工作日');
    expect(workingSpanText(3 * HOUR + 60_000, DAY, t, 1)).toBe('3 小时');
  });

  test('in English', () => expect(workingSpanText(DAY + 3 * HOUR, DAY, tEn)).toBe('1 wd 3 h'));
});

describe('what is left', () => {
  test('stands at night and runs on in the morning', () => {
    const one = clock({ elapsedMs: 4 * HOUR });
    expect(readClock(one, NOW + 7 * HOUR).usedMs).toBe(11 * HOUR);
    expect(readClock(one, NOW + 20 * HOUR).usedMs).toBe(11 * HOUR);
    expect(readClock(one, NOW + 24 * HOUR).usedMs).toBe(12 * HOUR);
    expect(readClock(one, NOW - HOUR).usedMs).toBe(4 * HOUR);
  });

  test('counts on from the measurement', () => {
    expect(remainingText(clock({ elapsedMs: 13 * HOUR }), NOW, t)).toBe('剩 1 工作日 3 小时');
    expect(remainingText(clock({ elapsedMs: 13 * HOUR }), NOW + HOUR, t)).toBe('剩 1 工作日 2 小时');
  });

  test('never says over before the deadline, nor time left after it', () => {
    const long = clock({ elapsedMs: 20 * HOUR });
    expect(remainingText(long, NOW + 71 * HOUR, t)).toBe('即将到期');
    expect(readClock(long, NOW + 71 * HOUR).colour).not.toBe('over');
    const short = clock({ elapsedMs: HOUR, measuredAt: iso(NOW + 73 * HOUR) });
    expect(remainingText(short, NOW + 73 * HOUR, t)).toBe('已超期');
  });

  test('the deadline itself is in time, one moment past is over', () => {
    const due = Date.parse(clock().dueAt ?? '');
    expect(readClock(clock(), due).colour).toBe('near');
    expect(readClock(clock(), due + 1).colour).toBe('over');
    expect(readClock(clock(), Date.parse(clock().nearAt ?? '')).colour).toBe('normal');
  });

  test('over by so much, with a full bar', () => {
    const over = clock({ elapsedMs: 26 * HOUR, dueAt: iso(NOW - HOUR), nearAt: iso(NOW - 20 * HOUR) });
    expect(remainingText(over, NOW, t)).toBe('超期 2 小时');
    expect(readClock(over, NOW).share).toBe(1);
  });

  test('stands still once the case is completed', () => {
    const done = clock({ stoppedAt: iso(NOW - HOUR), elapsedMs: 3 * HOUR });
    expect(remainingText(done, NOW + 500 * HOUR, t)).toBe('办结用时 3 小时');
  });
});
