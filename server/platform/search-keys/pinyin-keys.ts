/**
 * A Chinese name as people type it on a Latin keyboard: whole pinyin and initials. Read in context (行政 is xing, 银行
 * is hang); for characters that a dictionary often reads wrongly in names of places and people, both readings count,
 * so that neither who knows better nor who does not looks in vain.
 */
import { pinyin } from 'pinyin-pro';

export interface PinyinKeys {
  /** `jieyangshi`; several readings divided by blanks. */
  readonly pinyin: string;
  /** `jys`; several readings divided by blanks. */
  readonly initials: string;
}

/** Characters whose other reading is met in names of organs, places and people. */
const OTHER_READINGS: Readonly<Record<string, string>> = {
  行: 'hang',
  长: 'zhang',
  会: 'kuai',
  重: 'chong',
  乐: 'yue',
  朝: 'chao',
  厦: 'xia',
  埔: 'bu',
  六: 'lu',
  都: 'dou',
  校: 'jiao',
  调: 'tiao',
  传: 'zhuan',
  参: 'shen',
  便: 'pian',
  查: 'zha',
  仇: 'qiu',
  曾: 'zeng',
  解: 'xie',
  单: 'shan',
  覃: 'qin',
  翟: 'zhai',
  朴: 'piao',
  盖: 'ge',
  尉: 'yu',
  区: 'ou',
  任: 'ren',
  员: 'yun',
};

/** Names with more than three such characters are rare; each doubles the readings. */
const READINGS_MOST = 8;

export function pinyinKeys(name: string): PinyinKeys {
  const whole = keysOf(name);
  const own = name.replace(REGION_FIRST, '');
  if (own === name || own === '') return whole;
  const without = keysOf(own);
  return {
    pinyin: `${whole.pinyin} ${without.pinyin}`,
    initials: `${whole.initials} ${without.initials}`,
  };
}

/** 普宁市市场监督管理局 is looked for by its beginning, `scj`, as well. */
const REGION_FIRST = /^\p{Script=Han}{1,4}?[省市县区镇](?=\p{Script=Han}{3,})/u;

function keysOf(name: string): PinyinKeys {
  const characters = [...name];
  const read = pinyin(name, { toneType: 'none', type: 'array', v: true });
  // Characters outside the dictionary's plane may count twice; then the context is not to be had.
  const inContext = read.length === characters.length ? read : characters.map((one) => syllable(one));
  let readings: string[][] = [[]];
  for (const [at, character] of characters.entries()) {
    const syllables = syllablesOf(character, (inContext[at] ?? character).toLowerCase());
    const branches = readings.length * syllables.length <= READINGS_MOST ? syllables : syllables.slice(0, 1);
    readings = branches.flatMap((next) =>
      readings.map((before) => (next === '' ? before : [...before, next])),
    );
  }
  const joined = (of: (syllable: string) => string) =>
    [...new Set(readings.map((reading) => reading.map(of).join('')))].filter((one) => one !== '').join(' ');
  return {
    pinyin: joined((one) => one),
    initials: joined((one) => (HAN_SYLLABLE.test(one) ? one.charAt(0) : one)),
  };
}

/** A letter or digit is its own syllable of one character, so only pinyin is ever longer. */
const HAN_SYLLABLE = /^[a-z]{2,}$/;

function syllable(character: string): string {
  return pinyin(character, { toneType: 'none', type: 'array', v: true })[0] ?? character;
}

/** What a character may be typed as, the likelier first; nothing for blanks and signs. */
function syllablesOf(character: string, inContext: string): string[] {
  if (!/[\p{Letter}\p{Number}]/u.test(character)) return [''];
  const other = OTHER_READINGS[character];
  if (other === undefined || other === inContext) return [inContext];
  return [inContext, other];
}
