import { expect, it } from 'vitest';
import { parseXml, XmlError } from './xml.ts';

it.each([
  ['a name that never ends', `<a>${'<b>'.repeat(2)}<${'n'.repeat(900_000)}`],
  ['a name and blanks that never end', `<${'n'.repeat(400_000)}${' '.repeat(400_000)}`],
  ['quotes that never end', `<a ${`x="'" `.repeat(150_000)}`],
  ['attributes without values', `<a ${'x '.repeat(400_000)}/>`],
])(
  '%s costs no more than its length',
  (_, text) => {
    const startedAtMs = performance.now();
    try {
      parseXml(text);
    } catch (error) {
      expect(error).toBeInstanceOf(XmlError);
    }
    // Where every letter were looked at from every other, these would take minutes.
    expect(performance.now() - startedAtMs).toBeLessThan(2000);
  },
  20_000,
);
