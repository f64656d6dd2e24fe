/** Looks for cameras on the network, one search a person at a time, and asks single devices what they are. */
import { randomUUID } from 'node:crypto';
import {
  type Announcement,
  addressesOf,
  type ExaminedDevice,
  examineDevice,
  type LocalNetwork,
  localNetworks,
  ONVIF_PORTS,
  OnvifError,
  probeNetwork,
  scanRange,
  serviceUrl,
} from '../../streams/onvif/index.ts';
import { type Reach, readRange } from '../../streams/reach/index.ts';
import type * as contract from '../contract/discovery.ts';
import type { Visible } from '../places/index.ts';
import { AppError, invalid, notFound } from '../platform/errors.ts';
import type { CameraNetworks } from './camera-networks.ts';
import { notAllowed } from './camera-networks.ts';
import type { CameraAtHost, CamerasStore } from './cameras.store.ts';
import type { Credentials } from './credentials.ts';

export interface DiscoveryOptions {
  readonly cameras: Pick<CamerasStore, 'atHosts' | 'cameras'>;
  readonly networks: Pick<CameraNetworks, 'reach' | 'check'>;
  readonly now: () => number;
  /** Default: this machine's. */
  readonly interfaces?: () => readonly LocalNetwork[];
}

interface Search {
  readonly id: string;
  readonly owner: string;
  readonly startedAtMs: number;
  readonly off: AbortController;
  /** By address. */
  readonly found: Map<string, Found>;
  state: contract.Discovery['state'];
  done: number;
  total: number;
}

interface Found {
  readonly address: string;
  readonly name: string | undefined;
  readonly hardware: string | undefined;
}

const RUNNING_MOST = 4;
const KEPT_MOST = 50;
const KEPT_MS = 3600_000;
const RANGE_MOST = 4096;
const FOUND_MOST = 2000;
const MULTICAST_WAIT_MS = 4000;
const UNICAST_WAIT_MS = 1500;

export class DiscoveryService {
  readonly #options: DiscoveryOptions;
  readonly #searches = new Map<string, Search>();
  #asking = 0;

  constructor(options: DiscoveryOptions) {
    this.#options = options;
  }

