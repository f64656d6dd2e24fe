/** The web server: plain HTTP, or HTTP/2 and HTTP/1.1 over TLS; opened with errors that say what to do, closed in time. */
import { createServer, type Server } from 'node:http';
import type { Http2SecureServer, ServerHttp2Session } from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import { createHttp2Server, type HttpLimits } from './http2-server.ts';

export type WebServer = Server | Http2SecureServer;

/** PEM texts. */
export interface TlsPair {
  readonly cert: string;
  readonly key: string;
}

/** A request's headers and body must arrive in time; answers may take as long as they want (live video). */
const LIMITS: HttpLimits = { headersTimeout: 15_000, requestTimeout: 60_000, keepAliveTimeout: 30_000 };

/** Handles nothing yet: see `serveApp`. */
export function createWebServer(tls: TlsPair | undefined): WebServer {
  const server = tls ? createHttp2Server({ ...LIMITS, cert: tls.cert, key: tls.key }) : createServer(LIMITS);
  connectionsOf(server);
  return server;
}

interface Connections {
  readonly sockets: Set<Socket>;
  readonly sessions: Set<ServerHttp2Session>;
}

const known = new WeakMap<WebServer, Connections>();

/** Everything connected, of whatever protocol and in whatever stage of its handshake. */
function connectionsOf(server: WebServer): Connections {
  const before = known.get(server);
  if (before) return before;
  const connections: Connections = { sockets: new Set(), sessions: new Set() };
  known.set(server, connections);
  server.on('connection', (socket: Socket) => {
    connections.sockets.add(socket);
    socket.once('close', () => connections.sockets.delete(socket));
  });
  server.on('session', (session: ServerHttp2Session) => {
    connections.sessions.add(session);
    session.once('close', () => connections.sessions.delete(session));
  });
  return connections;
}

export async function listen(server: WebServer, host: string, port: number): Promise<number> {
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
export async function closeWebServer(server: WebServer, graceMs = 500): Promise<void> {
  const { sockets, sessions } = connectionsOf(server);
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  if (!server.listening) {
    cut();
    return;
  }
  const late = setTimeout(cut, graceMs);
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    // Tells the other side, lets what is under way end, takes nothing new.
    for (const session of sessions) session.close();
  });
  clearTimeout(late);
}
