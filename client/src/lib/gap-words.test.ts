import i18next, { type TFunction } from 'i18next';
import { beforeAll, expect, test } from 'vitest';
import { gapWords } from './gap-words.ts';
import { zh } from './i18n/zh.ts';

let t: TFunction;
beforeAll(async () => {
  t = await i18next.init({ lng: 'zh', resources: { zh: { translation: zh } } });
});

test.each([
  ['disk', 'disk_full', '磁盘已满'],
  ['disk', 'disk_stuck', '磁盘没有响应'],
  ['line', 'line_full', '大厅专线带宽已用满'],
  ['camera', 'camera_unreachable', '摄像头连接不上'],
  ['server', null, '服务器停止或重启'],
  ['disk', 'disk_on_fire', '磁盘已满或故障'],
] as const)('%s, %s', (cause, code, words) => {
  expect(gapWords({ cause, code }, t)).toBe(words);
});
