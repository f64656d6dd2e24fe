import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { StreamFaultError } from '../../media-error.ts';
import { connectable, type Reach } from '../../reach/index.ts';
import { fault, faultOfSocket } from '../../rtsp/rtsp-fault.ts';
import { parseRtspUrl } from '../../rtsp/rtsp-url.ts';
import type { SourceAddress } from '../../types.ts';
import { filledUrl } from './credentials.ts';
import { mayRedirect, RtspLines } from './rtsp-lines.ts';

export interface CheckedRelayOptions {
  readonly address: SourceAddress;
  readonly reach: Reach;
}

/** ffmpeg comes once; a camera that hangs up with its challenge is not for it. */
const CONNECTIONS_MOST = 2;
const CONNECT_MS = 7000;
/** RTMP: the server would have us elsewhere; it says so before it plays. */
const RTMP_REDIRECTION = /redirect/i;
const RTMP_BEFORE_PLAY_BYTES = 32 * 1024;
/** An RTMP server's word may come in pieces. */
const KEPT = 64;

/**
 * The way of an ffmpeg to its camera: a port on loopback, with a connection behind it that our own rules judged. ffmpeg
 * itself is sent nowhere: it looks no name up, and a redirection, which it would follow wherever it points, ends it.
 */
export class CheckedRelay {
  readonly #options: CheckedRelayOptions;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #target: { readonly host: string; readonly port: number };
  #connections = 0;
  #fault: StreamFaultError | undefined;

  private constructor(options: CheckedRelayOptions) {
    this.#options = options;
    this.#target = targetOf(filledUrl(options.address));
    this.#server = createServer({ pauseOnConnect: true }, (client) => void this.#serve(client));
  }

  /** @throws StreamFaultError `address_not_allowed`, and what is wrong with the address */
  static async open(options: CheckedRelayOptions): Promise<CheckedRelay> {
    const relay = new CheckedRelay(options);
    const { host, port } = relay.#target;
    try {
      // Asked now for a clear answer; judged again when it is connected to.
      await options.reach.addressesOf(host, port);
    } catch (error) {
      throw error instanceof StreamFaultError ? error : faultOfSocket(error, 'looked its name up');
    }
    relay.#server.listen(0, '127.0.0.1');
    await once(relay.#server, 'listening');
    return relay;
  }

  /** What ffmpeg is given: everything as registered, but for the host. */
  get address(): SourceAddress {
    const { port } = this.#server.address() as AddressInfo;
    const { address } = this.#options;
    const url = address.url.replace(/^(rt[sm]p:\/\/)[^/?#]+/i, `$1127.0.0.1:${port}`);
    return { ...address, url };
  }

  /** Why it did not go through, if it did not. */
  get fault(): StreamFaultError | undefined {
    return this.#fault;
  }

  /** Idempotent. */
  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  async #serve(client: Socket): Promise<void> {
    this.#keep(client);
    this.#connections += 1;
    if (this.#connections > CONNECTIONS_MOST) return void client.destroy();
    try {
      const { reach } = this.#options;
      const camera = connect({
        ...(await connectable(reach, this.#target.host, this.#target.port)),
        noDelay: true,
      });
      this.#keep(camera);
      await once(camera, 'connect', { signal: AbortSignal.timeout(CONNECT_MS) });
      this.#join(client, camera);
    } catch (error) {
      this.#fault = faultOf(error);
      client.destroy();
    }
  }

  #join(client: Socket, camera: Socket): void {
    const isRtmp = /^rtmp:/i.test(this.#options.address.url);
    const talk = isRtmp ? rtmpTalk() : rtspTalk();
    client.on('data', (bytes: Buffer) => talk.asked(bytes));
    camera.on('data', (bytes: Buffer) => {
      if (!talk.redirects(bytes)) return;
      this.#fault = fault('camera_protocol_error', 'The camera redirects, which ffmpeg is not let follow.');
      client.destroy();
      camera.destroy();
    });
    client.pipe(camera).pipe(client);
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    // How it ended shows at the other end.
    socket.on('error', () => undefined);
    socket.once('close', () => {
      this.#sockets.delete(socket);
      for (const other of this.#sockets) other.destroy();
    });
  }
}

/** What is said until the camera plays; after that nothing leads ffmpeg elsewhere. */
interface Talk {
  asked(bytes: Buffer): void;
  /** Whether ffmpeg would be led elsewhere by this, or might be. */
  redirects(bytes: Buffer): boolean;
}

function rtspTalk(): Talk {
  const questions = new RtspLines();
  const answers = new RtspLines();
  let plays = false;
  return {
    asked: (bytes) => {
      plays ||= questions.take(bytes).some((line) => line.startsWith('PLAY '));
    },
    redirects: (bytes) => !plays && answers.take(bytes).some(mayRedirect),
  };
}

function rtmpTalk(): Talk {
  let answered = '';
  let before = 0;
  return {
    asked: () => undefined,
    redirects: (bytes) => {
      if (before > RTMP_BEFORE_PLAY_BYTES) return false;
      before += bytes.length;
      answered = answered.slice(-KEPT) + bytes.toString('latin1');
      return RTMP_REDIRECTION.test(answered);
    },
  };
}

function targetOf(url: string): { readonly host: string; readonly port: number } {
  if (!/^rtmp:/i.test(url)) return parseRtspUrl(url);
  const { hostname, port } = new URL(url);
  return { host: hostname.replace(/^\[(.*)\]$/, '$1'), port: Number(port) || 1935 };
}

function faultOf(error: unknown): StreamFaultError {
  if (error instanceof StreamFaultError) return error;
  const late = error instanceof Error && (error.name === 'AbortError' || error.name === 'TimeoutError');
  return late
    ? fault('camera_unreachable', 'The camera does not answer.')
    : faultOfSocket(error, 'connected');
}
