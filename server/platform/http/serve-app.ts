/**
 * Puts the Express app on a server, HTTP/2 included. Express 5 gives each request and answer prototypes of its own
 * that descend from HTTP/1.1's classes, which makes nonsense of HTTP/2's. Its properties know nothing of those
 * classes, though (they read `headers`, `socket`, `setHeader`), so here they are laid over HTTP/2's instead.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Http2ServerRequest, Http2ServerResponse } from 'node:http2';
import type { Express } from 'express';
import type { WebServer } from './listen.ts';

type Handle = (
  req: IncomingMessage | Http2ServerRequest,
  res: ServerResponse | Http2ServerResponse,
  unhandled: (error?: unknown) => void,
) => void;

export interface Served {
  readonly express: Express;
  readonly hot: { take(req: IncomingMessage, res: ServerResponse): boolean };
}

export function serveApp(server: WebServer, { express: app, hot }: Served): void {
  const overHttp2 = http2Handler(app);
  // The overloads of the two servers' `on` do not fit together.
  (server as NodeJS.EventEmitter).on('request', (req: IncomingMessage, res: ServerResponse) => {
    if (hot.take(req, res)) return;
    if (req.httpVersionMajor < 2) app(req, res);
    else overHttp2(req as unknown as Http2ServerRequest, res as unknown as Http2ServerResponse);
  });
}

/** What `app.handle` does (express/lib/application.js), with the other prototypes. */
function http2Handler(app: Express): (req: Http2ServerRequest, res: Http2ServerResponse) => void {
  const requests = laidOver(Http2ServerRequest.prototype, app.request);
  const responses = laidOver(Http2ServerResponse.prototype, app.response);
  // HTTP/1.1's has it; handlers ask whether the viewer is still there.
  Object.defineProperty(responses, 'closed', {
    get(this: Http2ServerResponse) {
      return this.stream.destroyed || this.stream.closed;
    },
  });
  const router = app.router as unknown as { handle: Handle };
  return (req, res) => {
    Object.setPrototypeOf(req, requests);
    Object.setPrototypeOf(res, responses);
    Object.assign(req, { res });
    Object.assign(res, { locals: Object.create(null) });
    // The app answers everything itself, errors too; this is for what even that could not.
    router.handle(req, res, () => res.destroy());
  };
}

/** `app.request` is an empty object with `app` on it, over Express's own, over HTTP/1.1's. */
function laidOver(base: object, ofApp: object): object {
  const express = Object.getOwnPropertyDescriptors(Object.getPrototypeOf(ofApp) as object);
  return Object.create(base, { ...express, ...Object.getOwnPropertyDescriptors(ofApp) }) as object;
}
