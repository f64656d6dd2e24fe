/**
 * An RTSP server over real TCP whose oddities can be chosen: what cameras in the field do and gst-rtsp-server
 * does not. It plays numbered RTP packets without pictures; who needs pictures uses a real camera.
 */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';

export interface OddRtspServerOptions {
  /** Answers end their lines with this. Default CRLF. */
  readonly lineEnd?: string;
  readonly lowerCaseHeaders?: boolean;
  readonly omitCSeq?: boolean;
  /** Everything it sends goes out in pieces of so many bytes, one a turn of the event loop. */
  readonly dripBytes?: number;
  /** Sent after each frame. */
  readonly noise?: Buffer;
  readonly auth?: OddAuth;
  /** `Session: 4711` and what follows; null: none is given. Default `4711`, without a timeout. */
  readonly session?: string | null;
  /** DESCRIBE is answered 302 with this. */
  readonly redirectTo?: string;
  /** More header lines of the answer to DESCRIBE. */
  readonly describeHeaders?: readonly string[];
  readonly sdp?: string;
  /** Instead of answering this method as it should: a status line such as `461 Unsupported Transport`. */
  readonly statusFor?: Readonly<Record<string, string>>;
  /** Answers no request of these methods. */
  readonly silentTo?: readonly string[];
  /** The `Transport` of its answers, and which channels it uses then. Default: as asked. */
  readonly transport?: string;
  readonly publicMethods?: string;
  /** After so many frames: hang up, or this is sent. */
  readonly afterFrames?: { readonly count: number; readonly send?: string };
}

export interface OddAuth {
  readonly username: string;
  readonly password: string;
  readonly scheme: 'Basic' | 'MD5' | 'SHA-256';
  /** A nonce is good for so many requests; then it is called stale. */
  readonly usesPerNonce?: number;
  /** Hangs up with each challenge. */
  readonly hangsUp?: boolean;
}

export interface HeardRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

const SDP = [
  'v=0',
  'o=- 1 1 IN IP4 127.0.0.1',
  's=odd',
  'm=video 0 RTP/AVP 96',
  'a=rtpmap:96 H264/90000',
  'a=control:track1',
  '',
].join('\r\n');
const FRAME_EVERY_MS = 5;

export class OddRtspServer {
  readonly requests: HeardRequest[] = [];
  /** What the client sent in interleaved frames, by channel. */
  readonly reports: Array<readonly [channel: number, packet: Buffer]> = [];
  readonly #options: OddRtspServerOptions;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #nonce = 0;
  #nonceUses = 0;

  private constructor(options: OddRtspServerOptions) {
    this.#options = options;
    this.#server = createServer((socket) => this.#serve(socket));
  }

  static async create(options: OddRtspServerOptions = {}): Promise<OddRtspServer> {
    const server = new OddRtspServer(options);
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    return server;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address ? address.port : 0;
  }

  get url(): string {
    return `rtsp://127.0.0.1:${this.port}/main`;
  }

  heard(method: string): HeardRequest[] {
    return this.requests.filter((request) => request.method === method);
  }

  /** Connections of clients, open now. */
  get connections(): number {
    return this.#sockets.size;
  }

