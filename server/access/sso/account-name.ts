/** What an account is called that was made for somebody of the other sign-in service. */
import { createHash } from 'node:crypto';
import type { SsoClaims } from './sso-client.ts';

/** No local user name has an @, so that none is ever the same. */
const MARK = '@sso';
const LENGTH_MOST = 64;

/** `turn`: 1, and so on for as long as the name is taken. */
export function nameForAccount(
  { preferredUsername, issuer, subject }: Pick<SsoClaims, 'preferredUsername' | 'issuer' | 'subject'>,
  turn: number,
): string {
  const wanted = (preferredUsername ?? '')
    .toLowerCase()
    .replace(/@.*$/, '')
    .replace(/[^a-z0-9._-]+/g, '');
  // A name of Chinese characters leaves nothing; the person is shown by their own name anyway.
  const base =
    wanted.length >= 2
      ? wanted
      : createHash('sha256').update(`${issuer} ${subject}`).digest('hex').slice(0, 8);
  const tail = turn === 1 ? MARK : `-${turn}${MARK}`;
  return base.slice(0, LENGTH_MOST - tail.length) + tail;
}
