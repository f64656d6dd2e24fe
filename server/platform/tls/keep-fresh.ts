/** A certificate that was renewed is shown to whoever connects next; nobody who is connected notices. */
import type { Server } from 'node:tls';
import type { Logger } from '../log.ts';
import type { TlsIdentity } from './identity.ts';

const LOOK_EVERY_MS = 3_600_000;

/** Reads it again every hour. Returns the way to stop. */
export function keepFresh(
  server: Pick<Server, 'setSecureContext'>,
  read: () => TlsIdentity,
  log: Logger,
  everyMs = LOOK_EVERY_MS,
): () => void {
  let shown = read().fingerprint;
  const timer = setInterval(() => {
    try {
      const { cert, key, fingerprint } = read();
      if (fingerprint === shown) return;
      server.setSecureContext({ cert, key });
      shown = fingerprint;
      log.info({ fingerprint }, 'the TLS certificate was renewed');
    } catch (error) {
      // Files are being replaced just now, or were replaced badly: the one that is shown stays.
      log.warn({ err: error }, 'the TLS certificate could not be read again');
    }
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
