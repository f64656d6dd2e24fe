import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { networkInterfaces } from 'node:os';
import { StreamFaultError } from '../media-error.ts';
import { addressKind, plainIp } from './address-kind.ts';
import { contains, type IpAddress, type IpRange, ipText, rangeOf, rangeText, readIp } from './ip-range.ts';
import { isServicePort } from './service-ports.ts';

export type Resolve = (host: string) => Promise<readonly LookupAddress[]>;

export interface ReachOptions {
  /** The internal networks that cameras may be on; asked at every connection. */
  readonly allowed: () => readonly IpRange[];
  /** TCP ports that we listen at ourselves: never a camera's, at an address of this machine. */
  readonly ownPorts?: () => readonly number[];
  /** Default: the system's resolver. */
  readonly resolve?: Resolve;
  /** Default: those of this machine's interfaces. */
  readonly ownAddresses?: () => readonly IpAddress[];
}

export interface AddressRefusal {
  /** `internal`: it may be allowed by adding `network`. */
  readonly why: 'internal' | 'never' | 'service_port' | 'own_port';
  readonly address: string;
  readonly port: number;
  /** The smallest sensible network to add. */
  readonly network?: string;
}

/** Where we may connect to for somebody who gave us an address. Thrown where we may not. */
export class AddressRefusedError extends StreamFaultError {
  readonly refusal: AddressRefusal;

  constructor(refusal: AddressRefusal) {
    super({ code: 'address_not_allowed', message: wordsOf(refusal) });
    this.refusal = refusal;
  }
}

/**
 * Keeps us from being sent to what is no camera (SSRF): public addresses are free, internal ones only where the allow
 * list says that cameras are. A name's every answer is judged, and what is connected to is what was judged: a name
 * that answers otherwise a moment later (DNS rebinding) gains nothing.
 */
export class Reach {
  readonly #options: ReachOptions;
  readonly #resolve: Resolve;

  constructor(options: ReachOptions) {
    this.#options = options;
    this.#resolve = options.resolve ?? ((host) => lookup(host, { all: true }));
  }

  /** Undefined: it may be connected to. */
  refusal(address: string, port: number): AddressRefusal | undefined {
    const given = readIp(address);
    const ip = given && plainIp(given);
    const told = { address: ip ? ipText(ip) : address, port };
    if (!ip) return { why: 'never', ...told };
    if (isServicePort(port)) return { why: 'service_port', ...told };
    const kind = addressKind(ip);
    if (kind === 'never') return { why: 'never', ...told };
    const isOwn = this.#isOwn(ip);
    if (isOwn && (this.#options.ownPorts?.() ?? []).includes(port)) return { why: 'own_port', ...told };
    if (kind === 'public' && !isOwn) return undefined;
    if (this.#options.allowed().some((range) => contains(range, ip))) return undefined;
    return { why: 'internal', ...told, network: rangeText(rangeOf(ip, prefixFor(ip, isOwn))) };
  }

  /** Looking around a network is for those on the list only; public ones are nobody's to search through. */
  rangeRefusal(address: string): AddressRefusal | undefined {
    const given = readIp(address);
    const ip = given && plainIp(given);
    if (ip && this.#options.allowed().some((range) => contains(range, ip))) return undefined;
    if (!ip || addressKind(ip) === 'never') return { why: 'never', address, port: 0 };
    const network = rangeText(rangeOf(ip, prefixFor(ip, this.#isOwn(ip) && isLoopback(ip))));
    return { why: 'internal', address: ipText(ip), port: 0, network };
  }

  /**
   * The addresses of a host that may be connected to.
   * @throws AddressRefusedError where there is none; what the resolver throws
   */
  async addressesOf(host: string, port: number): Promise<readonly LookupAddress[]> {
    const bare = host.replace(/^\[(.*)\]$/, '$1');
    const family = isIP(bare);
    const answers = family === 0 ? await this.#resolve(bare) : [{ address: bare, family }];
    let first: AddressRefusal | undefined;
    const good = answers.filter(({ address }) => {
      const refusal = this.refusal(address, port);
      first ??= refusal;
      return refusal === undefined;
    });
    if (good.length === 0 && first) throw new AddressRefusedError(first);
    return good;
  }

  #isOwn(ip: IpAddress): boolean {
    const own = (this.#options.ownAddresses ?? ownAddresses)();
    return isLoopback(ip) || own.some((each) => same(each, ip));
  }
}

/**
 * For `net.connect` and `http.request`: the addresses that were judged, whatever the name answers by now. Without a
 * reach nothing is judged: that is for addresses nobody gave us.
 */
export async function connectable(
  reach: Reach | undefined,
  host: string,
  port: number,
): Promise<{ readonly host: string; readonly port: number; readonly lookup?: LookupFunction }> {
  if (!reach) return { host, port };
  const addresses = await reach.addressesOf(host, port);
  const [only] = addresses;
  if (isIP(host) !== 0 || !only) return { host, port };
  return {
    host,
    port,
    lookup: (_host, options, done) => {
      if (options.all) done(null, [...addresses]);
      else done(null, only.address, only.family);
    },
  };
}

const LOOPBACK = [rangeOf(readIp('127.0.0.0') as IpAddress, 8), rangeOf(readIp('::1') as IpAddress, 128)];

const isLoopback = (ip: IpAddress): boolean => LOOPBACK.some((range) => contains(range, ip));

function ownAddresses(): readonly IpAddress[] {
  return Object.values(networkInterfaces()).flatMap((all) =>
    (all ?? []).flatMap(({ address }) => readIp(address) ?? []),
  );
}

const same = (a: IpAddress, b: IpAddress): boolean => a.family === b.family && a.value === b.value;

function prefixFor(ip: IpAddress, isOwn: boolean): number {
  if (isOwn) return ip.family === 4 ? 32 : 128;
  return ip.family === 4 ? 24 : 64;
}

function wordsOf({ why, address, port, network }: AddressRefusal): string {
  switch (why) {
    case 'internal':
      return `${address} is an internal address on no camera network; ${network ?? ''} would have to be added.`;
    case 'never':
      return `${address} is an address that no camera has.`;
    case 'service_port':
      return `Port ${port} is that of another service, not a camera’s.`;
    case 'own_port':
      return `${address} port ${port} is this server’s own.`;
  }
}
