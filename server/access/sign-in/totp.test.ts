import { Secret } from 'otpauth';
import { expect, test } from 'vitest';
import { newTotpSecret, totpCounter, totpUri } from './totp.ts';

/** RFC 6238, appendix B, for SHA-1: the last six of its eight digits. */
const RFC_SECRET = Secret.fromLatin1('12345678901234567890').base32;
test.each([
  [59, '287082', 1],
  [1111111109, '081804', 37037036],
  [1111111111, '050471', 37037037],
  [1234567890, '005924', 41152263],
  [2000000000, '279037', 66666666],
])('at %d s the code of the RFC is %s', (seconds, code, counter) => {
  expect(totpCounter(RFC_SECRET, code, seconds * 1000)).toBe(counter);
});

test('a code is good one step early and late, and no longer', () => {
  const at = 1_234_567_890_000;
  const good = [-30_000, 0, 30_000].map((off) => totpCounter(RFC_SECRET, '005924', at + off));
  expect(good).toEqual([41152263, 41152263, 41152263]);
  for (const off of [-90_000, 90_000]) expect(totpCounter(RFC_SECRET, '005924', at + off)).toBeUndefined();
  for (const bad of ['5924', '005925', ' 005924', '００５９２４'])
    expect(totpCounter(RFC_SECRET, bad, at)).toBeUndefined();
});

test('a secret has 160 bits and goes into an address that authenticators scan', () => {
  const secret = newTotpSecret();
  expect(secret).toMatch(/^[A-Z2-7]{32}$/);
  expect(newTotpSecret()).not.toBe(secret);
  const uri = new URL(totpUri(secret, 'zhang.san'));
  expect([uri.protocol, uri.searchParams.get('secret')]).toEqual(['otpauth:', secret]);
  expect(decodeURIComponent(uri.pathname)).toContain('zhang.san');
});
