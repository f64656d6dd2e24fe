/**
 * Socket.IO as every slice uses it: signed-in sockets only, typed by the contract, requests validated and answered
 * with a Reply. Slices hand in `(socket, actor) => void` and register their handlers there.
 */
import type { IncomingMessage } from 'node:http';
import { Server, type Socket } from 'socket.io';
import type { z } from 'zod';
import type { ClientToServer, Reply, ServerToClient } from '../contract/sockets.ts';
import { addressOf } from './http/address.ts';
import type { Gate } from './http/gate.ts';
import { closeWebServer, type WebServer } from './http/listen.ts';
import { logProblem } from './http/log-problem.ts';
import { isSameOrigin } from './http/origin.ts';
import { parseInput } from './http/parse.ts';
import { toProblem } from './http/problem.ts';
import type { Actor } from './http/route.ts';
import type { Logger } from './log.ts';

export interface SocketData {
  actor: UserActor;
  /** The address asked from, for the audit trail; behind a proxy we know of, the one before it. */
  from: string;
}
type UserActor = Extract<Actor, { kind: 'user' }>;
type NoEvents = Record<string, never>;
export type LiveServer = Server<ClientToServer, ServerToClient, NoEvents, SocketData>;
export type LiveSocket = Socket<ClientToServer, ServerToClient, NoEvents, SocketData>;
export type SocketHandlers = (socket: LiveSocket, actor: UserActor) => void;

export interface SocketsOptions {
  /** Closed with the sockets. */
  readonly server: WebServer;
  readonly gate: Gate;
  readonly handlers: readonly SocketHandlers[];
  readonly log: Logger;
  /** Believe X-Forwarded-Host when comparing it with Origin. */
  readonly trustProxy?: boolean;
}

export interface Sockets {
  readonly io: LiveServer;
  /** Sessions with an open socket: they are in use even if no request comes. */
  sessionsInUse(): Set<string>;
  /** Tells the session's sockets, on every node, and closes them. */
  endSessions(sessionIds: readonly string[]): void;
  /** Tells these people's pages, on every node; null: everybody's. What a socket may get, each slice looks at itself. */
  tellRightsChanged(userIds: readonly string[] | null): void;
  close(): Promise<void>;
}

/** The largest message is a browser's WebRTC capabilities, about 15 KiB. */
const MAX_MESSAGE_BYTES = 64 * 1024;

export function createSockets(options: SocketsOptions): Sockets {
  const { gate, log } = options;
  const io: LiveServer = new Server(options.server, {
    maxHttpBufferSize: MAX_MESSAGE_BYTES,
    serveClient: false,
    // A monitoring room's switch may be pulled for a while; half a minute tells a dead socket.
    pingInterval: 15_000,
    pingTimeout: 15_000,
    allowRequest: (req, decide) => decide(null, isSameOrigin(req, options.trustProxy ?? false)),
  });
  io.use((socket, next) => {
    signIn(gate, socket.request).then(
      (actor) => {
        if (!actor) return next(new Error('unauthenticated'));
        socket.data.actor = actor;
        socket.data.from = addressOf(socket.request, options.trustProxy ?? false);
        next();
      },
      (error) => {
        log.error({ err: error }, 'a socket could not be checked');
        next(new Error('internal_error'));
      },
    );
  });
  io.on('connection', (socket) => {
    const { actor } = socket.data;
    void socket.join([sessionRoom(actor.sessionId), userRoom(actor.id)]);
    limitRate(socket, log);
    socket.on('time:now', (ack) => {
      if (typeof ack === 'function') ack({ ok: true, value: { nowMs: Date.now() } });
    });
    for (const register of options.handlers) register(socket, actor);
  });
  const close = async () => {
    // Not disconnectSockets(): told to go, a page never tries again. A connection that just ends, it takes up again.
    // Also closes the HTTP server it sits on, whose live answers would never end by themselves.
    await Promise.all([io.close(), closeWebServer(options.server)]);
  };
  let closing: Promise<void> | undefined;
  return {
    io,
    sessionsInUse: () => new Set([...io.sockets.sockets.values()].map((one) => one.data.actor.sessionId)),
    endSessions: (sessionIds) => {
      const rooms = sessionIds.map(sessionRoom);
      if (rooms.length === 0) return;
      io.in(rooms).emit('session:ended');
      io.in(rooms).disconnectSockets(true);
    },
    tellRightsChanged: (userIds) => {
      if (userIds === null) io.emit('rights:changed');
      else if (userIds.length > 0) io.in(userIds.map(userRoom)).emit('rights:changed');
    },
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

const userRoom = (userId: string) => `user:${userId}`;
const sessionRoom = (sessionId: string) => `session:${sessionId}`;

async function signIn(gate: Gate, req: IncomingMessage): Promise<UserActor | undefined> {
  const actor = await gate.authenticate(req);
  return actor?.kind === 'user' ? actor : undefined;
}

/** A wall of 16 tiles opening asks some fifty things at once; far more than that is a fault or an attack. */
function limitRate(socket: LiveSocket, log: Logger): void {
  const windowMs = 10_000;
  const most = 600;
  let count = 0;
  let since = Date.now();
  socket.use((_event, next) => {
    const now = Date.now();
    if (now - since > windowMs) {
      since = now;
      count = 0;
    }
    count += 1;
    if (count <= most) return next();
    log.warn({ user: socket.data.actor.username }, 'a socket asks too much and is closed');
    socket.disconnect(true);
  });
}

type Ack<T> = (reply: Reply<T>) => void;

/** For `(request, ack)` events: validates the request, words errors as problems. An answer nobody waits for is dropped. */
export function socketHandler<S extends z.ZodType, T>(
  schema: S,
  log: Logger,
  run: (request: z.output<S>) => Promise<T> | T,
): (request: z.input<S>, ack: Ack<T>) => void {
  return (request, ack) => answer(ack, log, async () => run(parseInput(schema, request, 'request')));
}

/** For `(ack)` events, which carry no request. */
export function socketAsk<T>(log: Logger, run: () => Promise<T> | T): (ack: Ack<T>) => void {
  return (ack) => answer(ack, log, async () => run());
}

function answer<T>(ack: Ack<T>, log: Logger, run: () => Promise<T>): void {
  const reply: Ack<T> = typeof ack === 'function' ? ack : () => undefined;
  run().then(
    (value) => reply({ ok: true, value }),
    (error) => {
      const problem = toProblem(error);
      logProblem({ error, problem, what: 'a socket request' }, log);
      reply({ ok: false, problem });
    },
  );
}
