import i18next, { type TFunction } from 'i18next';
import { beforeAll, expect, test } from 'vitest';
import { zh } from '../../lib/i18n/zh.ts';
import { actions, actionWords, nameOf } from './audit-words.ts';

let t: TFunction;
beforeAll(async () => {
  t = await i18next.init({ lng: 'zh', resources: { zh: { translation: zh } } });
});

test('every action one can choose has its words', () => {
  for (const action of actions) expect(actionWords(action, t)).not.toBe(action);
});

test('an action without words stays as written', () => {
  expect(actionWords('moon.paint', t)).toBe('moon.paint');
});

test('a name where it is known, the kind and the id where not', () => {
  const names = new Map([['hall:1', '市大厅']]);
  expect(nameOf('hall:1', names, t)).toBe('市大厅');
  expect(nameOf('hall:2', names, t)).toBe('大厅 2');
  expect(nameOf('session', names, t)).toBe('登录');
  expect(nameOf('eve', names, t)).toBe('eve');
});
