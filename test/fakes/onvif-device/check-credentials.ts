/** How the fake device finds out who asks: HTTP Digest (RFC 7616, MD5), or a WS-Security UsernameToken. */
import { createHash } from 'node:crypto';

export interface FakeCredentials {
  readonly username: string;
  readonly password: string;
}

const NONCE = '4d6e3a2f90b14c55';
const REALM = 'IP Camera(C2413)';
export const DIGEST_CHALLENGE = `Digest realm="${REALM}", nonce="${NONCE}", qop="auth", algorithm=MD5`;
/** A token that is older or newer than this is refused, as real devices do. */
const TOKEN_MS = 5000;

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

export function isDigestGood(field: string | undefined, method: string, known: FakeCredentials): boolean {
  if (field === undefined) return false;
  const part = (name: string): string => new RegExp(`\\b${name}="?([^",]*)"?`).exec(field)?.[1] ?? '';
  const secret = md5(`${known.username}:${REALM}:${known.password}`);
  const request = md5(`${method}:${part('uri')}`);
  const response = md5(`${secret}:${NONCE}:${part('nc')}:${part('cnonce')}:auth:${request}`);
  return part('username') === known.username && part('response') === response;
}

export type TokenVerdict = 'none' | 'good' | 'bad';

/** `atMs`: the device's own time. */
export function judgeToken(body: string, atMs: number, known: FakeCredentials): TokenVerdict {
  const part = (name: string): string | undefined =>
    new RegExp(`<(?:\\w+:)?${name}(?:\\s[^>]*)?>([^<]*)<`).exec(body)?.[1];
  const [username, password, nonce, created] = [
    part('Username'),
    part('Password'),
    part('Nonce'),
    part('Created'),
  ];
  if (username === undefined || password === undefined) return 'none';
  const digest = createHash('sha1')
    .update(Buffer.from(nonce ?? '', 'base64'))
    .update(created ?? '')
    .update(known.password)
    .digest('base64');
  const isFresh = Math.abs(Date.parse(created ?? '') - atMs) <= TOKEN_MS;
  return username === known.username && password === digest && isFresh ? 'good' : 'bad';
}
