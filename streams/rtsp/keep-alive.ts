import { StreamFaultError } from '../media-error.ts';
import type { Log } from '../types.ts';
import type { RtspClient } from './rtsp-client.ts';
import { fault } from './rtsp-fault.ts';

export interface KeepAliveOptions {
  readonly client: RtspClient;
  readonly url: string;
  /** Of the session, as the camera gave it. */
  readonly timeoutS: number;
  readonly supportsGetParameter: boolean;
  readonly log: Log;
  /** The camera does not know our session, or us, any more. */
  readonly onLost: (error: StreamFaultError) => void;
}

/** RFC 2326, 12.37: what a session lasts when the camera does not say. */
export const DEFAULT_SESSION_TIMEOUT_S = 60;
const SHORTEST_MS = 1000;
const LONGEST_MS = 60_000;

/** Keeps a session from timing out, at half its timeout. */
export class KeepAlive {
  readonly #options: KeepAliveOptions;
  readonly #timer: NodeJS.Timeout;
  #method: 'GET_PARAMETER' | 'OPTIONS';
  #asking = false;

  constructor(options: KeepAliveOptions) {
    this.#options = options;
    this.#method = options.supportsGetParameter ? 'GET_PARAMETER' : 'OPTIONS';
    const intervalMs = Math.min(LONGEST_MS, Math.max(SHORTEST_MS, options.timeoutS * 500));
    this.#timer = setInterval(() => void this.#ask(), intervalMs);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  async #ask(): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    const { client, url, log, onLost } = this.#options;
    try {
      const { status } = await client.tryToAsk(this.#method, url);
      if (status === 454) onLost(fault('camera_ended', 'The camera forgot the session (454).'));
      // Says it can and cannot; OPTIONS every camera can.
      else if (status >= 400) this.#method = 'OPTIONS';
    } catch (error) {
      if (error instanceof StreamFaultError && error.code === 'camera_unauthorized') onLost(error);
      // Many cameras answer no keep-alive and play on. Whether pictures come is watched elsewhere.
      else log.debug({ err: error, method: this.#method }, 'a keep-alive was not answered');
    } finally {
      this.#asking = false;
    }
  }
}

/** `12345678;timeout=60`: the id goes back as it came, without parameters. */
export function parseSession(field: string | undefined): { id: string; timeoutS: number } | undefined {
  const [id = '', ...parameters] = (field ?? '').split(';').map((part) => part.trim());
  if (id === '') return undefined;
  const timeout = parameters.map((part) => /^timeout\s*=\s*"?(\d{1,6})/i.exec(part)?.[1]).find(Boolean);
  const seconds = Number(timeout ?? DEFAULT_SESSION_TIMEOUT_S);
  return { id, timeoutS: seconds > 0 ? seconds : DEFAULT_SESSION_TIMEOUT_S };
}
