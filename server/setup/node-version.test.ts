import { expect, it } from 'vitest';
import { isNewEnough } from './node-version.mjs';

it('compares versions as numbers', () => {
  expect(isNewEnough('20.19.0', '>=20.19')).toBe(true);
  expect(isNewEnough('20.20.2', '>=20.19')).toBe(true);
  expect(isNewEnough('22.1.0', '>=20.19')).toBe(true);
  expect(isNewEnough('20.9.0', '>=20.19')).toBe(false);
  expect(isNewEnough('18.20.4', '>=20.19')).toBe(false);
});
