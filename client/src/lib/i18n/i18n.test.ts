import i18next, { type i18n } from 'i18next';
import { beforeAll, describe, expect, test } from 'vitest';
import { stages } from '../../../../server/contract/cases.ts';
import { countedWords } from './counted.ts';
import { en } from './en.ts';
import { zh } from './zh.ts';

function texts(tree: object, path = ''): Map<string, string> {
  const all = new Map<string, string>();
  for (const [key, value] of Object.entries(tree))
    if (typeof value === 'string') all.set(path + key, value);
    else for (const [inner, text] of texts(value as object, `${path}${key}.`)) all.set(inner, text);
  return all;
}

/** A figure's name; what is counted stands behind a comma, and a word alone (`:`) is no figure. */
const placeholders = (text: string) =>
  [...text.matchAll(/\{\{(\w+)(?:, [^:}][^}]*)?\}\}/g)].map((match) => match[1]).sort();
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

describe('what is counted in English', () => {
  let words: i18n;
  const figures =
    /^(n|x|a|of|all|most|times|hours|days|windows|cameras|cases|rows|steps|tiles|pages|told|sent|done|undone|failed|kept|past|looked|unseen|findings|confirmed|lost|lostConfirmed|would|warning|red|yellow|accepted|duplicate|rejected|refused|total|minutes)$/;
  // What ends as if it were more of them, and is not: verbs, units.
  const alsoOfOne = /^(fps|has|is|was|waits|stays|holds|differs|changes|begins|needs)$/;
  beforeAll(async () => {
    words = i18next.createInstance().use(countedWords);
    await words.init({ lng: 'en', resources: { en: { translation: en } } });
  });
  /** What is counted is `figure`; what has a name is called X. */
  const read = (text: string, figure: number): string =>
    words.services.interpolator.interpolate(
      text,
      Object.fromEntries(
        [...text.matchAll(/\{\{(\w+)/g)].map(([, name = '']) => [name, figures.test(name) ? figure : 'X']),
      ),
      'en',
      {},
    );

  test('is one thing where it is one', () => {
    expect(read(en.patrols.windows, 1)).toBe('1 window');
    expect(read(en.patrols.windows, 0)).toBe('0 windows');
    expect(read(en.patrols.walk.overText, 1)).toBe('1 window seen, 1 not seen, 1 finding.');
    expect(read(en.patrols.walk.overText, 2)).toBe('2 windows seen, 2 not seen, 2 findings.');
    expect(read(en.leadRules.unit.Days, 1)).toBe('day');
    expect(read(en.leadRules.unit.Days, 7)).toBe('days');
  });

  test('is never “1 …s”, nor left open with “(s)”', () => {
    for (const [key, text] of english) {
      expect(text, key).not.toMatch(/\w\(e?s\)/);
      for (const [, first = '', second = ''] of read(text, 1).matchAll(/\b1 ([a-z’-]+)(?: ([a-z’-]+))?/g)) {
        if (!alsoOfOne.test(first)) expect.soft(first, key).not.toMatch(/[a-z]{2}s$|^people$/);
        if (!alsoOfOne.test(second)) expect.soft(second, key).not.toMatch(/[a-z]{3}s$|^(people|are|were)$/);
      }
    }
  });
});
