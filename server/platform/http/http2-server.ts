/**
 * HTTP/2 and HTTP/1.1 over TLS on one port. What one connection may make us hold and do is bounded here: streams,
 * memory, headers, how fast it may ask and take back (rapid reset), how long it may be silent.
 */
import {
  constants,
  createSecureServer,
  type Http2SecureServer,
  Http2ServerRequest,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import { FlowMeter } from './flow-meter.ts';

/** For HTTP/1.1 connections, on either kind of server. */
export interface HttpLimits {
  readonly headersTimeout: number;
  readonly requestTimeout: number;
  readonly keepAliveTimeout: number;
}

export interface SecureServerOptions extends HttpLimits {
  readonly cert: string;
  readonly key: string;
  readonly now?: () => number;
}

/** A wall of 64 low-latency tiles, each with a playlist and a part under way, and the page's own requests. */
const MOST_STREAMS = 256;
/** A connection without a single stream open is let go after this long. */
const IDLE_MS = 60_000;
/** Streams that the other side takes back, in ten seconds: a page that closes a whole wall takes back some 200. */
const MOST_RESETS = 1000;
const RESETS_PER_MS = 10_000;

/** Handles nothing yet. */
export function createHttp2Server(options: SecureServerOptions): Http2SecureServer {
  const { cert, key, now = Date.now, ...limits } = options;
  const server = createSecureServer({
    allowHTTP1: true,
    ...{ cert, key },
    Http2ServerRequest: PlainRequest,
    handshakeTimeout: limits.headersTimeout,
    settings: { maxConcurrentStreams: MOST_STREAMS, maxHeaderListSize: 16 * 1024, enablePush: false },
    maxHeaderListPairs: 64,
    // Megabytes: what may wait in one session to be sent or read.
    maxSessionMemory: 16,
    maxSessionInvalidFrames: 100,
    maxSessionRejectedStreams: 100,
    maxSettings: 16,
    maxOutstandingPings: 4,
    unknownProtocolTimeout: 1000,
  });
  // Node takes these from the server when a connection turns out to speak HTTP/1.1.
  Object.assign(server, limits, { requireHostHeader: true });
  server.on('session', (session) => guardSession(session, limits, now));
  // A connection that breaks is the other side's affair; without a listener it would be an uncaught error.
  server.on('sessionError', () => undefined);
  return server;
}

/**
 * Says in HTTP/1.1's words what HTTP/2 says otherwise, for code that knows only those. The host is in `:authority`;
 * what checks an Origin reads `host`, and only one is to be believed (RFC 9113, 8.3.1). A body may come without its
 * length; parsers look for `transfer-encoding` then, which HTTP/2 forbids on the wire.
 */
class PlainRequest extends Http2ServerRequest {
  constructor(...args: ConstructorParameters<typeof Http2ServerRequest>) {
    super(...args);
    const { headers, stream } = this;
    if (headers[':authority'] !== undefined) headers.host = headers[':authority'];
    if (!stream.endAfterHeaders && headers['content-length'] === undefined)
      headers['transfer-encoding'] = 'chunked';
  }
}

function guardSession(session: ServerHttp2Session, limits: HttpLimits, now: () => number): void {
  const resets = new FlowMeter({ most: MOST_RESETS, perMs: RESETS_PER_MS, now });
  let open = 0;
  // Until its first request a connection has no longer than one of HTTP/1.1 has for its headers.
  let patience = setTimeout(() => session.destroy(), limits.headersTimeout);
  session.on('stream', (stream: ServerHttp2Stream) => {
    clearTimeout(patience);
    open += 1;
    const body = limitBody(stream, limits.requestTimeout);
    stream.once('close', () => {
      clearTimeout(body);
      open -= 1;
      if (stream.rstCode !== constants.NGHTTP2_NO_ERROR && !resets.take()) session.destroy();
      if (open > 0 || session.destroyed) return;
      patience = setTimeout(() => session.close(), IDLE_MS);
    });
  });
  session.once('close', () => clearTimeout(patience));
}

/** A body must arrive in time, as over HTTP/1.1; an answer may take as long as it wants. */
function limitBody(stream: ServerHttp2Stream, withinMs: number): NodeJS.Timeout | undefined {
  if (stream.endAfterHeaders) return undefined;
  const timer = setTimeout(() => {
    if (!stream.readableEnded) stream.close();
  }, withinMs);
  stream.once('end', () => clearTimeout(timer));
  return timer;
}
