import { expect, test } from 'vitest';
import { network } from './network.ts';

test('addresses of one IPv6 /64 count as one, however they are written; of IPv4 each for itself', () => {
  expect(network('2001:db8::1:2:3:4')).toBe('2001:db8:0:0');
  expect(network('2001:db8::9:2:3:4')).toBe('2001:db8:0:0');
  expect(network('2001:db8:0:1:aaaa::1')).toBe('2001:db8:0:1');
  expect(network('fe80::1')).toBe('fe80:0:0:0');
  expect(network('::1')).toBe('0:0:0:0');
  expect(network('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2');
  expect(network('10.0.0.7')).toBe('10.0.0.7');
  expect(network('::ffff:10.0.0.7')).toBe('::ffff:10.0.0.7');
});
