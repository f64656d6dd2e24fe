import { expect, it } from 'vitest';
import { gb28181Id, gb28181IdFault } from './gb28181-id.ts';

it.each([
  ['44520200001320000001', undefined],
  ['44520200001310000001', undefined],
  ['4452020000132000000', 'length'],
  ['445202000013200000011', 'length'],
  ['4452020000132000000x', 'digits'],
  ['00520200001320000001', 'centre'],
  ['44520200001180000001', 'type'],
  ['44520200002000000001', 'type'],
  ['44520200001320000000', 'serial'],
])('%s: %s', (text, fault) => expect(gb28181IdFault(text)).toBe(fault));

it('names the part that is wrong, and what is accepted', () => {
  const [issue] = gb28181Id.safeParse('44520200001180000001').error?.issues ?? [];
  expect(issue?.message).toBe('type (digits 11–13) is 118; 131 (camera) or 132 (network camera) is expected');
});
