import { expect, test } from 'vitest';
import { pinyinKeys } from './pinyin-keys.ts';
import { termsOf } from './terms.ts';

test('a name is read as a whole and by its initials, with and without its region', () => {
  const keys = pinyinKeys('揭阳市市场监督管理局');
  expect(keys.initials.split(' ')).toEqual(['jysscjdglj', 'scjdglj']);
  expect(keys.pinyin.split(' ')[0]).toBe('jieyangshishichangjianduguanliju');
});

test('heteronyms: the context first, and the other reading as well', () => {
  expect(pinyinKeys('行政审批局').initials.split(' ')).toEqual(['xzspj', 'hzspj']);
  expect(pinyinKeys('人民银行').pinyin.split(' ')[0]).toBe('renminyinhang');
  expect(pinyinKeys('重庆路').initials.split(' ')).toContain('cql');
  expect(pinyinKeys('曾解单').initials.split(' ')).toEqual(expect.arrayContaining(['zjs', 'zxs']));
});

test('digits and letters stay, signs fall out, and many heteronyms stay bounded', () => {
  expect(pinyinKeys('Ａ05号机（东侧）').initials).toContain('05hjdc');
  expect(pinyinKeys('行长会重乐朝厦埔').initials.split(' ').length).toBeLessThanOrEqual(8);
  expect(pinyinKeys('').initials).toBe('');
  expect(pinyinKeys('😀𠮷').pinyin.length).toBeLessThan(10);
});

test('what is typed is folded and taken apart', () => {
  expect(termsOf('  ＳＣＪ 普宁　3号窗口 ')).toEqual([
    { text: 'scj', code: 'scj', letters: 'scj', abbreviation: null },
    { text: '普宁', code: '普宁', letters: '', abbreviation: '%普%宁%' },
    { text: '3号窗口', code: '3', letters: '', abbreviation: null },
  ]);
  expect(termsOf(undefined)).toEqual([]);
  expect(termsOf("xi'an")[0]?.letters).toBe('xian');
  expect(termsOf('a b c d e f g')).toHaveLength(5);
});
