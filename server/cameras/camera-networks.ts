/**
 * Where cameras may be: the allow list of internal networks, kept in memory as every connection asks it, and the
 * judgement on addresses that people enter.
 */
import {
  type AddressRefusal,
  AddressRefusedError,
  addressKind,
  contains,
  type IpRange,
  Reach,
  type Resolve,
  rangeText,
  readIp,
  readRange,
} from '../../streams/reach/index.ts';
import type { CameraNetwork } from '../contract/camera-networks.ts';
import { afterCommit } from '../platform/db/unit-of-work.ts';
import { AppError, conflict, invalid, notFound } from '../platform/errors.ts';
import type { CameraNetworksStore, StoredNetwork } from './camera-networks.store.ts';

export interface CameraNetworksOptions {
  readonly store: CameraNetworksStore;
  /** From the settings. */
  readonly fixed: readonly string[];
  /** Ports this server listens at. */
  readonly ownPorts: () => readonly number[];
  readonly resolve?: Resolve;
  /** A camera's address is allowed no more: whoever pulls it must ask again. */
  readonly onRefused: (cameraId: string) => void;
}

/** Wider than this, a network is no place where cameras are but half of everything. */
const WIDEST = { 4: 8, 6: 32 } as const;
/** A name server that does not answer must not hold up saving a form. */
const LOOKUP_MS = 3000;

export class CameraNetworks {
  readonly #options: CameraNetworksOptions;
  readonly #fixed: readonly IpRange[];
  #stored: readonly IpRange[] = [];
  readonly reach: Reach;

  constructor(options: CameraNetworksOptions) {
    this.#options = options;
    this.#fixed = options.fixed.flatMap((text) => readRange(text) ?? []);
    this.reach = new Reach({
      allowed: () => [...this.#fixed, ...this.#stored],
      ownPorts: options.ownPorts,
      ...(options.resolve && { resolve: options.resolve }),
    });
  }

  /** Reads the list, at the start; changes are followed as they are made. */
  async load(): Promise<void> {
    this.#stored = (await this.#options.store.all()).flatMap(({ cidr }) => readRange(cidr) ?? []);
  }

  async list(): Promise<CameraNetwork[]> {
    const fixed = this.#fixed.map((range) => ({
      id: null,
      cidr: rangeText(range),
      note: '',
      createdAt: null,
    }));
    return [...fixed, ...(await this.#options.store.all()).map(shown)];
  }

  async find(id: string): Promise<CameraNetwork | undefined> {
    const found = await this.#options.store.find(id);
    return found && shown(found);
  }

  /** @throws AppError 400 for what is no network, or too wide; 409 `network_exists` */
  async add(cidr: string, note: string): Promise<CameraNetwork> {
    const range = readRange(cidr);
    if (!range)
      throw refusedCidr('is no network: expected one like 192.168.1.0/24, without bits beside the mask');
    if (addressKind(range) === 'never') throw refusedCidr('is no network that cameras are on');
    if (range.prefix < WIDEST[range.family])
      throw refusedCidr(`is too wide: /${WIDEST[range.family]} at most`);
    const text = rangeText(range);
    const stored = await this.#options.store.insert({ cidr: text, note });
    if (!stored)
      throw conflict('network_exists', 'This network is on the list already.', [
        { field: 'body.cidr', message: 'is on the list already' },
      ]);
    afterCommit(() => {
      this.#stored = [...this.#stored, range];
    });
    return shown(stored);
  }

  /** Cameras that were reached through it are asked again, and refused. */
  async remove(id: string): Promise<void> {
    const { store, onRefused } = this.#options;
    const found = await store.find(id);
    if (!found) throw notFound('network');
    await store.delete(id);
    const range = readRange(found.cidr);
    const hit = (await store.addresses()).filter(({ url }) => {
      const ip = URL.canParse(url) ? readIp(new URL(url).hostname) : undefined;
      // A name may have led anywhere.
      return ip === undefined ? !url.startsWith('push:') : range !== undefined && contains(range, ip);
    });
    afterCommit(() => {
      this.#stored = this.#stored.filter((each) => rangeText(each) !== found.cidr);
      for (const cameraId of new Set(hit.map((each) => each.cameraId))) onRefused(cameraId);
    });
  }

  /**
   * Throws unless a camera may be at this address. A name that is not found now may be registered all the same: it is
   * judged again whenever it is connected to.
   * @throws AppError 422 `address_not_allowed`
   */
  async check(url: string, field: string): Promise<void> {
    const door = doorOf(url);
    if (!door) return;
    try {
      await within(LOOKUP_MS, this.reach.addressesOf(door.host, door.port));
    } catch (error) {
      if (error instanceof AddressRefusedError) throw notAllowed(error.refusal, field);
    }
  }
}

/** What an address in a form is refused with: names the address, and the network that would let it in. */
export function notAllowed(refusal: AddressRefusal, field: string): AppError {
  const { message } = new AddressRefusedError(refusal);
  const { why, address, network } = refusal;
  return new AppError(422, 'address_not_allowed', message, {
    faults: [{ field, message }],
    context: { why, address, port: String(refusal.port), ...(network !== undefined && { network }) },
  });
}

const DEFAULT_PORTS: Readonly<Record<string, number>> = {
  'rtsp:': 554,
  'rtmp:': 1935,
  'http:': 80,
  'https:': 443,
};

/** Undefined where nobody is connected to. */
function doorOf(url: string): { host: string; port: number } | undefined {
  if (!URL.canParse(url)) return undefined;
  const { hostname, port, protocol } = new URL(url);
  const fallback = DEFAULT_PORTS[protocol];
  return fallback === undefined || hostname === ''
    ? undefined
    : { host: hostname.replace(/^\[(.*)\]$/, '$1'), port: Number(port) || fallback };
}

async function within<T>(ms: number, work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    // Whatever it comes to, nobody waits for it any more.
    work.catch(() => undefined);
  }
}

const refusedCidr = (message: string) => invalid([{ field: 'body.cidr', message }]);

const shown = ({ id, cidr, note, createdAt }: StoredNetwork): CameraNetwork => ({
  id,
  cidr,
  note,
  createdAt: createdAt.toISOString(),
});
