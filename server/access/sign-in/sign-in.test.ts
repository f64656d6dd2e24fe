import { expect, test } from 'vitest';
import { AppError } from '../../platform/errors.ts';
import { hashPassword } from './secrets.ts';
import { network, SignIn } from './sign-in.ts';

const DAY_MS = 24 * 3_600_000;

async function setUp() {
  const world = { nowMs: 0 };
  const passwordHash = await hashPassword('right-password');
  const signIn = new SignIn({
    users: {
      accountByName: async (username) => ({ id: username, passwordHash, disabled: false }),
    },
    now: () => world.nowMs,
    limits: { byAddress: 1000, byName: 2, perSeconds: 600 },
  });
  /** What happened, in one word. */
  const attempt = async (password: string, address: string) => {
    try {
      return (await signIn.check('admin', password, address)) ? 'in' : 'wrong';
    } catch (error) {
      return error instanceof AppError ? error.code : String(error);
    }
  };
  /** Uses up what one name may fail over all networks. */
  const guessEverywhere = async () => {
    for (let host = 1; host <= 10; host += 1)
      for (let guess = 0; guess < 2; guess += 1) await attempt('guess', `192.0.2.${host}`);
  };
  return { world, attempt, guessEverywhere };
}

test('guessing a name at one network keeps nobody out at another', async () => {
  const { attempt } = await setUp();
  const guesses = ['guess', 'guess', 'guess', 'right-password'];
  const answers = [];
  for (const guess of guesses) answers.push(await attempt(guess, '10.0.0.66'));
  expect(answers).toEqual(['wrong', 'wrong', 'too_many_requests', 'too_many_requests']);
  expect(await attempt('right-password', '10.0.0.7')).toBe('in');
});

test('guessing a name from many networks is refused, but not where its person signed in of late', async () => {
  const { world, attempt, guessEverywhere } = await setUp();
  expect(await attempt('right-password', '10.0.0.7')).toBe('in');
  world.nowMs = 6 * DAY_MS;
  await guessEverywhere();
  expect(await attempt('right-password', '10.0.0.8')).toBe('too_many_requests');
  expect(await attempt('wrong-once', '10.0.0.7')).toBe('wrong');
  expect(await attempt('right-password', '10.0.0.7')).toBe('in');
  // Signing in well does not empty what is counted for everybody else.
  expect(await attempt('right-password', '10.0.0.9')).toBe('too_many_requests');
  world.nowMs += 8 * DAY_MS;
  expect(await attempt('right-password', '10.0.0.7')).toBe('too_many_requests');
});

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
