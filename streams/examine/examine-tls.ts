import { connect } from 'node:tls';
import type { NetworkFacts } from './examination.ts';

const HANDSHAKE_MS = 2000;

/** Whether what answers at a port that was connected to before wants TLS. Nothing is said to it. */
export function speaksTls({ addresses, port }: NetworkFacts): Promise<boolean> {
  const [host] = addresses;
  if (host === undefined) return Promise.resolve(false);
  return new Promise((resolve) => {
    // A camera's certificate is its own, signed by nobody.
    const socket = connect({ host, port, rejectUnauthorized: false });
    const settle = (speaks: boolean): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(speaks);
    };
    const timer = setTimeout(() => settle(false), HANDSHAKE_MS);
    socket.once('secureConnect', () => settle(true));
    socket.once('error', () => settle(false));
    socket.once('close', () => settle(false));
  });
}
