/**
 * A lossy network for cameras that send RTP over UDP, in user space: netem needs root and a kernel module that
 * containers often lack. Stands between server and camera like `rtsp-edit-proxy.ts` and sends the packets on itself,
 * leaving some out.
 */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { type RtspEditProxy, startRtspEditProxy } from './rtsp-edit-proxy.ts';

export interface LossyUdpOptions {
  readonly targetPort: number;
  /** For which packets are lost; the same seed, the same losses. */
  readonly seed?: number;
  /** How many SETUPs can be under way or playing. */
  readonly pairs?: number;
}

export interface LossyUdp {
  through(url: string): string;
  /** 0..1, of the camera's RTP and RTCP packets. */
  setLoss(share: number): void;
  readonly passed: number;
  readonly lost: number;
  close(): Promise<void>;
}

/** RTP and RTCP, towards the camera and towards the server. */
interface Pair {
  readonly camera: readonly [Socket, Socket];
  readonly server: readonly [Socket, Socket];
  clientPorts: readonly [number, number];
  cameraPorts: readonly [number, number];
}

export async function startLossyUdp(options: LossyUdpOptions): Promise<LossyUdp> {
  let loss = 0;
  let passed = 0;
  let lost = 0;
  let state = options.seed ?? 1;
  const random = (): number => {
    // xorshift32
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  const pairs: Pair[] = [];
  for (let index = 0; index < (options.pairs ?? 8); index += 1) {
    const pair: Pair = {
      camera: await bindPair(),
      server: await bindPair(),
      clientPorts: [0, 0],
      cameraPorts: [0, 0],
    };
    for (const which of [0, 1] as const) {
      pair.camera[which].on('message', (packet) => {
        if (random() < loss) lost += 1;
        else {
          passed += 1;
          pair.server[which].send(packet, pair.clientPorts[which], '127.0.0.1');
        }
      });
      pair.server[which].on('message', (packet) => {
        if (pair.cameraPorts[which] > 0)
          pair.camera[which].send(packet, pair.cameraPorts[which], '127.0.0.1');
      });
    }
    pairs.push(pair);
  }
  let turn = 0;
  let latest = pairs[0];
  const proxy: RtspEditProxy = await startRtspEditProxy(options.targetPort, {
    request: (head) =>
      head.replace(/client_port=(\d+)-(\d+)/, (_, rtp, rtcp) => {
        const pair = pairs[turn++ % pairs.length];
        latest = pair;
        if (!pair) return _;
        pair.clientPorts = [Number(rtp), Number(rtcp)];
        return `client_port=${pair.camera.map((socket) => socket.address().port).join('-')}`;
      }),
    answer: (head) => {
      const pair = latest;
      const ports = /server_port=(\d+)-(\d+)/.exec(head);
      if (!pair || !ports) return head;
      pair.cameraPorts = [Number(ports[1]), Number(ports[2])];
      return head
        .replace(/client_port=\d+-\d+/, `client_port=${pair.clientPorts.join('-')}`)
        .replace(ports[0], `server_port=${pair.server.map((socket) => socket.address().port).join('-')}`);
    },
  });
  return {
    through: proxy.through,
    setLoss: (share) => {
      loss = share;
    },
    get passed() {
      return passed;
    },
    get lost() {
      return lost;
    },
    close: async () => {
      await proxy.close();
      for (const { camera, server } of pairs) for (const socket of [...camera, ...server]) socket.close();
    },
  };
}

/** An even port and the next one (RFC 3550, 11). */
async function bindPair(): Promise<readonly [Socket, Socket]> {
  for (let attempt = 0; ; attempt += 1) {
    const even = 20_000 + 2 * Math.floor(Math.random() * 5000);
    const opened: Socket[] = [];
    try {
      for (const port of [even, even + 1]) {
        const socket = createSocket('udp4');
        opened.push(socket);
        socket.bind(port, '127.0.0.1');
        await once(socket, 'listening');
        socket.on('error', () => undefined);
      }
      return opened as [Socket, Socket];
    } catch (cause) {
      for (const socket of opened) socket.close();
      if (attempt > 50) throw new Error('no pair of free UDP ports', { cause });
    }
  }
}
