import i18next, { type TFunction } from 'i18next';
import { beforeAll, expect, test } from 'vitest';
import { zh } from '../../lib/i18n/zh.ts';
import { actions, actionWords, detailWords, nameOf } from './audit-words.ts';

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

test('a stream key by its camera and profile', () => {
  const names = new Map([['camera:1', '三号机']]);
  expect(nameOf('push-key:1/main', names, t)).toBe('三号机（主码流）');
  expect(nameOf('push-key:2/sub', names, t)).toBe('摄像头 2（子码流）');
});

test('what a change did to a hall’s line and sound, and nothing of what it did not touch', () => {
  expect(detailWords({ fields: ['lineKbps'], lineKbps: 4000, soundAllowed: true }, t)).toEqual([
    '专线 4 Mbit/s',
    '允许监听声音',
  ]);
  expect(detailWords({ lineKbps: null, soundAllowed: false }, t)).toEqual(['专线不限速', '不允许监听声音']);
  expect(detailWords({ fields: ['name'] }, t)).toEqual([]);
});
