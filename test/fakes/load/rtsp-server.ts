/** Just enough of an RTSP server (RFC 2326) for load cameras: TCP interleaved, one video track, no authentication. */
import { createServer, type Server, type Socket } from 'node:net';
import type { Clip } from './clip.ts';
import type { LoadCamera } from './load-camera.ts';

const MOST_REQUEST_BYTES = 16 * 1024;
const METHODS = 'OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN, GET_PARAMETER, SET_PARAMETER';

/** Serves `cameras` by name at `rtsp://…/name` (whatever follows the name is the profile, and the same picture). */
export function createRtspServer(cameras: ReadonlyMap<string, LoadCamera>, clip: Clip): Server {
  return createServer({ noDelay: true }, (socket) => new Connection(socket, cameras, clip).read());
}

class Connection {
  readonly #socket: Socket;
  readonly #cameras: ReadonlyMap<string, LoadCamera>;
  readonly #clip: Clip;
  #waiting: Buffer = Buffer.alloc(0);
  #playing: LoadCamera | undefined;

  constructor(socket: Socket, cameras: ReadonlyMap<string, LoadCamera>, clip: Clip) {
    this.#socket = socket;
    this.#cameras = cameras;
    this.#clip = clip;
  }

  read(): void {
    const socket = this.#socket;
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    // A viewer that goes away is no fault; `close` follows.
    socket.on('error', () => undefined);
    socket.on('close', () => this.#playing?.stop(socket));
  }

  #take(chunk: Buffer): void {
    this.#waiting = Buffer.concat([this.#waiting, chunk]);
    for (;;) {
      if (this.#waiting[0] === 0x24) {
        // The viewer's RTCP: nothing in it is of use here.
        const length = 4 + (this.#waiting.length >= 4 ? this.#waiting.readUInt16BE(2) : Infinity);
        if (this.#waiting.length < length) return;
        this.#waiting = this.#waiting.subarray(length);
        continue;
      }
      const end = this.#waiting.indexOf('\r\n\r\n');
      if (end < 0) {
        if (this.#waiting.length > MOST_REQUEST_BYTES) this.#socket.destroy();
        return;
      }
      const text = this.#waiting.toString('latin1', 0, end);
      const length = Number(/^content-length: *(\d+)/im.exec(text)?.[1] ?? 0);
      if (this.#waiting.length < end + 4 + length) return;
      this.#waiting = this.#waiting.subarray(end + 4 + length);
      this.#answer(text);
    }
  }

  #answer(request: string): void {
    const [method = '', url = ''] = request.split('\r\n', 1)[0]?.split(' ') ?? [];
    const sequence = /^cseq: *(\d+)/im.exec(request)?.[1] ?? '0';
    const reply = (status: string, headers: readonly string[] = [], body = ''): void => {
      const length = body === '' ? [] : [`Content-Length: ${body.length}`];
      const head = [`RTSP/1.0 ${status}`, `CSeq: ${sequence}`, ...headers, ...length].join('\r\n');
      this.#socket.write(`${head}\r\n\r\n${body}`);
    };
    const session = 'Session: 12345678;timeout=60';
    const camera = this.#cameras.get(/^rtsps?:\/\/[^/]+\/([^/?]+)/.exec(url)?.[1] ?? '');
    if (method === 'OPTIONS') reply('200 OK', [`Public: ${METHODS}`]);
    else if (!camera) reply('404 Not Found');
    else if (method === 'DESCRIBE') {
      const base = `Content-Base: ${url.replace(/\/?$/, '/')}`;
      reply('200 OK', [base, 'Content-Type: application/sdp'], this.#sdp());
    } else if (method === 'SETUP' && !/RTP\/AVP\/TCP/i.test(request)) reply('461 Unsupported Transport');
    else if (method === 'SETUP') reply('200 OK', ['Transport: RTP/AVP/TCP;unicast;interleaved=0-1', session]);
    else {
      reply('200 OK', [session]);
      if (method === 'TEARDOWN') camera.stop(this.#socket);
      if (method !== 'PLAY') return;
      this.#playing = camera;
      camera.play(this.#socket);
    }
  }

  #sdp(): string {
    const { sps, pps } = this.#clip.parameterSets;
    const sprop = `${sps.toString('base64')},${pps.toString('base64')}`;
    const lines = [
      'v=0',
      'o=- 1 1 IN IP4 127.0.0.1',
      's=load camera',
      'c=IN IP4 0.0.0.0',
      't=0 0',
      'a=control:*',
      'm=video 0 RTP/AVP 96',
      'a=rtpmap:96 H264/90000',
      `a=fmtp:96 packetization-mode=1;profile-level-id=${sps.toString('hex', 1, 4)};sprop-parameter-sets=${sprop}`,
      `a=framerate:${this.#clip.fps}`,
      'a=control:trackID=0',
    ];
    return `${lines.join('\r\n')}\r\n`;
  }
}
