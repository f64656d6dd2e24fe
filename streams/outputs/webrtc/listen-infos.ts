import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os';
import type { types } from 'mediasoup';

export interface ListenAt {
  /** One address, or `0.0.0.0` for every IPv4 address of this machine. */
  readonly listenIp: string;
  readonly port: number;
  /** What viewers reach us by where that is not an address of this machine: NAT, a container. */
  readonly announcedAddress?: string;
}

/**
 * What the WebRtcServer listens on, UDP before TCP. Under `0.0.0.0` each address is bound by itself, because an
 * ICE candidate must be an address that a viewer can send to; loopback serves a browser on this machine.
 */
export function listenInfos(
  at: ListenAt,
  interfaces: NodeJS.Dict<NetworkInterfaceInfo[]> = networkInterfaces(),
): types.TransportListenInfo[] {
  const addresses = at.listenIp === '0.0.0.0' ? ownAddresses(interfaces) : [at.listenIp];
  const announced = at.announcedAddress === undefined ? {} : { announcedAddress: at.announcedAddress };
  return (['udp', 'tcp'] as const).flatMap((protocol) =>
    addresses.map((ip) => ({
      protocol,
      ip,
      port: at.port,
      ...(isLoopback(ip) && addresses.length > 1 ? {} : announced),
      ...(addresses.length > 1 && !isLoopback(ip) && at.announcedAddress !== undefined
        ? { exposeInternalIp: true }
        : {}),
    })),
  );
}

function ownAddresses(interfaces: NodeJS.Dict<NetworkInterfaceInfo[]>): string[] {
  const addresses = Object.values(interfaces)
    .flatMap((all) => all ?? [])
    .filter(({ family }) => family === 'IPv4')
    .map(({ address }) => address);
  // Loopback last: it is of use to few.
  return [...new Set(addresses)].sort((a, b) => Number(isLoopback(a)) - Number(isLoopback(b)));
}

function isLoopback(ip: string): boolean {
  return ip.startsWith('127.');
}

/** A port free for TCP and UDP both, for tests and for a program that was given port 0. */
export async function freePort(listenIp: string): Promise<number> {
  for (let attempt = 0; attempt < 20; attempt++) {
    const port = await freeTcpPort(listenIp);
    if (await isFreeUdpPort(listenIp, port)) return port;
  }
  throw new Error(`no port of ${listenIp} is free for both TCP and UDP`);
}

function freeTcpPort(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, host, () => {
      const address = server.address();
      server.close(() => {
        if (address !== null && typeof address === 'object') resolve(address.port);
        else reject(new Error('no address'));
      });
    });
  });
}

function isFreeUdpPort(address: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
    socket.once('error', () => socket.close(() => resolve(false)));
    socket.bind({ port, address, exclusive: true }, () => socket.close(() => resolve(true)));
  });
}
