import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { types } from 'mediasoup';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../../../../test/factories/browser.ts';
import type { StreamView } from '../../../types.ts';
import { type ViewerSession, WebRtcError, type WebRtcPlane, type WhepSession } from '../index.ts';

/** Plain addresses as ICE candidates: nothing answers mDNS here. */
const PLAIN_ADDRESSES = '--disable-features=WebRtcHideLocalIpsWithMdns';

/** A page in real Chromium with just enough signalling to watch streams: no Socket.IO, no rights. */
export interface ViewerBench {
  readonly browser: Browser;
  /** Opens another page, with a session of its own. */
  openPage(): Promise<Page>;
  /** Codes of the consumers that ended by themselves. */
  readonly ended: string[];
  /** The pages (`viewer-1` is the first) that were told that their worker is gone and another is there. */
  readonly replaced: string[];
  /** Over WHEP, as where the right to listen ends. */
  stopSound(): void;
  closeSessions(): void;
  close(): Promise<void>;
}

export interface ViewerBenchOptions {
  /** Further arguments to Chromium. */
  readonly browserArguments?: readonly string[];
}

export async function openViewerBench(
  plane: WebRtcPlane,
  streams: ReadonlyMap<string, StreamView>,
  { browserArguments = [] }: ViewerBenchOptions = {},
): Promise<ViewerBench> {
  const bundle = await build({
    entryPoints: [fileURLToPath(new URL('viewer-page.browser.ts', import.meta.url))],
    bundle: true,
    write: false,
    format: 'esm',
    logLevel: 'error',
  });
  const script = bundle.outputFiles[0]?.text ?? '';
  const sessions = new Map<string, ViewerSession>();
  const ended: string[] = [];
  const replaced: string[] = [];
  const wheps = new Set<WhepSession>();
  const server = createServer((request, response) => {
    void answer(request).then(
      ({ status = 200, type = 'application/json', body }) =>
        response.writeHead(status, { 'Content-Type': type }).end(body),
      (error: unknown) => {
        const { code, message } =
          error instanceof WebRtcError ? error : { code: 'internal', message: String(error) };
        response
          .writeHead(400, { 'Content-Type': 'application/json' })
          .end(JSON.stringify({ code, message }));
      },
    );
  });

  const answer = async (
    request: IncomingMessage,
  ): Promise<{ status?: number; type?: string; body: string }> => {
    const [, kind = '', name = ''] = (request.url ?? '').split('/');
    if (kind === '')
      return { type: 'text/html', body: '<!doctype html><script type=module src=/page.js></script>' };
    if (kind === 'page.js') return { type: 'text/javascript', body: script };
    const text = await textOf(request);
    if (kind === 'whep') {
      const session = await plane.openWhep({ stream: must(streams.get(name)), offer: text, sound: true });
      wheps.add(session);
      return { status: 201, type: 'application/sdp', body: session.answer };
    }
    if (kind === 'signal') {
      const viewer = request.headers['user-agent'] ?? '';
      return { body: JSON.stringify((await signal(viewer, name, JSON.parse(text))) ?? null) };
    }
    return { status: 404, body: '{}' };
  };

  const signal = async (
    viewer: string,
    method: string,
    params: Record<string, unknown>,
  ): Promise<unknown> => {
    if (method === 'capabilities') {
      sessions.get(viewer)?.close();
      const session = plane.createSession({
        onConsumerEnded: (_, fault) => ended.push(fault.code),
        onReplaced: () => replaced.push(viewer),
      });
      sessions.set(viewer, session);
      return session.rtpCapabilities;
    }
    const session = must(sessions.get(viewer));
    if (method === 'transport') return session.createTransport();
    if (method === 'connect') return session.connect(params.dtlsParameters as types.DtlsParameters);
    if (method === 'restartIce') return session.restartIce();
    if (method === 'resume') return session.resume(String(params.consumerId));
    if (method === 'stop') return session.stopConsuming(String(params.consumerId));
    const rtpCapabilities = params.rtpCapabilities as types.RtpCapabilities;
    const kind = params.kind === 'audio' ? 'audio' : 'video';
    return session.consume({ stream: must(streams.get(String(params.name))), kind, rtpCapabilities });
  };

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const browser = await launchBrowser(PLAIN_ADDRESSES, ...browserArguments);
  let pages = 0;
  return {
    browser,
    ended,
    replaced,
    stopSound: () => {
      for (const session of wheps) session.stopSound();
    },
    closeSessions: () => {
      for (const session of sessions.values()) session.close();
      for (const session of wheps) session.close();
      sessions.clear();
      wheps.clear();
      ended.length = 0;
      replaced.length = 0;
    },
    openPage: async () => {
      pages += 1;
      const context = await browser.newContext({ userAgent: `viewer-${pages}` });
      const page = await context.newPage();
      await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
      await page.waitForFunction('window.ready === true');
      return page;
    },
    close: async () => {
      await browser.close();
      for (const session of sessions.values()) session.close();
      await closeServer(server);
    },
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function must<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the test asks for something it has not made');
  return value;
}
