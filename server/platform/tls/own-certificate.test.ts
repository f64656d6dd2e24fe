import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readIdentity } from './identity.ts';
import { ownCertificate } from './own-certificate.ts';

const DAY_MS = 86_400_000;
const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'mc-tls-'));
  folders.push(made);
  return made;
}

const now = () => Date.UTC(2026, 10, 23);

test('it is a proper certificate of this machine, and of what else was named', () => {
  const pem = ownCertificate({
    dataDir: folder(),
    alsoNames: ['窗口.example', '2001:db8::1:2', '0.0.0.0'],
    now,
  });
  const certificate = new X509Certificate(pem);
  expect(certificate.verify(certificate.publicKey)).toBe(true);
  expect(certificate.checkPrivateKey(createPrivateKey(pem))).toBe(true);
  expect(certificate.ca).toBe(false);
  for (const name of ['localhost', hostname()]) expect(certificate.checkHost(name)).toBe(name);
  for (const address of ['127.0.0.1', '::1', '2001:db8::1:2'])
    expect(certificate.checkIP(address)).toBe(address);
  expect(certificate.subjectAltName).toContain('DNS:xn--');
  expect(certificate.subjectAltName).not.toContain('0.0.0.0');
  expect(Date.parse(certificate.validTo) - Date.parse(certificate.validFrom)).toBe(397 * DAY_MS);
});

test('it is kept for nobody else to read, and the same until it must be renewed; the key is the same even then', () => {
  const dataDir = folder();
  const first = ownCertificate({ dataDir, now });
  const file = join(dataDir, 'tls/self.pem');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readFileSync(file, 'utf8')).toBe(first);
  expect(ownCertificate({ dataDir, now: () => now() + 360 * DAY_MS })).toBe(first);
  const keyOf = (pem: string) =>
    String(new X509Certificate(pem).publicKey.export({ type: 'spki', format: 'pem' }));
  const renewed = ownCertificate({ dataDir, now: () => now() + 370 * DAY_MS });
  expect(renewed).not.toBe(first);
  expect(keyOf(renewed)).toBe(keyOf(first));
  const named = ownCertificate({ dataDir, alsoNames: ['hall.example'], now: () => now() + 370 * DAY_MS });
  expect(new X509Certificate(named).checkHost('hall.example')).toBe('hall.example');
});

test('a file that was cut off is replaced; files that make no pair are told', () => {
  const dataDir = folder();
  const first = ownCertificate({ dataDir, now });
  const file = join(dataDir, 'tls/self.pem');
  writeFileSync(file, first.slice(0, 300));
  expect(ownCertificate({ dataDir, now })).not.toBe(first);
  const other = ownCertificate({ dataDir: folder(), now });
  writeFileSync(join(dataDir, 'other.pem'), other.slice(other.indexOf('-----BEGIN PRIVATE')));
  expect(() => readIdentity({ certFile: file, keyFile: join(dataDir, 'other.pem'), dataDir, now })).toThrow(
    'the TLS certificate cannot be used',
  );
  const own = readIdentity({ certFile: 'self', dataDir, now });
  expect(own).toMatchObject({
    isOwn: true,
    fingerprint: expect.stringMatching(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/),
  });
});
