import { describe, expect, it } from 'vitest';
import { seeded } from '../soak/random.ts';
import { corpusOf } from './corpus.ts';
import { Mutator } from './mutator.ts';
import { fromRecords, recordsOf } from './target.ts';
import { TARGETS } from './targets/index.ts';

/** A taste of `npm run fuzz`, the same each time: the recorded inputs, those that once failed, and some changes. */
const CHANGES = 300;

describe('parsers of what strangers send', () => {
  it.each(TARGETS.map((target) => [target.name, target] as const))('%s', async (name, target) => {
    const corpus = await corpusOf(name);
    expect(corpus.length).toBeGreaterThan(0);
    const mutator = new Mutator(target, seeded(7));
    const inputs = [...corpus, ...Array.from({ length: CHANGES }, () => mutator.next(corpus))];
    for (const input of inputs) {
      try {
        target.run(Buffer.from(input));
      } catch (error) {
        if (!target.allows?.(error)) throw error;
      }
    }
  });
});

it('records go in and out the same, and a length that lies is cut', () => {
  const records = [Buffer.from('ab'), Buffer.alloc(0), Buffer.from('c')];
  expect(recordsOf(fromRecords(records)).map(String)).toEqual(['ab', '', 'c']);
  expect(recordsOf(Buffer.from([0, 9, 1, 2])).map((record) => record.length)).toEqual([2]);
});

it('the same seed makes the same inputs', () => {
  const make = () => {
    const mutator = new Mutator({ shape: 'text', words: ['x'] }, seeded(3));
    return Array.from({ length: 50 }, () => mutator.next([Buffer.from('v=0\na=1\n')]).toString('hex'));
  };
  expect(make()).toEqual(make());
});

it('inputs stay small while they are made, however often a long line is repeated', () => {
  const mutator = new Mutator({ shape: 'text', words: ['x'] }, seeded(5));
  const corpus = [Buffer.alloc(60_000, 'a')];
  for (let made = 0; made < 2000; made += 1)
    expect(mutator.next(corpus).length).toBeLessThanOrEqual(64 * 1024 - 1);
});
