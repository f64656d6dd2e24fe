/** The HTTP or HTTPS server: made from certificate files, opened with errors that say what to do, closed in time. */
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

export interface TlsFiles {
  readonly certFile: string;
  readonly keyFile: string;
}

/** Handles nothing yet: `server.on('request', app)`. */
export function createWebServer(tls: TlsFiles | undefined): Server {
  // A request's headers and body must arrive in time; answers may take as long as they want (live video).
  const limits = { headersTimeout: 15_000, requestTimeout: 60_000, keepAliveTimeout: 30_000 };
  if (!tls) return createServer(limits);
  return createTlsServer({ ...limits, cert: readFileSync(tls.certFile), key: readFileSync(tls.keyFile) });
}

export async function listen(server: Server, host: string, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    const refuse = (error: NodeJS.ErrnoException) =>
      reject(new Error(wordError(error, host, port), { cause: error }));
    server.once('error', refuse);
    server.listen(port, host, () => {
      server.off('error', refuse);
      resolve();
    });
  });
  return (server.address() as AddressInfo).port;
}

function wordError(error: NodeJS.ErrnoException, host: string, port: number): string {
  if (error.code === 'EADDRINUSE') return `port ${port} is in use; end what uses it, or set MC_PORT`;
  if (error.code === 'EACCES') return `port ${port} needs root; set MC_PORT to one above 1023`;
  if (error.code === 'EADDRNOTAVAIL') return `this machine has no address ${host}; set MC_HOST`;
  return `cannot listen on ${host}:${port}: ${error.message}`;
}

/** Gives answers under way a moment, then cuts them: a live stream would never end by itself. */
export async function closeWebServer(server: Server, graceMs = 500): Promise<void> {
  if (!server.listening) {
    server.closeAllConnections();
    return;
  }
  const cut = setTimeout(() => server.closeAllConnections(), graceMs);
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
  clearTimeout(cut);
}
