/** What the server shows for itself over TLS: certificate files of the site's, or our own; looked at again at times. */
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { ownCertificate } from './own-certificate.ts';

export interface TlsIdentity {
  readonly cert: string;
  readonly key: string;
  /** SHA-256 of the certificate, as browsers show it. */
  readonly fingerprint: string;
  /** We signed it ourselves: browsers ask whether to go on. */
  readonly isOwn: boolean;
}

export interface TlsIdentityOptions {
  /** A PEM file, or `self`. */
  readonly certFile: string;
  readonly keyFile?: string | undefined;
  readonly dataDir: string;
  readonly alsoNames?: readonly string[];
  readonly now: () => number;
}

/** @throws with words for the admin when the files do not make a pair */
export function readIdentity(options: TlsIdentityOptions): TlsIdentity {
  const { certFile, keyFile } = options;
  const isOwn = certFile === 'self';
  try {
    const cert = isOwn ? ownCertificate(options) : readFileSync(certFile, 'utf8');
    const key = isOwn ? cert : readFileSync(keyFile ?? certFile, 'utf8');
    createSecureContext({ cert, key });
    return { cert, key, isOwn, fingerprint: new X509Certificate(cert).fingerprint256 };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`the TLS certificate cannot be used: ${why}`, { cause: error });
  }
}
