/** Encrypts what must be kept but never shown (camera credentials, applicants' names): AES-256-GCM, one key a site. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { ensureKey } from './key-file.ts';

export interface Sealer {
  seal(text: string): Buffer;
  /** Throws when it was sealed under another key or was changed. */
  open(sealed: Uint8Array): string;
}

/** First byte of everything sealed, so that the way of sealing can change and old rows still open. */
const VERSION = 1;
const NONCE = 12;
const TAG = 16;

/** The key is `dataDir/secrets/seal.key`, made at the first start, readable by us alone. Back it up with the database. */
export function createSealer(dataDir: string): Sealer {
  return sealerWithKey(ensureKey(dataDir, 'seal.key'));
}

export function sealerWithKey(key: Buffer): Sealer {
  return {
    seal: (text) => {
      const nonce = randomBytes(NONCE);
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([Buffer.of(VERSION), nonce, cipher.getAuthTag(), body]);
    },
    open: (sealed) => {
      const bytes = Buffer.from(sealed);
      if (bytes[0] !== VERSION || bytes.length < 1 + NONCE + TAG) throw new Error('sealed in an unknown way');
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(1, 1 + NONCE));
      decipher.setAuthTag(bytes.subarray(1 + NONCE, 1 + NONCE + TAG));
      const body = bytes.subarray(1 + NONCE + TAG);
      return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
    },
  };
}