  /** Asks the client something. */
  ask(text: string): void {
    for (const socket of this.#sockets) this.#send(socket, Buffer.from(text));
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#sockets.delete(socket);
    });
    let waiting = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      waiting = Buffer.concat([waiting, chunk]);
      for (;;) {
        if (waiting[0] === 0x24) {
          if (waiting.length < 4 || waiting.length < 4 + waiting.readUInt16BE(2)) return;
          const end = 4 + waiting.readUInt16BE(2);
          this.reports.push([waiting[1] ?? 0, waiting.subarray(4, end)]);
          waiting = waiting.subarray(end);
          continue;
        }
        const end = waiting.indexOf('\r\n\r\n');
        if (end < 0) return;
        const head = waiting.toString('utf8', 0, end);
        waiting = waiting.subarray(end + 4);
        this.#onRequest(socket, head);
      }
    });
  }

  #onRequest(socket: Socket, head: string): void {
    const [start = '', ...lines] = head.split('\r\n');
    const [method = '', url = ''] = start.split(' ');
    const headers: Record<string, string> = {};
    for (const line of lines) {
      const colon = line.indexOf(':');
      headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
    }
    // Its answers to what we asked.
    if (method === 'RTSP/1.0') {
      this.requests.push({ method: `answer ${url}`, url, headers });
      return;
    }
    this.requests.push({ method, url, headers });
    const { silentTo = [], statusFor = {}, redirectTo } = this.#options;
    if (silentTo.includes(method)) return;
    const cseq = this.#options.omitCSeq ? [] : [`CSeq: ${headers.cseq}`];
    const challenge = this.#challenge(method, url, headers.authorization);
    const status = statusFor[method];
    if (challenge !== undefined) {
      this.#answer(socket, '401 Unauthorized', [...cseq, ...challenge]);
      if (this.#options.auth?.hangsUp) socket.end();
      return;
    }
    if (status !== undefined) {
      this.#answer(socket, status, cseq);
      return;
    }
    if (method === 'DESCRIBE' && redirectTo !== undefined) {
      this.#answer(socket, '302 Moved Temporarily', [...cseq, `Location: ${redirectTo}`]);
      return;
    }
    this.#answer(socket, '200 OK', [...cseq, ...this.#headersFor(method, headers)], this.#bodyFor(method));
    if (method === 'PLAY') this.#play(socket);
    if (method === 'TEARDOWN') socket.end();
  }

  #headersFor(method: string, asked: Readonly<Record<string, string>>): string[] {
    const { publicMethods = 'OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN', session = '4711' } = this.#options;
    if (method === 'OPTIONS') return [`Public: ${publicMethods}`];
    if (method === 'DESCRIBE')
      return ['Content-Type: application/sdp', ...(this.#options.describeHeaders ?? [])];
    const sessionLine = session === null ? [] : [`Session: ${session}`];
    if (method !== 'SETUP') return sessionLine;
    return [...sessionLine, `Transport: ${this.#options.transport ?? asked.transport}`];
  }

  #bodyFor(method: string): string {
    return method === 'DESCRIBE' ? (this.#options.sdp ?? SDP) : '';
  }

  #answer(socket: Socket, status: string, headers: readonly string[], body = ''): void {
    const { lineEnd = '\r\n', lowerCaseHeaders } = this.#options;
    const lines = body === '' ? headers : [...headers, `Content-Length: ${Buffer.byteLength(body)}`];
    const written = lowerCaseHeaders
      ? lines.map((line) => line.replace(/^[^:]+/, (name) => name.toLowerCase()))
      : lines;
    this.#send(socket, Buffer.from([`RTSP/1.0 ${status}`, ...written, '', body].join(lineEnd)));
  }

  #play(socket: Socket): void {
    const { noise, afterFrames, transport = '' } = this.#options;
    const channel = Number(/interleaved=(\d+)/.exec(transport)?.[1] ?? 0);
    let sequence = 0;
    const timer = setInterval(() => {
      if (socket.destroyed) {
        clearInterval(timer);
        return;
      }
      if (afterFrames && sequence === afterFrames.count) {
        clearInterval(timer);
        if (afterFrames.send === undefined) socket.end();
        else this.#send(socket, Buffer.from(afterFrames.send));
        return;
      }
      const packet = rtpPacket(sequence);
      this.#send(socket, Buffer.concat([Buffer.from([0x24, channel, 0, packet.length]), packet]));
      if (noise) this.#send(socket, noise);
      sequence += 1;
    }, FRAME_EVERY_MS);
    this.#timers.add(timer);
  }

  #queue: Promise<unknown> = Promise.resolve();

  #send(socket: Socket, bytes: Buffer): void {
    const { dripBytes } = this.#options;
    if (dripBytes === undefined) {
      socket.write(bytes);
      return;
    }
    this.#queue = this.#queue.then(async () => {
      for (let at = 0; at < bytes.length && !socket.destroyed; at += dripBytes) {
        socket.write(bytes.subarray(at, at + dripBytes));
        await new Promise(setImmediate);
      }
    });
  }

  /** The `WWW-Authenticate` to answer with, if the request does not prove enough. */
  #challenge(method: string, url: string, given: string | undefined): string[] | undefined {
    const { auth } = this.#options;
    if (!auth || method === 'OPTIONS') return undefined;
    if (auth.scheme === 'Basic') {
      const wanted = Buffer.from(`${auth.username}:${auth.password}`).toString('base64');
      return given === `Basic ${wanted}` ? undefined : ['WWW-Authenticate: Basic realm="odd"'];
    }
    const hash = (text: string): string =>
      createHash(auth.scheme === 'MD5' ? 'md5' : 'sha256')
        .update(text)
        .digest('hex');
    const field = (name: string): string => new RegExp(`\\b${name}="?([^",]*)`).exec(given ?? '')?.[1] ?? '';
    const between = `${field('nonce')}:${field('nc')}:${field('cnonce')}:auth`;
    const secret = hash(`${auth.username}:odd:${auth.password}`);
    const right = hash(`${secret}:${between}:${hash(`${method}:${url}`)}`) === field('response');
    const current = field('nonce') === `nonce${this.#nonce}`;
    this.#nonceUses += 1;
    if (right && current && this.#nonceUses <= (auth.usesPerNonce ?? Number.POSITIVE_INFINITY))
      return undefined;
    this.#nonce += 1;
    this.#nonceUses = 0;
    const stale = right ? ', stale=true' : '';
    const algorithm = auth.scheme === 'MD5' ? '' : `, algorithm=${auth.scheme}`;
    return [
      'WWW-Authenticate: Basic realm="odd"',
      `WWW-Authenticate: Digest realm="odd", nonce="nonce${this.#nonce}", qop="auth"${algorithm}${stale}`,
    ];
  }
}

/** Version 2, type 96, its number as sequence, and a payload that looks like the beginning of frames. */
function rtpPacket(sequence: number): Buffer {
  const packet = Buffer.alloc(200, '$\0\0\x10RTSP/1.0 ');
  packet.set([0x80, 96]);
  packet.writeUInt16BE(sequence & 0xffff, 2);
  packet.writeUInt32BE(sequence * 3600, 4);
  packet.writeUInt32BE(0x4d43, 8);
  return packet;
}
