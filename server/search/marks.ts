/** Which characters of a name were meant by what was typed. */
import { match } from 'pinyin-pro';
import type { Term } from '../platform/search-keys/index.ts';

type Mark = [number, number];

/** Pairs of begin and end, in order and apart, in UTF-16 units as browsers count. */
export function marksOf(name: string, terms: readonly Term[]): Mark[] {
  const folded = name.toLowerCase();
  // Folding that changes lengths would mark beside; then nothing is marked.
  if (folded.length !== name.length) return [];
  return merged(terms.flatMap((term) => marksOfTerm(name, folded, term)));
}

function marksOfTerm(name: string, folded: string, term: Term): Mark[] {
  const at = folded.indexOf(term.text);
  if (at >= 0) return [[at, at + term.text.length]];
  if (term.letters !== '') {
    const found = match(name, term.letters, { continuous: true, precision: 'first' });
    return (found ?? []).map((index): Mark => [index, index + 1]);
  }
  return term.abbreviation === null ? [] : scattered(folded, term.text);
}

/** 市监局 in 市场监督管理局: each character after the one before. */
function scattered(folded: string, text: string): Mark[] {
  const marks: Mark[] = [];
  let from = 0;
  for (const character of text) {
    const at = folded.indexOf(character, from);
    if (at < 0) return [];
    from = at + character.length;
    marks.push([at, from]);
  }
  return marks;
}

function merged(marks: readonly Mark[]): Mark[] {
  const all: Mark[] = [];
  for (const [from, to] of [...marks].sort((a, b) => a[0] - b[0])) {
    const last = all.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else all.push([from, to]);
  }
  return all;
}
