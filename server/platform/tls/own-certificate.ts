/**
 * The certificate we make for ourselves (`MC_TLS_CERT=self`), kept in one file with its key, so that the two can
 * never be of different minds. The key stays when the certificate is renewed: whoever pinned it need not look again.
 */
import { createPrivateKey, generateKeyPairSync, type KeyObject, X509Certificate } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { hostname, networkInterfaces } from 'node:os';
import { dirname, join } from 'node:path';
import { domainToASCII } from 'node:url';
import { selfSigned } from './self-signed.ts';

const DAY_MS = 86_400_000;
/** The longest that Apple's devices accept of a certificate. */
const VALID_DAYS = 397;
const RENEW_BEFORE_DAYS = 30;

/** Where certificate and key are, within the data folder. */
export const OWN_CERTIFICATE_FILE = 'tls/self.pem';

export interface OwnCertificateOptions {
  /** Where it is kept. */
  readonly dataDir: string;
  /** Names and addresses beside this machine's own. */
  readonly alsoNames?: readonly string[];
  readonly now: () => number;
}

/** The PEM of certificate and key: the kept one, or a new one when it ends soon or does not name this machine. */
export function ownCertificate(options: OwnCertificateOptions): string {
  const { dataDir, alsoNames = [], now } = options;
  const file = join(dataDir, OWN_CERTIFICATE_FILE);
  const folder = dirname(file);
  const names = [...new Set([...machineNames(), ...alsoNames])].filter(isNameable);
  const kept = existsSync(file) ? readKept(readFileSync(file, 'utf8')) : undefined;
  if (kept && isGood(kept.certificate, names, now())) return kept.pem;

  const privateKey = kept?.privateKey ?? generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const certificate = selfSigned({
    privateKey,
    names,
    // A clock that is a little slow must not find it in the future.
    notBeforeMs: now() - DAY_MS,
    notAfterMs: now() + (VALID_DAYS - 1) * DAY_MS,
  });
  const pem = certificate + String(privateKey.export({ type: 'pkcs8', format: 'pem' }));
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(`${file}.new`, pem, { mode: 0o600 });
  // The mode above counts only for a file that was not there yet.
  chmodSync(`${file}.new`, 0o600);
  renameSync(`${file}.new`, file);
  return pem;
}

interface Kept {
  readonly pem: string;
  readonly certificate: X509Certificate;
  readonly privateKey: KeyObject;
}

/** Undefined where the file is no such pair (any more): then a new one takes its place. */
function readKept(pem: string): Kept | undefined {
  try {
    const certificate = new X509Certificate(pem);
    const privateKey = createPrivateKey(pem);
    return certificate.checkPrivateKey(privateKey) ? { pem, certificate, privateKey } : undefined;
  } catch {
    // Cut off or written over: nothing in it is worth keeping.
    return undefined;
  }
}

function isGood(certificate: X509Certificate, names: readonly string[], nowMs: number): boolean {
  const fromMs = Date.parse(certificate.validFrom);
  const renewMs = Date.parse(certificate.validTo) - RENEW_BEFORE_DAYS * DAY_MS;
  return nowMs >= fromMs && nowMs < renewMs && names.every((name) => covers(certificate, name));
}

function covers(certificate: X509Certificate, name: string): boolean {
  return (
    (isIP(name) === 0 ? certificate.checkHost(domainToASCII(name)) : certificate.checkIP(name)) !== undefined
  );
}

/** By which names people may reach this machine. */
function machineNames(): string[] {
  const addresses = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .map(({ address }) => address)
    // Link-local ones need a zone, which no certificate can name.
    .filter((address) => !/^fe80:/i.test(address));
  return ['localhost', '127.0.0.1', '::1', hostname(), ...addresses.sort()];
}

function isNameable(name: string): boolean {
  if (isIP(name) !== 0) return !name.includes('%') && name !== '0.0.0.0' && name !== '::';
  return /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(domainToASCII(name));
}
