import i18next, { type TFunction } from 'i18next';
import { beforeAll, describe, expect, test } from 'vitest';
import { actionGroup } from '../../../../server/contract/audit.ts';
import { countedWords } from '../../lib/i18n/counted.ts';
import { en } from '../../lib/i18n/en.ts';
import { zh } from '../../lib/i18n/zh.ts';
import { actionsOf, actionWords, actorWords, detailWords, targetWords } from './audit-words.ts';

describe.each([
  ['zh', zh],
  ['en', en],
] as const)('in %s', (lng, translation) => {
  beforeAll(async () => {
    await i18next.use(countedWords).init({ lng, resources: { [lng]: { translation } } });
  });
  test('every action and every group one can choose has its words', () => {
    for (const action of actionsOf(undefined)) expect(actionWords(action, i18next.t)).not.toBe(action);
    for (const group of actionGroup.options) expect(i18next.exists(`audit.groups.${group}`)).toBe(true);
  });
});

describe('in words', () => {
  let t: TFunction;
  beforeAll(async () => {
    t = await i18next.use(countedWords).init({ lng: 'zh', resources: { zh: { translation: zh } } });
  });

  test('an action is put together where it has no words of its own, and stays as written where it cannot be', () => {
    expect(actionWords('live.view', t)).toBe('查看画面');
    expect(actionWords('floor-plan.set', t)).toBe('设置平面图');
    expect(actionWords('moon.paint', t)).toBe('moon.paint');
  });

  test('a thing by the name it had, else by its kind and id', () => {
    expect(targetWords({ target: 'hall:1', targetName: '市大厅' }, t)).toBe('大厅 市大厅');
    expect(targetWords({ target: 'hall:2', targetName: null }, t)).toBe('大厅 2');
    expect(targetWords({ target: 'session', targetName: null }, t)).toBe('登录');
    expect(targetWords({ target: 'moon:1', targetName: null }, t)).toBe('moon:1');
  });

  test('a person by name; somebody who was not let in by the name that was tried', () => {
    expect(actorWords({ actor: 'user:li', actorName: '李四 (li)' }, t)).toBe('李四 (li)');
    expect(actorWords({ actor: 'nobody:eve', actorName: null }, t)).toBe('未登录（eve）');
    expect(actorWords({ actor: 'machine:scjg', actorName: null }, t)).toBe('对接系统 scjg');
  });

  test('how long a look was, why a sign-in was refused, what a change did to a hall’s line and sound', () => {
    expect(detailWords({ durationMs: 95_000 }, t)).toEqual(['历时 1 分钟']);
    expect(detailWords({ why: 'wrong_credentials' }, t)).toEqual(['用户名或密码不正确']);
    expect(detailWords({ fields: ['lineKbps'], lineKbps: 4000, soundAllowed: true }, t)).toEqual([
      '专线 4 Mbit/s',
      '允许监听声音',
    ]);
    expect(detailWords({ lineKbps: null, soundAllowed: false }, t)).toEqual(['专线不限速', '不允许监听声音']);
    expect(detailWords({ fields: ['name'] }, t)).toEqual([]);
  });
});
