import { expect, test } from 'vitest';
import { permission } from '../../../server/contract/access.ts';
import { en } from './i18n/en.ts';
import { zh } from './i18n/zh.ts';
import { permissionGroups } from './roles.ts';

test('every permission a person can hold is in one group, and has words in both languages', () => {
  const grouped = permissionGroups.flatMap(({ permissions }) => permissions);
  expect([...grouped].sort()).toEqual(permission.options.filter((one) => one !== 'exchange:report').sort());
  for (const one of permission.options) {
    const key = one.replace(':', '_');
    for (const words of [zh, en]) expect(Object.keys(words.rights.permissionWords)).toContain(key);
  }
});
