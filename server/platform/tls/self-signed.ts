/** A certificate that we sign ourselves (X.509 v3, RFC 5280; ECDSA P-256): for a hall without a certificate authority. */
import { createPublicKey, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import { bits, instant, octets, oid, positive, sequence, set, tlv, utf8, yes } from './der.ts';

export interface SelfSignedOptions {
  /** P-256. */
  readonly privateKey: KeyObject;
  /** Host names and addresses it is good for. */
  readonly names: readonly string[];
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
}

/** PEM. It is no authority: whoever trusts it trusts this server, not what this server might sign. */
export function selfSigned(options: SelfSignedOptions): string {
  const { privateKey, names, notBeforeMs, notAfterMs } = options;
  const name = sequence(set(sequence(oid('2.5.4.3'), utf8('Mingchuang'))));
  const toBeSigned = sequence(
    tlv(0xa0, positive(Buffer.from([2]))),
    positive(serial()),
    ECDSA_SHA256,
    name,
    sequence(instant(notBeforeMs), instant(notAfterMs)),
    name,
    createPublicKey(privateKey).export({ type: 'spki', format: 'der' }),
    tlv(0xa3, sequence(...extensions(names))),
  );
  const certificate = sequence(toBeSigned, ECDSA_SHA256, bits(sign('sha256', toBeSigned, privateKey)));
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

const ECDSA_SHA256 = sequence(oid('1.2.840.10045.4.3.2'));

/** Nobody else's: browsers refuse two certificates of one issuer with the same number. */
function serial(): Buffer {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes;
}

function extensions(names: readonly string[]): Buffer[] {
  return [
    extension('2.5.29.19', sequence(), true), // basicConstraints: not an authority
    extension('2.5.29.15', bits(Buffer.from([0x80]), 7), true), // keyUsage: digitalSignature
    extension('2.5.29.37', sequence(oid('1.3.6.1.5.5.7.3.1'))), // extKeyUsage: serverAuth
    extension('2.5.29.17', sequence(...names.map(generalName))), // subjectAltName
  ];
}

function extension(id: string, value: Buffer, critical = false): Buffer {
  return sequence(oid(id), ...(critical ? [yes()] : []), octets(value));
}

function generalName(name: string): Buffer {
  return isIP(name) === 0 ? tlv(0x82, Buffer.from(domainToASCII(name))) : tlv(0x87, addressBytes(name));
}

function addressBytes(address: string): Buffer {
  if (isIP(address) === 4) return Buffer.from(address.split('.').map(Number));
  // URL writes IPv6 in its one short form, IPv4 tails included as hexadecimal.
  const groups = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const [head = [], tail = []] = groups.map((half) => half.split(':').filter((group) => group !== ''));
  const middle = Array<string>(8 - head.length - tail.length).fill('0');
  return Buffer.from([...head, ...middle, ...tail].map((group) => group.padStart(4, '0')).join(''), 'hex');
}
