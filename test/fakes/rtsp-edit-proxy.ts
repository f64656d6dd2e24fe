/**
 * Stands between server and camera and makes an ordinary camera an odd one: edits RTSP texts and interleaved RTP as
 * they pass. What is odd is told by a `Quirk`; `quirks.ts` holds those met in the field.
 */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

export interface Quirk {
  /** The body of the answer to DESCRIBE. */
  readonly sdp?: (text: string) => string;
  /** Start line and headers, without the empty line. */
  readonly request?: (head: string) => string;
  readonly answer?: (head: string) => string;
  /** Made anew for each connection. Gets RTP and RTCP from the camera; what it returns goes on, in that order. */
  readonly packets?: () => (packet: Buffer, channel: number) => readonly Buffer[];
}

export interface RtspEditProxy {
  readonly port: number;
  /** The camera's address, through the proxy. */
  through(url: string): string;
  close(): Promise<void>;
}

export async function startRtspEditProxy(targetPort: number, quirk: Quirk): Promise<RtspEditProxy> {
  const sockets = new Set<Socket>();
  const server: Server = createServer({ noDelay: true }, (client) => {
    const camera = connect({ port: targetPort, host: '127.0.0.1', noDelay: true });
    const edit = quirk.packets?.();
    const fromCamera = new Splitter({
      text: (head, body) => {
        const isSdp = /^content-type: *application\/sdp/im.test(head);
        send(client, quirk.answer?.(head) ?? head, isSdp && quirk.sdp ? quirk.sdp(body) : body);
      },
      packet: (packet, channel) => {
        for (const one of edit?.(packet, channel) ?? [packet]) client.write(framed(one, channel));
      },
    });
    const fromClient = new Splitter({
      text: (head, body) => send(camera, quirk.request?.(head) ?? head, body),
      packet: (packet, channel) => void camera.write(framed(packet, channel)),
    });
    camera.on('data', (chunk: Buffer) => fromCamera.take(chunk));
    client.on('data', (chunk: Buffer) => fromClient.take(chunk));
    for (const [one, other] of [
      [camera, client],
      [client, camera],
    ] as const) {
      sockets.add(one);
      one.on('error', () => undefined);
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    through: (url) => url.replace(/^(rtsp:\/\/[^/]*:)\d+/, `$1${port}`),
    close: async () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

function send(to: Socket, head: string, body: string): void {
  const length = Buffer.byteLength(body, 'latin1');
  const fitted = head.replace(/^(content-length: *)\d+/im, `$1${length}`);
  to.write(Buffer.from(`${fitted}\r\n\r\n${body}`, 'latin1'));
}

function framed(packet: Buffer, channel: number): Buffer {
  const head = Buffer.from([0x24, channel, packet.length >> 8, packet.length & 0xff]);
  return Buffer.concat([head, packet]);
}

interface Parts {
  text(head: string, body: string): void;
  packet(packet: Buffer, channel: number): void;
}

/** Takes a connection's bytes apart into RTSP messages and interleaved packets. */
class Splitter {
  readonly #parts: Parts;
  #held: Buffer = Buffer.alloc(0);

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  take(chunk: Buffer): void {
    this.#held = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    while (this.#next()) {
      // until only a piece is left
    }
  }

  #next(): boolean {
    const held = this.#held;
    if (held.length < 4) return false;
    if (held[0] === 0x24) {
      const end = 4 + held.readUInt16BE(2);
      if (held.length < end) return false;
      this.#held = held.subarray(end);
      this.#parts.packet(held.subarray(4, end), held.readUInt8(1));
      return true;
    }
    const end = held.indexOf('\r\n\r\n');
    if (end < 0) return false;
    const head = held.toString('latin1', 0, end);
    const bodyEnd = end + 4 + Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
    if (held.length < bodyEnd) return false;
    this.#held = held.subarray(bodyEnd);
    this.#parts.text(head, held.toString('latin1', end + 4, bodyEnd));
    return true;
  }
}
