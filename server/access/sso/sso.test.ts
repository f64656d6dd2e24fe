import { expect, test } from 'vitest';
import { nameForAccount } from './account-name.ts';
import { grantsFor } from './sso.service.ts';

const who = (preferredUsername: string | undefined) => ({
  ...{ preferredUsername, issuer: 'https://id.example', subject: 'u-17' },
});

test('an account made for somebody has a name that no local one can have', () => {
  expect(nameForAccount(who('zhang.san'), 1)).toBe('zhang.san@sso');
  expect(nameForAccount(who('Zhang San@jieyang.example'), 2)).toBe('zhangsan-2@sso');
  expect(nameForAccount(who('admin'), 1)).toBe('admin@sso');
  expect(nameForAccount(who('张三'), 1)).toMatch(/^[0-9a-f]{8}@sso$/);
  expect(nameForAccount(who(undefined), 1)).toBe(nameForAccount(who('张三'), 1));
  expect(nameForAccount(who('x'.repeat(200)), 12)).toHaveLength(64);
});

test('groups hold what their rows say, each once', () => {
  const county = { role: 'monitor', scope: { kind: 'region', code: '445202' } } as const;
  const city = { role: 'supervisor', scope: { kind: 'region', code: '445200' } } as const;
  const mappings = [
    { value: 'rongcheng', grant: county },
    { value: 'duty', grant: county },
    { value: 'office', grant: city },
  ];
  expect(grantsFor(mappings, ['duty', 'rongcheng', 'strangers'])).toEqual([county]);
  expect(grantsFor(mappings, ['office', 'duty'])).toEqual([county, city]);
  expect(grantsFor(mappings, ['Office'])).toEqual([]);
});
