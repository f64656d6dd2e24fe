import { lookup } from 'node:dns/promises';
import { connect } from 'node:net';
import { AddressRefusedError, type Reach } from '../reach/index.ts';
import type { NetworkFacts } from './examination.ts';

const CONNECT_MS = 5000;

/** Whether there is a way to the camera's port, and how long it takes. */
export async function examineNetwork(host: string, port: number, reach?: Reach): Promise<NetworkFacts> {
  const startedAtMs = performance.now();
  let addresses: string[] = [];
  try {
    const found = reach ? await reach.addressesOf(host, port) : await lookup(host, { all: true });
    addresses = found.map(({ address }) => address);
  } catch (error) {
    if (error instanceof AddressRefusedError)
      return {
        host,
        port,
        addresses,
        lookupMs: since(startedAtMs),
        fault: 'not_allowed',
        refusal: error.refusal,
      };
    // Why exactly a name cannot be resolved is the name server's secret.
    return { host, port, addresses, lookupMs: since(startedAtMs), fault: 'not_resolved' };
  }
  const lookupMs = since(startedAtMs);
  const connectingAtMs = performance.now();
  const fault = await tryConnect(addresses, host, port);
  const told = { host, port, addresses, lookupMs };
  return fault ? { ...told, fault } : { ...told, connectMs: since(connectingAtMs) };
}

/** To what was looked up and judged just now. */
function tryConnect(
  addresses: readonly string[],
  host: string,
  port: number,
): Promise<NetworkFacts['fault']> {
  return new Promise((resolve) => {
    const socket = connect({ host: addresses[0] ?? host, port, timeout: CONNECT_MS });
    const settle = (fault?: NetworkFacts['fault']): void => {
      socket.destroy();
      resolve(fault);
    };
    socket.once('connect', () => settle());
    socket.once('timeout', () => settle('no_answer'));
    socket.once('error', ({ code }: NodeJS.ErrnoException) => {
      if (code === 'ECONNREFUSED') settle('refused');
      else settle(code === 'EHOSTUNREACH' || code === 'ENETUNREACH' ? 'no_route' : 'no_answer');
    });
  });
}

function since(atMs: number): number {
  return Math.round(performance.now() - atMs);
}