  get #reach(): Reach {
    return this.#options.networks.reach;
  }

  interfaces(): contract.LocalNetwork[] {
    return this.#interfaces().map((one) => ({ ...one, allowed: this.#mayAskAround(one) }));
  }

  /** Begins a search; `owner` alone may follow it. */
  async begin(owner: string, what: contract.NewDiscovery): Promise<contract.Discovery> {
    this.#forgetOld();
    const running = [...this.#searches.values()].filter(({ state }) => state === 'running');
    if (running.some((search) => search.owner === owner))
      throw new AppError(409, 'discovery_running', 'Your search before is still running: end it first.');
    if (running.length >= RUNNING_MOST)
      throw new AppError(503, 'discovery_busy', 'Too many searches are running; try again shortly.');
    const search: Search = {
      ...{ id: randomUUID(), owner, startedAtMs: this.#options.now(), off: new AbortController() },
      ...{ found: new Map(), state: 'running', done: 0, total: 0 },
    };
    const run =
      what.kind === 'multicast' ? this.#multicast(search, what.interface) : this.#range(search, what);
    this.#searches.set(search.id, search);
    void run().then(
      () => end(search, 'done'),
      () => end(search, search.off.signal.aborted ? 'cancelled' : 'failed'),
    );
    return this.#told(search, { everywhere: false, regionCodes: [], hallIds: [], departmentIds: [] });
  }

  async get(owner: string, id: string, visible: Visible): Promise<contract.Discovery> {
    return this.#told(this.#own(owner, id), visible);
  }

  cancel(owner: string, id: string): void {
    this.#own(owner, id).off.abort(new Error('called off'));
  }

  /** Its password is tried once; nothing of it is kept. */
  async ask(
    given: string,
    credentials: Credentials | null,
    visible: Visible,
  ): Promise<contract.DeviceAnswer> {
    const address = deviceAddress(given);
    await this.#options.networks.check(address, 'body.address');
    if (this.#asking >= RUNNING_MOST * 2)
      throw new AppError(503, 'discovery_busy', 'Too many devices are being asked; try again shortly.');
    this.#asking += 1;
    try {
      const examined = await examineDevice(address, {
        ...{ reach: this.#reach, now: this.#options.now },
        ...(credentials && { credentials }),
      });
      return answerOf(examined, (await this.#registered([address], visible)).get(address) ?? []);
    } catch (error) {
      if (!(error instanceof OnvifError)) throw error;
      return { ok: false, code: error.code, reason: error.message };
    } finally {
      this.#asking -= 1;
    }
  }

  close(): void {
    for (const { off } of this.#searches.values()) off.abort(new Error('closing'));
    this.#searches.clear();
  }

  #multicast(search: Search, name: string): () => Promise<void> {
    const on = this.#interfaces().find((one) => one.name === name || one.address === name);
    if (!on) throw invalid([{ field: 'body.interface', message: 'is no interface of this server' }]);
    return () =>
      probeNetwork({
        ...{ interfaceAddress: on.address, waitMs: MULTICAST_WAIT_MS, signal: search.off.signal },
        onAnnouncement: (one) => add(search, announced(one)),
      });
  }

  #range(
    search: Search,
    what: { readonly cidr: string; readonly ports?: number[] | undefined },
  ): () => Promise<void> {
    const range = readRange(what.cidr);
    if (!range)
      throw invalid([{ field: 'body.cidr', message: 'is no range: expected one like 192.168.1.0/24' }]);
    if ((range.family === 4 ? 32 : 128) - range.prefix > Math.log2(RANGE_MOST))
      throw invalid([{ field: 'body.cidr', message: `is too large: ${RANGE_MOST} addresses (/20) at most` }]);
    const ports = what.ports ?? [...ONVIF_PORTS];
    const addresses = addressesOf(range);
    // Looking around is for networks that are ours: not even public ones are scanned unless they are on the list.
    for (const address of [addresses[0] ?? '', addresses.at(-1) ?? '']) {
      const refusal = this.#reach.rangeRefusal(address);
      if (refusal) throw notAllowed(refusal, 'body.cidr');
    }
    search.total = addresses.length * ports.length;
    const { signal } = search.off;
    return async () => {
      // Devices at unusual ports answer a question of their own.
      const asked = this.#unicast(search, addresses);
      await scanRange({
        ...{ addresses, ports, reach: this.#reach, now: this.#options.now, signal },
        onDevice: (address) => add(search, { address, name: undefined, hardware: undefined }),
        onProgress: (done) => {
          search.done = done;
        },
      });
      await asked;
    };
  }

  /** What the range answers to WS-Discovery, one by one; that none can be asked so is no fault of the search. */
  async #unicast(search: Search, targets: readonly string[]): Promise<void> {
    const { signal } = search.off;
    const allowed = targets.filter((target) => !target.includes(':') && !this.#reach.refusal(target, 3702));
    const interfaceAddress = allowed[0]?.startsWith('127.') ? '127.0.0.1' : '0.0.0.0';
    try {
      await probeNetwork({
        ...{ interfaceAddress, targets: allowed, waitMs: UNICAST_WAIT_MS, signal },
        onAnnouncement: (one) => {
          if (allowed.includes(one.from)) add(search, announced(one));
        },
      });
    } catch {
      // Called off, or no socket to be had: knocking at ports goes on, or ends by itself.
    }
  }

  async #told(search: Search, visible: Visible): Promise<contract.Discovery> {
    const found = [...search.found.values()];
    const registered = await this.#registered([...search.found.keys()], visible);
    return {
      id: search.id,
      state: search.state,
      startedAt: new Date(search.startedAtMs).toISOString(),
      done: search.done,
      total: search.total,
      devices: found.map(({ address, name, hardware }) => {
        const host = hostOf(address);
        const refusal = this.#reach.refusal(host, Number(new URL(address).port) || 80);
        return {
          ...{ address, host, name: name ?? null, hardware: hardware ?? null },
          allowed: refusal === undefined,
          network: refusal?.network ?? null,
          registered: registered.get(address) ?? [],
        };
      }),
    };
  }

  /** What is registered of these devices; of others' cameras only that there is one. */
  async #registered(
    addresses: readonly string[],
    visible: Visible,
  ): Promise<Map<string, contract.FoundDevice['registered']>> {
    const hosts = [...new Set(addresses.map(hostOf))];
    const all = hosts.length === 0 ? [] : await this.#options.cameras.atHosts(hosts);
    const ids = all.map(({ id }) => id);
    const found =
      ids.length === 0 ? [] : await this.#options.cameras.cameras({ visible, ids, limit: ids.length });
    const seen = new Set(found.map(({ id }) => id));
    return new Map(
      addresses.map((address) => [
        address,
        all
          .filter((camera) => isOf(camera, address))
          .map(({ id, name, hallId }) => (seen.has(id) ? { cameraId: id, name, hallId } : null)),
      ]),
    );
  }

  #interfaces(): readonly LocalNetwork[] {
    return (this.#options.interfaces ?? localNetworks)();
  }

  #mayAskAround({ address }: LocalNetwork): boolean {
    return this.#reach.rangeRefusal(address) === undefined;
  }

  #own(owner: string, id: string): Search {
    const search = this.#searches.get(id);
    if (search?.owner !== owner) throw notFound('search');
    return search;
  }

  #forgetOld(): void {
    for (const [id, { state, startedAtMs }] of this.#searches) {
      const isOld = this.#options.now() - startedAtMs > KEPT_MS;
      if (state !== 'running' && (isOld || this.#searches.size > KEPT_MOST)) this.#searches.delete(id);
    }
  }
}

function end(search: Search, state: Search['state']): void {
  search.state = state;
}

function add({ found }: Search, one: Found | undefined): void {
  if (!one || (found.size >= FOUND_MOST && !found.has(one.address))) return;
  const before = found.get(one.address);
  found.set(one.address, {
    ...one,
    name: one.name ?? before?.name,
    hardware: one.hardware ?? before?.hardware,
  });
}

/** Where it is asked: at the host its answer came from, whatever it wrote. */
function announced({ from, addresses, name, hardware }: Announcement): Found | undefined {
  const base = `http://${from.includes(':') ? `[${from}]` : from}/onvif/device_service`;
  const own =
    addresses.find((address) => hostOf(address) === from) ??
    addresses.find((address) => !hostOf(address).includes(':'));
  const address = own === undefined ? base : (serviceUrl(own, base)?.url ?? base);
  return { address, name, hardware };
}

/** On this machine many devices share an address; elsewhere a host is one. */
function isOf({ host, authority }: CameraAtHost, address: string): boolean {
  if (host !== hostOf(address)) return false;
  return host.startsWith('127.') ? authority === new URL(address).host : true;
}

const DEVICE_PATH = '/onvif/device_service';

/** `192.168.1.64`, `192.168.1.64:8000` and whole addresses. */
function deviceAddress(given: string): string {
  const text = /:\/\//.test(given) ? given : `http://${given}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (
    !url ||
    !/^https?:$/.test(url.protocol) ||
    url.hostname === '' ||
    url.username !== '' ||
    url.password !== ''
  )
    throw invalid([
      {
        field: 'body.address',
        message: 'expected 192.168.1.64, 192.168.1.64:8000 or http://host/onvif/device_service',
      },
    ]);
  return `${url.origin}${url.pathname === '/' ? DEVICE_PATH : url.pathname}${url.search}`;
}

const hostOf = (address: string): string => new URL(address).hostname.replace(/^\[(.*)\]$/, '$1');

function answerOf(
  { report, snapshot }: ExaminedDevice,
  registered: contract.FoundDevice['registered'],
): contract.DeviceAnswer {
  const { address, make, model, firmware, serial, clockOffsetMs, asksPassword, main, sub } = report;
  return {
    ok: true,
    ...{ address, asksPassword, registered },
    ...{ make: make ?? null, model: model ?? null, firmware: firmware ?? null, serial: serial ?? null },
    ...{ clockOffsetMs: clockOffsetMs ?? null, main: main ?? null, sub: sub ?? null },
    profiles: report.profiles.map(({ token, name, codec, width, height, hasAudio, ...rest }) => ({
      ...{ token, name, codec, width, height, hasAudio },
      ...{ fps: rest.fps ?? null, bitrateKbps: rest.bitrateKbps ?? null },
      ...{ streamUrl: rest.streamUrl ?? null, rewrittenFrom: rest.rewrittenFrom ?? null },
    })),
    picture: snapshot ? `data:image/jpeg;base64,${snapshot.toString('base64')}` : null,
  };
}
