import i18next, { type TFunction } from 'i18next';
import { beforeAll, describe, expect, test } from 'vitest';
import type { AlertGround } from '../../../../server/contract/alerts.ts';
import { countedWords } from '../i18n/counted.ts';
import { en } from '../i18n/en.ts';
import { zh } from '../i18n/zh.ts';
import { groundWords } from './ground-words.ts';
import { thresholdWords } from './threshold-words.ts';

let chinese: TFunction;
let english: TFunction;
beforeAll(async () => {
  chinese = await i18next.use(countedWords).init({
    lng: 'zh',
    resources: { zh: { translation: zh }, en: { translation: en } },
    interpolation: { escapeValue: false },
  });
  english = i18next.getFixedT('en');
});

/** Local times, as the words are in the reader's zone. */
const at = (text: string): string => new Date(text).toISOString();
const past = (text: string): string => new Date(Date.parse(text) + 1).toISOString();

const ground: AlertGround = {
  startedAt: at('2026-02-11T15:20:00'),
  limit: { value: 5, unit: 'workingDay' },
  threshold: { kind: 'offset', basis: 'promised', value: 0, unit: 'workingDay' },
  limitAt: at('2026-02-27T15:20:00'),
  dueAt: past('2026-02-27T15:20:00'),
  stoppedAt: null,
  deducted: [
    { kind: 'holiday', name: '春节', from: at('2026-02-15T00:00:00'), to: at('2026-02-24T00:00:00') },
  ],
  extraDays: 0,
  stage: null,
  procedure: null,
  workingDayMs: 27_000_000,
  usedMs: null,
  limitMs: null,
  facts: {},
};
const card = { subject: 'case', subjectKey: '', ground } as const;

describe('the ground of a card', () => {
  test('says the whole computation in one sentence', () => {
    expect(groundWords(card, chinese)).toBe(
      '受理 2026-02-11 15:20，承诺 5 工作日，扣除 春节 2026-02-15 至 2026-02-23，应于 2026-02-27 15:20 前办结，尚未办结',
    );
    expect(groundWords(card, english)).toBe(
      'accepted 2026-02-11 15:20; promised within 5 working days; not counted: 春节 2026-02-15 to 2026-02-23; due 2026-02-27 15:20; not completed yet',
    );
  });

  test('of a warning says from when the rule speaks, and why', () => {
    const early: AlertGround = {
      ...ground,
      threshold: { kind: 'offset', basis: 'promised', value: -2, unit: 'workingDay' },
      dueAt: past('2026-02-25T15:20:00'),
      stoppedAt: at('2026-02-26T09:00:00'),
      deducted: [],
    };
    expect(groundWords({ ...card, ground: early }, chinese)).toBe(
      '受理 2026-02-11 15:20，承诺 5 工作日，应于 2026-02-27 15:20 前办结，承诺时限届满前 2 工作日：2026-02-25 15:20 起，实际 2026-02-26 09:00 办结',
    );
  });

  test('of conduct names what was done and the values compared', () => {
    const conduct: AlertGround = {
      ...ground,
      startedAt: null,
      limit: null,
      limitAt: null,
      threshold: { kind: 'conduct', what: 'fee_differs' },
      dueAt: at('2026-02-12T10:00:00'),
      deducted: [],
      facts: { fee: 120, most: 80 },
    };
    expect(groundWords({ subject: 'conduct', subjectKey: '', ground: conduct }, chinese)).toBe(
      '发生于 2026-02-12 10:00，收费与登记的不同，实收（元） 120，上限 80',
    );
  });
});

test.each([
  [{ kind: 'offset', basis: 'statutory', value: 0, unit: 'workingDay' }, '超过法定时限'],
  [{ kind: 'offset', basis: 'applied', value: 1, unit: 'workingDay' }, '超过特别程序申请的期限 1 工作日以上'],
  [{ kind: 'share', basis: 'promised', share: 0.9 }, '用去承诺时限的 90%'],
] as const)('a threshold in words: %o', (rule, words) => {
  expect(thresholdWords(rule, chinese)).toBe(words);
});
