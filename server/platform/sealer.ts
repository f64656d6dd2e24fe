/** Encrypts what must be kept but never shown (camera credentials, applicants' names): AES-256-GCM, one key a site. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

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
  const folder = join(dataDir, 'secrets');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return sealerWithKey(ensureKey(join(folder, 'seal.key')));
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

function ensureKey(file: string): Buffer {
  if (!existsSync(file)) {
    // Written whole under another name first: a crash must not leave half a key that rows get sealed with.
    const fresh = `${file}.${process.pid}`;
    writeFileSync(fresh, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flush: true });
    try {
      linkSync(fresh, file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    rmSync(fresh);
  }
  const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'hex');
  if (key.length !== 32) throw new Error(`${file} does not hold 64 hexadecimal digits`);
  return key;
}
