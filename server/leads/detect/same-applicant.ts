/**
 * Whether cases are of the same applicant, without anybody learning who: names are opened, hashed under a key that lives
 * as long as this process, and compared. Neither the names nor the hashes leave this file.
 */
import { createHmac, randomBytes } from 'node:crypto';
import type { Sealer } from '../../platform/sealer.ts';

export class SameApplicant {
  readonly #key = randomBytes(32);
  readonly #sealer: Pick<Sealer, 'open'>;

  constructor(sealer: Pick<Sealer, 'open'>) {
    this.#sealer = sealer;
  }

  is(a: Uint8Array, b: Uint8Array): boolean {
    return this.#hash(a).equals(this.#hash(b));
  }

  #hash(sealed: Uint8Array): Buffer {
    const name = this.#sealer.open(sealed).normalize('NFKC').replaceAll(/\s+/g, '');
    return createHmac('sha256', this.#key).update(name).digest();
  }
}
