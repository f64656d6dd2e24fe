import { createSocket, type Socket } from 'node:dgram';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TransportParameters, ViewerSession, WebRtcPlane } from '../index.ts';
import { isServerHello } from './dtls.ts';
import { bindingRequest, isBindingSuccess } from './stun.ts';

/** A fingerprint of no certificate: the handshake is never finished here. */
const NO_CERTIFICATE = Array(32).fill('00').join(':');

/** One that knows its ICE credentials, as every viewer does, and sends what it likes. */
export interface HostileClient {
  readonly session: ViewerSession;
  readonly transport: TransportParameters;
  readonly username: string;
  send(packet: Buffer): void;
  /** Packets that came back, oldest first. */
  readonly received: Buffer[];
  answers(is: (packet: Buffer) => boolean): number;
  /** Whether such an answer comes within a second (three where the machine is busy). */
  isAnswered(is?: (packet: Buffer) => boolean): Promise<boolean>;
  /** Valid connectivity checks until the server takes this address. */
  join(): Promise<void>;
  close(): void;
}

export async function hostileClient(plane: WebRtcPlane): Promise<HostileClient> {
  const session = plane.createSession();
  const transport = await session.createTransport();
  await session.connect({ role: 'client', fingerprints: [{ algorithm: 'sha-256', value: NO_CERTIFICATE }] });
  const candidate = transport.iceCandidates.find(({ protocol }) => protocol === 'udp');
  const socket: Socket = createSocket('udp4');
  const received: Buffer[] = [];
  socket.on('message', (packet) => received.push(packet));
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const username = `${transport.iceParameters.usernameFragment}:hostile`;
  const { password } = transport.iceParameters;
  const client: HostileClient = {
    session,
    transport,
    username,
    received,
    send: (packet) => socket.send(packet, candidate?.port ?? 0, '127.0.0.1'),
    answers: (is) => received.filter(is).length,
    isAnswered: async (is = isServerHello) => {
      for (let waitedMs = 0; waitedMs < 3_000; waitedMs += 20) {
        if (received.some(is)) return true;
        await sleep(20);
      }
      return false;
    },
    join: async () => {
      client.send(bindingRequest({ username, password }));
      if (!(await client.isAnswered(isBindingSuccess)))
        throw new Error('the server took no connectivity check');
    },
    close: () => {
      socket.close();
      session.close();
    },
  };
  return client;
}
