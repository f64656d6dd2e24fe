/** The published documents say what the program does: their reference parts, and the layouts' examples field by field. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { layouts } from '../profiles/layouts.ts';
import { readBatch } from '../profiles/read-batch.ts';
import { examples } from './examples.ts';
import { withReference } from './reference.ts';
import { rejectionWords } from './words.ts';

const DOCS = join(import.meta.dirname, '../../../docs');
const EXCHANGE = join(import.meta.dirname, '..');

// After a change of events or layouts: `npx vitest run --project unit server/exchange/reference -u` writes them anew.
test.each([
  ['exchange.md', 'zh'],
  ['exchange.en.md', 'en'],
] as const)('%s has every field, column and code', async (file, language) => {
  const path = join(DOCS, file);
  await expect(withReference(readFileSync(path, 'utf8'), language)).toMatchFileSnapshot(path);
});

test.each(examples.map((one) => [one.table, one] as const))('%s, field by field', (_, example) => {
  const [read] = readBatch(layouts[example.profile], [example], {
    ...{ zone: 'Asia/Shanghai', regionCodes: new Set(['445200']), knownRegions: new Set(['445200']) },
    ...{ hallIds: [], hallId: undefined },
  });
  expect(read?.submission.origin?.refused).toBeUndefined();
  expect(read?.submission.events).toEqual(example.becomes);
});

test('every code a row can be refused with is explained', () => {
  const sources = [
    'check-event',
    'check-batch',
    'resolve',
    'take-batch',
    'profiles/read-row',
    'profiles/read-batch',
  ]
    .map((name) => readFileSync(join(EXCHANGE, `${name}.ts`), 'utf8'))
    .join('\n');
  const codes = [
    ...sources.matchAll(/(?:reject(?:ed)?|new RowFault|refused)\(\s*'([a-z_]+)'/g),
    ...sources.matchAll(/\bcode: '([a-z_]+)'/g),
  ].map((match) => match[1] ?? '');
  expect(codes.length).toBeGreaterThan(15);
  expect(codes.filter((code) => !(code in rejectionWords))).toEqual([]);
});
