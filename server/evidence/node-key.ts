/**
 * What this node signs packages with: an Ed25519 key, and a certificate of its own for it, kept in one file that only we
 * can read, made at first use. The key stays: whoever wrote its fingerprint down can verify every package.
 */
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
  X509Certificate,
} from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { bits, instant, octets, oid, positive, sequence, set, tlv, utf8, yes } from '../platform/tls/der.ts';
import { fingerprintOf } from './verify/judge-files.mjs';

const DAY_MS = 86_400_000;
/** Packages are verified years later: longer than any file of evidence is kept. */
const VALID_DAYS = 30 * 365;
const ED25519 = sequence(oid('1.3.101.112'));

export interface NodeKey {
  /** As the certificate says. */
  readonly name: string;
  /** PEM. */
  readonly certificate: string;
  /** SHA-256 of the certificate, hexadecimal. */
  readonly fingerprint: string;
  readonly notAfter: Date;
  sign(data: Buffer): Buffer;
}

/** Where certificate and key are, within the data folder. */
export const NODE_KEY_FILE = 'secrets/evidence-node.pem';

export function nodeKey(dataDir: string, now: () => number): NodeKey {
  const file = join(dataDir, NODE_KEY_FILE);
  if (!existsSync(file)) make(file, now());
  const pem = readFileSync(file, 'utf8');
  const privateKey = createPrivateKey(pem);
  const certificate = new X509Certificate(pem);
  if (!certificate.checkPrivateKey(privateKey))
    throw new Error(`${file}: the certificate is not of the key; put the file back as it was`);
  return {
    name: /CN=(.*)/.exec(certificate.subject)?.[1] ?? '',
    certificate: certificate.toString(),
    fingerprint: fingerprintOf(certificate),
    notAfter: new Date(certificate.validTo),
    sign: (data) => sign(null, data, privateKey),
  };
}

function make(file: string, nowMs: number): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const { privateKey } = generateKeyPairSync('ed25519');
  const pem = selfSigned(privateKey, `Mingchuang ${hostname()}`, nowMs);
  // Whole under another name first, and never over one that is there: two that start at once keep the same.
  const fresh = `${file}.${process.pid}`;
  writeFileSync(fresh, pem + String(privateKey.export({ type: 'pkcs8', format: 'pem' })), {
    mode: 0o600,
    flush: true,
  });
  try {
    linkSync(fresh, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  rmSync(fresh);
}

/** X.509 v3 (RFC 5280, RFC 8410); no authority: it signs packages and nothing else. */
function selfSigned(privateKey: KeyObject, commonName: string, nowMs: number): string {
  const name = sequence(set(sequence(oid('2.5.4.3'), utf8(commonName))));
  const serial = randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40;
  const toBeSigned = sequence(
    tlv(0xa0, positive(Buffer.from([2]))),
    positive(serial),
    ED25519,
    name,
    sequence(instant(nowMs - DAY_MS), instant(nowMs + VALID_DAYS * DAY_MS)),
    name,
    createPublicKey(privateKey).export({ type: 'spki', format: 'der' }),
    tlv(
      0xa3,
      sequence(
        // basicConstraints: not an authority; keyUsage: digitalSignature, nonRepudiation.
        sequence(oid('2.5.29.19'), yes(), octets(sequence())),
        sequence(oid('2.5.29.15'), yes(), octets(bits(Buffer.from([0xc0]), 6))),
      ),
    ),
  );
  const der = sequence(toBeSigned, ED25519, bits(sign(null, toBeSigned, privateKey)));
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
