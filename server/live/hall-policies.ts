import type { HallPolicy, PlaceFinder } from '../places/index.ts';

/** Media asks often; a change of a hall is taken up within this. */
const KEPT_MS = 3000;
const KEPT_MOST = 2000;

export interface HallPoliciesOptions {
  readonly finder: Pick<PlaceFinder, 'ofCamera'>;
  readonly policyOf: (hallId: string) => Promise<HallPolicy | undefined>;
  readonly now: () => number;
}

/** What a hall says of its line and of sound, kept for some seconds. */
export class HallPolicies {
  readonly #options: HallPoliciesOptions;
  readonly #kept = new Map<string, { policy: Promise<HallPolicy | undefined>; untilMs: number }>();

  constructor(options: HallPoliciesOptions) {
    this.#options = options;
  }

  /** Undefined: there is no such camera. */
  async ofCamera(cameraId: string): Promise<{ hallId: string; policy: HallPolicy } | undefined> {
    const hallId = (await this.#options.finder.ofCamera(cameraId))?.hallId;
    const policy = hallId === undefined ? undefined : await this.ofHall(hallId);
    return hallId !== undefined && policy ? { hallId, policy } : undefined;
  }

  ofHall(hallId: string): Promise<HallPolicy | undefined> {
    const { now, policyOf } = this.#options;
    const kept = this.#kept.get(hallId);
    if (kept && now() < kept.untilMs) return kept.policy;
    if (this.#kept.size >= KEPT_MOST) this.#kept.clear();
    const policy = policyOf(hallId);
    this.#kept.set(hallId, { policy, untilMs: now() + KEPT_MS });
    // A failed look-up is not remembered.
    policy.catch(() => this.#kept.delete(hallId));
    return policy;
  }
}

/** What pictures may use of a line; null: no cap. */
export function capOf({ lineKbps, lineReserveKbps }: HallPolicy): number | null {
  return lineKbps === null ? null : Math.max(0, lineKbps - lineReserveKbps);
}
