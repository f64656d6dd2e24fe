/** SHA-256 and HMAC as the browser has them; in plain HTTP, where it gives none, those of a small library. */
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import type { DrawHashes } from '../../../../server/contract/patrol-verify.ts';

const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

export function createHashes(): DrawHashes {
  return globalThis.crypto?.subtle === undefined ? LIBRARY : BROWSER;
}

const BROWSER: DrawHashes = {
  sha256: async (data) => hex(new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(data)))),
  hmacUnder: (secret) => {
    const key = crypto.subtle.importKey(
      'raw',
      new Uint8Array(secret),
      { name: 'HMAC', hash: 'SHA-256' },
      false,
      ['sign'],
    );
    return async (message) =>
      new Uint8Array(await crypto.subtle.sign('HMAC', await key, new TextEncoder().encode(message)));
  },
};

const LIBRARY: DrawHashes = {
  sha256: (data) => hex(sha256(data)),
  hmacUnder: (key) => (message) => hmac(sha256, key, new TextEncoder().encode(message)),
};
