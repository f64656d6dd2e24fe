import { expect, test } from 'vitest';
import { passwordFaults, passwordStrength } from './password-rules.ts';

const REFUSED = [
  ['Abc12345678', 'zhang.san', 'common'],
  ['admin123456', 'zhang.san', 'common'],
  ['Jieyang@2026', 'zhang.san', 'common'],
  ['jieyang2026!', 'zhang.san', 'common'],
  ['P@ssw0rd2026', 'zhang.san', 'common'],
  ['Passw0rd!!!!', 'zhang.san', 'common'],
  ['qwertyuiop', 'zhang.san', 'common'],
  ['1qaz2wsx3edc', 'zhang.san', 'common'],
  ['1q2w3e4r5t', 'zhang.san', 'common'],
  ['woaini1314520', 'zhang.san', 'common'],
  ['13802345678', 'zhang.san', 'common'],
  ['445202199001011234', 'zhang.san', 'common'],
  ['Qq123456789', 'zhang.san', 'common'],
  ['Admin@123456', 'zhang.san', 'common'],
  ['Huawei@123', 'zhang.san', 'common'],
  ['zhengwu@2026', 'zhang.san', 'common'],
  ['Mingchuang888', 'zhang.san', 'common'],
  ['aaaaaaaaaaaa', 'zhang.san', 'repeats'],
  ['1212121212', 'zhang.san', 'repeats'],
  ['Lisiming123456', 'lisiming', 'username'],
  ['lisiming@2026', 'lisiming', 'username'],
  ['gnimisil-2026', 'lisiming', 'username'],
  ['lisi123456', 'zhang.san', 'common'],
  ['Wang@2026!!', 'zhang.san', 'common'],
  ['too-short', 'zhang.san', 'short'],
] as const;

test.each(REFUSED)('%s of %s is refused: %s', (password, username, fault) => {
  expect(passwordFaults(password, username)).toContain(fault);
  expect(passwordStrength(password, username).level).toBe(0);
});

test.each([
  'correct horse battery',
  '窗口三号下午茶很香甜啊',
  'kVq7-tR2m-Lp9z',
  'a-long-password',
  'another-password',
  'mdkq4-szrt7',
])('%s is taken', (password) => {
  expect(passwordFaults(password, 'zhang.san')).toEqual([]);
});

test('more that nobody guesses is stronger', () => {
  const levels = ['mdkqsz2026', 'mdkq4-szrt7-wpb', 'correct horse battery staple'].map(
    (password) => passwordStrength(password, 'zhang.san').level,
  );
  expect(levels).toEqual([1, 2, 3]);
});
