/**
 * Heads of the chain that were signed off, in a file of their own: whoever owns the database could cut off the chain's
 * end, or write all of it anew with hashes that fit, but not what stands here. Each line is
 * `<at> <seq> <hash> <mac>`, the mac an HMAC-SHA256 under the site's key over the mac of the line before (the first:
 * zeros), a space and the line up to its mac; so no line can be changed or taken out. The heads are in the server's log
 * as well: whoever ships that elsewhere has them out of this machine's reach.
 */
import { createHmac } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ensureKey } from '../platform/key-file.ts';
import type { Head } from './audit.store.ts';

export interface Anchor {
  readonly at: string;
  readonly seq: string;
  /** Hexadecimal. */
  readonly hash: string;
}

export class AnchorFault extends Error {}

const FIRST_MAC = '0'.repeat(64);
const LINE = /^(?<body>(?<at>\S+) (?<seq>[0-9]+) (?<hash>[0-9a-f]{64})) (?<mac>[0-9a-f]{64})$/;
/** More than the last line is long. */
const TAIL_BYTES = 1024;

export class Anchors {
  readonly #file: string;
  readonly #folder: string;
  readonly #key: Buffer;
  #last: { readonly seq: string; readonly mac: string } | undefined;

  constructor(dataDir: string) {
    this.#folder = join(dataDir, 'audit');
    this.#file = join(this.#folder, 'anchors.log');
    this.#key = ensureKey(dataDir, 'audit.key');
  }

  /** On disk when it resolves. False: this head is signed off already, or there is none. One at a time. */
  async sign(head: Head, at: Date): Promise<boolean> {
    const last = this.#last ?? (await this.#readLast());
    this.#last = last;
    if (head.seq === '0' || head.seq === last.seq) return false;
    const body = `${at.toISOString()} ${head.seq} ${head.hash.toString('hex')}`;
    const mac = this.#mac(last.mac, body);
    // Read anew, and mended, should this be written by half.
    this.#last = undefined;
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const file = await open(this.#file, 'a', 0o600);
    try {
      await file.appendFile(`${body} ${mac}\n`);
      await file.datasync();
    } finally {
      await file.close();
    }
    this.#last = { seq: head.seq, mac };
    return true;
  }

  /** From the first to the last. @throws AnchorFault at a line that is not as it was written. */
  async *read(): AsyncGenerator<Anchor> {
    if (!existsSync(this.#file)) return;
    const lines = createInterface({
      input: createReadStream(this.#file),
      crlfDelay: Number.POSITIVE_INFINITY,
    });
    let mac = FIRST_MAC;
    let number = 0;
    for await (const line of lines) {
      number += 1;
      const { body, at, seq, hash, mac: written } = LINE.exec(line)?.groups ?? {};
      if (body === undefined || at === undefined || seq === undefined || hash === undefined)
        throw new AnchorFault(`line ${number} of ${this.#file} is no signed-off head`);
      mac = this.#mac(mac, body);
      if (mac !== written)
        throw new AnchorFault(
          `line ${number} of ${this.#file} was changed, or one before it was taken out, or the key is another`,
        );
      yield { at, seq, hash };
    }
  }

  #mac(before: string, body: string): string {
    return createHmac('sha256', this.#key).update(`${before} ${body}`).digest('hex');
  }

  async #readLast(): Promise<{ seq: string; mac: string }> {
    const none = { seq: '0', mac: FIRST_MAC };
    if (!existsSync(this.#file)) return none;
    const file = await open(this.#file, 'r+');
    try {
      const { size } = await file.stat();
      const length = Math.min(size, TAIL_BYTES);
      const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length);
      const text = buffer.toString('latin1');
      // What a crash left of a line was not signed off: nobody was told.
      const whole = text.lastIndexOf('\n') + 1;
      if (whole < length) await file.truncate(size - length + whole);
      const line = text.slice(0, whole).trimEnd().split('\n').at(-1) ?? '';
      const { seq, mac } = LINE.exec(line)?.groups ?? {};
      if (whole === 0 && size <= TAIL_BYTES) return none;
      if (seq === undefined || mac === undefined)
        throw new AnchorFault(`the last line of ${this.#file} is no signed-off head`);
      return { seq, mac };
    } finally {
      await file.close();
    }
  }
}
