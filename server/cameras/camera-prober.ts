/** The connection test: a few at a time, as each runs a process; never with a password at another host than its own. */
import type { z } from 'zod';
import type { Reach } from '../../streams/reach/index.ts';
import type { SourceAddress } from '../../streams/types.ts';
import type { ProbeResult, probeRequest } from '../contract/cameras.ts';
import type { Visible } from '../places/index.ts';
import { unavailable } from '../platform/errors.ts';
import type { CameraNetworks } from './camera-networks.ts';
import type { CamerasService } from './cameras.service.ts';
import type { CredentialsKeeper } from './credentials.ts';

const AT_ONCE = 2;
const WAITING_MOST = 16;
const TIMEOUT_MS = 12_000;

/** What is needed of the media plane. Faults are answered, not thrown. */
export type Probe = (
  address: SourceAddress,
  options: { timeoutMs: number; reach: Reach },
) => Promise<ProbeResult>;

export interface CameraProberOptions {
  readonly cameras: Pick<CamerasService, 'stored'>;
  readonly keeper: CredentialsKeeper;
  readonly networks: Pick<CameraNetworks, 'check' | 'reach'>;
  readonly probe: Probe;
}

export class CameraProber {
  readonly #options: CameraProberOptions;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(options: CameraProberOptions) {
    this.#options = options;
  }

  /** `visible`: where the asker may change cameras; a camera elsewhere is as if it were not. */
  async run(request: z.output<typeof probeRequest>, visible: Visible): Promise<ProbeResult> {
    const address = await this.#addressOf(request, visible);
    await this.#options.networks.check(request.url, 'body.url');
    await this.#enter();
    try {
      return await this.#options.probe(address, {
        timeoutMs: TIMEOUT_MS,
        reach: this.#options.networks.reach,
      });
    } finally {
      this.#leave();
    }
  }

  async #addressOf(request: z.output<typeof probeRequest>, visible: Visible): Promise<SourceAddress> {
    const { cameras, keeper } = this.#options;
    const { url, credentials, cameraId } = request;
    const camera = cameraId === undefined ? undefined : await cameras.stored(cameraId, visible);
    if (credentials !== undefined || camera === undefined) return { url, ...credentials };
    keeper.mayBeSentTo(camera, url, 'body.url');
    return { url, ...keeper.open(camera) };
  }

  async #enter(): Promise<void> {
    if (this.#running < AT_ONCE) {
      this.#running += 1;
      return;
    }
    if (this.#waiting.length >= WAITING_MOST)
      throw unavailable('probes_busy', 'Too many connection tests are waiting; try again shortly.');
    await new Promise<void>((go) => this.#waiting.push(go));
  }

  /** Hands its turn on, so that nobody slips in between. */
  #leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#running -= 1;
    else next();
  }
}
