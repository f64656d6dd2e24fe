import { describe, expect, test } from 'vitest';
import { stages } from '../../../../server/contract/cases.ts';
import { en } from './en.ts';
import { zh } from './zh.ts';

function texts(tree: object, path = ''): Map<string, string> {
  const all = new Map<string, string>();
  for (const [key, value] of Object.entries(tree))
    if (typeof value === 'string') all.set(path + key, value);
    else for (const [inner, text] of texts(value as object, `${path}${key}.`)) all.set(inner, text);
  return all;
}

const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort();
const chinese = texts(zh);
const english = texts(en);

describe('both languages', () => {
  test('have the same keys', () => {
    expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort());
  });

  test('say something everywhere', () => {
    for (const [key, text] of [...chinese, ...english]) expect(text.trim(), key).not.toBe('');
  });

  test('take the same values', () => {
    for (const [key, text] of chinese)
      expect(placeholders(english.get(key) ?? ''), key).toEqual(placeholders(text));
  });

  test('English has no Chinese left in it', () => {
    for (const [key, text] of english) expect(text, key).not.toMatch(/\p{Script=Han}/u);
  });

  test('every stage has its word from the glossary', () => {
    expect(stages.map((stage) => zh.stage[stage])).toEqual(['收件', '受理', '承办', '审核', '批准', '办结']);
  });
});
