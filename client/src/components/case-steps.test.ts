import i18next, { type TFunction } from 'i18next';
import { beforeAll, expect, test } from 'vitest';
import { zh } from '../lib/i18n/zh.ts';
import { windowThen } from './case-steps.tsx';

let t: TFunction;
beforeAll(async () => {
  t = await i18next.init({ lng: 'zh', resources: { zh: { translation: zh } } });
});

test.each([
  ['3', '商事登记', '3 号 商事登记'],
  ['3', '3号窗口', '3号窗口'],
  ['3', '', '3 号'],
  ['3', null, '3 号'],
  [null, null, null],
])('window %s, called %s, is %s', (windowCode, windowName, words) => {
  expect(windowThen({ windowCode, windowName }, t)).toBe(words);
});
