import { lookup } from 'node:dns/promises';
import { connect, isIP, type NetConnectOpts } from 'node:net';
import { connectable, type Reach } from '../reach/index.ts';
import { PlaceQueue } from './place-queue.ts';

export interface KnockerOptions {
  /** 0..1, for jitter. */
  readonly random: () => number;
  /** Between two knocks at one door; a quarter more at most. Default 1 s. */
  readonly everyMs?: number;
  /** Where we may connect to; left out: anywhere. */
  readonly reach?: Reach | undefined;
}

/** A camera's host and RTSP port. */
export interface Door {
  readonly host: string;
  readonly port: number;
  /** RTSP without TLS: it can be spoken to. */
  readonly isPlain: boolean;
}

interface Waiter {
  readonly resolve: () => void;
  /** The door was seen shut: when it answers, the camera is back. */
  sawShut: boolean;
}

interface Watch {
  readonly waiters: Set<Waiter>;
  timer?: NodeJS.Timeout;
}

const ANSWER_MS = 1000;
/** Any answer will do, also a refusal: it is the first that every client sends, and asks for nothing. */
const KNOCK = 'OPTIONS * RTSP/1.0\r\nCSeq: 1\r\nUser-Agent: Mingchuang\r\n\r\n';

/**
 * Learns that a camera is back from whether RTSP answers at its port: one OPTIONS a second, however many streams wait
 * at that door. So a camera that was away for an hour is shown two seconds after its return, though attempts to pull
 * it had become rare. A connection alone would not do: that of a camera that hangs is taken by its kernel.
 */
export class Knocker {
  readonly #options: KnockerOptions;
  readonly #watches = new Map<string, Watch>();
  /** Names are looked up by threads that files and passwords need as well, and each waits long for a dead server. */
  readonly #lookups = new PlaceQueue({ places: 1 });

  constructor(options: KnockerOptions) {
    this.#options = options;
  }

  /**
   * Resolves when the port answers after it did not. `isShut`: that it does not answer is known already. Never
   * resolves when `signal` aborts first, and never rejects.
   */
  opens(door: Door, isShut: boolean, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal.aborted) return;
      const name = `${door.host} ${door.port}`;
      const watch = this.#watches.get(name) ?? { waiters: new Set() };
      const leave = (): void => {
        signal.removeEventListener('abort', leave);
        watch.waiters.delete(waiter);
        if (watch.waiters.size > 0) return;
        clearTimeout(watch.timer);
        if (this.#watches.get(name) === watch) this.#watches.delete(name);
      };
      const waiter: Waiter = {
        sawShut: isShut,
        resolve: () => {
          leave();
          resolve();
        },
      };
      signal.addEventListener('abort', leave, { once: true });
      watch.waiters.add(waiter);
      if (this.#watches.has(name)) return;
      this.#watches.set(name, watch);
      this.#next(door, watch);
    });
  }

  #next(door: Door, watch: Watch): void {
    const { everyMs = 1000, random } = this.#options;
    watch.timer = setTimeout(() => void this.#knock(door, watch), everyMs * (1 + random() / 4));
  }

  async #knock(door: Door, watch: Watch): Promise<void> {
    const target = await this.#target(door);
    const isOpen = target !== undefined && watch.waiters.size > 0 && (await answers(target, door.isPlain));
    for (const waiter of [...watch.waiters])
      if (!isOpen) waiter.sawShut = true;
      else if (waiter.sawShut) waiter.resolve();
    if (watch.waiters.size > 0) this.#next(door, watch);
  }

  /** Only a name that is known to be found at once is connected to: see `#lookups`. Undefined: it cannot be. */
  async #target({ host, port }: Door): Promise<NetConnectOpts | undefined> {
    const { reach } = this.#options;
    const isName = isIP(host) === 0;
    const leave = isName ? await this.#lookups.enter({ signal: NEVER }) : () => undefined;
    try {
      if (isName && !reach) await lookup(host);
      return await connectable(reach, host, port);
    } catch {
      // Who cannot be found, or must not be asked, is not there.
      return undefined;
    } finally {
      leave();
    }
  }
}

const NEVER = new AbortController().signal;

function answers(target: NetConnectOpts, isPlain: boolean): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(target);
    const settle = (isOpen: boolean): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(isOpen);
    };
    const timer = setTimeout(() => settle(false), ANSWER_MS);
    socket.once('connect', () => (isPlain ? socket.write(KNOCK) : settle(true)));
    socket.once('data', () => settle(true));
    socket.once('end', () => settle(false));
    socket.once('error', () => settle(false));
  });
}

const USUAL_PORTS: Readonly<Record<string, number>> = { 'rtsp:': 554, 'rtsps:': 322, 'rtmp:': 1935 };

/** Undefined where the address is not one of RTSP or RTMP. */
export function doorOf(url: string): Door | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, hostname, port } = new URL(url);
  const usual = USUAL_PORTS[protocol];
  if (usual === undefined) return undefined;
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const isPlain = protocol === 'rtsp:';
  return host === '' ? undefined : { host, port: Number(port) || usual, isPlain };
}
