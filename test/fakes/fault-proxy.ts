/** A TCP proxy that stands between camera and server and makes bad days, switchable while it runs. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import type { Fault } from './fault.ts';
import { FaultLane } from './fault-lane.ts';

export type { Fault } from './fault.ts';

export interface FaultProxyOptions {
  readonly targetPort: number;
  readonly targetHost?: string;
  /** For which bits `corrupt` turns; the same seed, the same damage. */
  readonly seed?: number;
}

interface Connection {
  readonly sockets: readonly [Socket, Socket];
  readonly lanes: readonly FaultLane[];
}

export class FaultProxy {
  readonly #options: FaultProxyOptions;
  readonly #connections = new Set<Connection>();
  #server: Server | undefined;
  #port = 0;
  #fault: Fault = { kind: 'pass' };
  #accepted = 0;
  #seed: number;

  /** Use `FaultProxy.create`. */
  private constructor(options: FaultProxyOptions) {
    this.#options = options;
    this.#seed = options.seed ?? 1;
  }

  /** Listens on a free port of the loopback. */
  static async create(options: FaultProxyOptions): Promise<FaultProxy> {
    const proxy = new FaultProxy(options);
    await proxy.#listen();
    return proxy;
  }

  get port(): number {
    return this.#port;
  }

  get fault(): Fault {
    return this.#fault;
  }

  /** Connections accepted since the start: how often somebody came back. */
  get accepted(): number {
    return this.#accepted;
  }

  get open(): number {
    return this.#connections.size;
  }

  /** The same address, through the proxy. */
  through(url: string): string {
    const [scheme, rest = ''] = url.split('://');
    const slash = rest.indexOf('/');
    const path = slash < 0 ? '' : rest.slice(slash);
    const authority = slash < 0 ? rest : rest.slice(0, slash);
    const at = authority.lastIndexOf('@');
    return `${scheme}://${authority.slice(0, at + 1)}127.0.0.1:${this.#port}${path}`;
  }

  async set(fault: Fault): Promise<void> {
    this.#fault = fault;
    if (fault.kind === 'refuse') {
      await this.#unlisten();
      this.cut();
      return;
    }
    if (!this.#server) await this.#listen();
    for (const { lanes } of this.#connections) for (const lane of lanes) lane.changed();
  }

  /** Resets every open connection; new ones are taken. */
  cut(): void {
    for (const { sockets } of this.#connections) for (const socket of sockets) socket.resetAndDestroy();
  }

  async close(): Promise<void> {
    await this.#unlisten();
    this.cut();
  }

  async #listen(): Promise<void> {
    const server = createServer((client) => this.#accept(client));
    this.#server = server;
    server.listen(this.#port, '127.0.0.1');
    await once(server, 'listening');
    this.#port = (server.address() as AddressInfo).port;
  }

  async #unlisten(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    // Waiting for its callback would be waiting for open connections too.
    server?.close();
    await new Promise(setImmediate);
  }

  #accept(client: Socket): void {
    this.#accepted++;
    const { targetHost = '127.0.0.1', targetPort } = this.#options;
    const target = connect(targetPort, targetHost);
    const fault = (): Fault => this.#fault;
    const random = (): number => this.#random();
    const lanes = [
      new FaultLane({ from: client, to: target, fault, random, corruptible: false }),
      new FaultLane({ from: target, to: client, fault, random, corruptible: true }),
    ];
    const connection: Connection = { sockets: [client, target], lanes };
    this.#connections.add(connection);
    const end = (): void => {
      if (!this.#connections.delete(connection)) return;
      for (const lane of lanes) lane.close();
      for (const socket of connection.sockets) socket.destroy();
    };
    for (const socket of connection.sockets) {
      socket.setNoDelay(true);
      // A reset is what many of the faults are made of; `close` follows it.
      socket.on('error', () => undefined);
      socket.on('close', end);
    }
  }

  /** xorshift32 */
  #random(): number {
    let x = this.#seed | 0 || 1;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#seed = x;
    return (x >>> 0) / 2 ** 32;
  }
}
