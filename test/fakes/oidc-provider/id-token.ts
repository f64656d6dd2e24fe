/** Takes an ID token apart and signs it anew: what a forger would send. */
import { createSign, type KeyObject } from 'node:crypto';

export type Claims = Record<string, unknown>;

/** The same token with other claims, signed with `key`; its header, and so the key it names, stays. */
export function forged(token: string, change: (claims: Claims) => Claims, key: KeyObject): string {
  const [header = '', payload = ''] = token.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Claims;
  const body = `${header}.${Buffer.from(JSON.stringify(change(claims))).toString('base64url')}`;
  return `${body}.${createSign('RSA-SHA256').update(body).sign(key, 'base64url')}`;
}
