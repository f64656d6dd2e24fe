import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { isIPv6 } from 'node:net';
import { fault } from './rtsp-fault.ts';

export interface UdpPairOptions {
  /** Our end of the RTSP connection: what comes to another interface is not for us. */
  readonly localAddress: string;
  readonly onRtp: (buffer: Buffer, start: number, end: number) => void;
  readonly onRtcp: (buffer: Buffer, start: number, end: number) => void;
}

/** Room for a keyframe that comes at once; the kernel gives what its own limit (`rmem_max`) allows. */
const RECEIVE_BUFFER_BYTES = 2 * 1024 * 1024;
const ATTEMPTS = 20;

/** An even UDP port for RTP and the next one for RTCP (RFC 3550, 11). Takes packets from the camera only. */
export class UdpPair {
  readonly #rtp: Socket;
  readonly #rtcp: Socket;
  #from: readonly string[] = [];
  #rtcpTo: readonly [string, number] | undefined;

  private constructor(rtp: Socket, rtcp: Socket, options: UdpPairOptions) {
    this.#rtp = rtp;
    this.#rtcp = rtcp;
    rtp.on('message', (data, from) => {
      if (this.#isCamera(from)) options.onRtp(data, 0, data.length);
    });
    rtcp.on('message', (data, from) => {
      if (this.#isCamera(from)) options.onRtcp(data, 0, data.length);
    });
    for (const socket of [rtp, rtcp]) {
      // A refused port (ICMP) shows here; that no pictures come shows where pictures are watched.
      socket.on('error', () => undefined);
      try {
        socket.setRecvBufferSize(RECEIVE_BUFFER_BYTES);
      } catch {
        // The default has to do.
      }
    }
  }

  /** @throws StreamFaultError `camera_unreachable` when there is no free pair of ports */
  static async create(options: UdpPairOptions): Promise<UdpPair> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const first = await bound(options.localAddress, 0);
      if (!first) break;
      const { port } = first.address();
      const even = port % 2 === 0;
      const second = await bound(options.localAddress, even ? port + 1 : port - 1);
      if (second) return even ? new UdpPair(first, second, options) : new UdpPair(second, first, options);
      first.close();
    }
    throw fault('camera_unreachable', 'No pair of UDP ports is free for the camera’s pictures.');
  }

  get port(): number {
    return this.#rtp.address().port;
  }

  /**
   * Whose packets are taken. One empty packet to each port of the first opens the way through firewalls and
   * address translation between us.
   */
  connectTo(addresses: readonly string[], serverPort: readonly [number, number] | undefined): void {
    this.#from = addresses;
    const [address] = addresses;
    if (!serverPort || address === undefined) return;
    const [rtpPort, rtcpPort] = serverPort;
    this.#rtcpTo = [address, rtcpPort];
    // Version 2, nothing else: RTP without a payload, and an RTCP receiver report without a block.
    this.#rtp.send(Buffer.from('800000000000000000000000', 'hex'), rtpPort, address, ignore);
    this.#rtcp.send(Buffer.from('80c9000100000000', 'hex'), rtcpPort, address, ignore);
  }

  sendRtcp(packet: Buffer): void {
    if (!this.#rtcpTo) return;
    const [address, port] = this.#rtcpTo;
    this.#rtcp.send(packet, port, address, ignore);
  }

  close(): void {
    for (const socket of [this.#rtp, this.#rtcp]) {
      socket.removeAllListeners('message');
      try {
        socket.close();
      } catch {
        // Closed already.
      }
    }
  }

  #isCamera(from: RemoteInfo): boolean {
    return this.#from.includes(from.address);
  }
}

/** Reports may get lost, as all of UDP. */
const ignore = (): void => undefined;

async function bound(address: string, port: number): Promise<Socket | undefined> {
  const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
  try {
    socket.bind(port, address);
    await once(socket, 'listening');
    return socket;
  } catch {
    // In use: the caller tries another.
    socket.close();
    return undefined;
  }
}
