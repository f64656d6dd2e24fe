import { expect, it } from 'vitest';
import { isInstalled } from './node-modules.mjs';

const wanted = {
  packages: {
    '': { version: '0.1.0' },
    'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
    'node_modules/other-system': { version: '1.0.0', integrity: 'sha512-b', optional: true },
  },
};

it('is content when only packages for other systems are absent', () => {
  expect(
    isInstalled(wanted, { packages: { 'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' } } }),
  ).toBe(true);
});

it('sees a missing package, another version and another content', () => {
  expect(isInstalled(wanted, {})).toBe(false);
  expect(
    isInstalled(wanted, { packages: { 'node_modules/a': { version: '1.0.1', integrity: 'sha512-a' } } }),
  ).toBe(false);
  expect(
    isInstalled(wanted, { packages: { 'node_modules/a': { version: '1.0.0', integrity: 'sha512-x' } } }),
  ).toBe(false);
});
