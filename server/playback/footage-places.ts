import type { ViewingSubject } from '../contract/playback.ts';
import type { PlaceFinder } from '../places/index.ts';
import type { Gate } from '../platform/http/gate.ts';
import type { Actor, Place } from '../platform/http/route.ts';

/** Whoever holds one of these there may see it. */
const RECORDED = ['recordings:view'] as const;
export const RECORDED_OR_LIVE = ['recordings:view', 'live:view'] as const;
type Holding = typeof RECORDED | typeof RECORDED_OR_LIVE;

/** What a viewing stands on: a finding's half minute was noted by who looks live, and is for who does. */
export const holdingFor = (subject: Pick<ViewingSubject, 'kind'>): Holding =>
  subject.kind === 'finding' ? RECORDED_OR_LIVE : RECORDED;

export interface FootagePlacesOptions {
  readonly gate: Pick<Gate, 'permits'>;
  readonly finder: Pick<PlaceFinder, 'ofCamera' | 'ofCameraAt'>;
  readonly now: () => number;
}

/** A player asks every few seconds of much the same instants. */
const KEPT_MS = 5000;
const KEPT_MOST = 5000;

/** Whether somebody may see a camera's footage of an instant: at its place then, with the windows in its picture then. */
export class FootagePlaces {
  readonly #options: FootagePlacesOptions;
  readonly #kept = new Map<
    string,
    { readonly place: Promise<Place | undefined>; readonly untilMs: number }
  >();

  constructor(options: FootagePlacesOptions) {
    this.#options = options;
  }

  /** Undefined: not at every one of these instants, or there is no such camera. Else where it was at the first. */
  async ofAll(
    actor: Actor,
    cameraId: string,
    instants: readonly number[],
    holding: Holding = RECORDED,
  ): Promise<Place | undefined> {
    const { finder } = this.#options;
    const now = await finder.ofCamera(cameraId);
    if (!now) return undefined;
    // Who may by the hall or its region may at any time, whatever windows were in the picture.
    const { departmentIds: _, cameraId: __, ...hall } = now;
    if (await this.#permits(actor, holding, hall)) return now;
    let first: Place | undefined;
    for (const atMs of new Set(instants)) {
      const place = await this.#at(cameraId, atMs);
      if (!place || !(await this.#permits(actor, holding, place))) return undefined;
      first ??= place;
    }
    return first;
  }

  async #permits(actor: Actor, holding: Holding, place: Place): Promise<boolean> {
    for (const permission of holding)
      if (await this.#options.gate.permits(actor, permission, place)) return true;
    return false;
  }

  #at(cameraId: string, atMs: number): Promise<Place | undefined> {
    const { finder, now } = this.#options;
    const name = `${cameraId} ${atMs}`;
    const kept = this.#kept.get(name);
    if (kept && kept.untilMs > now()) return kept.place;
    if (this.#kept.size >= KEPT_MOST) this.#kept.clear();
    const place = finder.ofCameraAt(cameraId, new Date(atMs));
    this.#kept.set(name, { place, untilMs: now() + KEPT_MS });
    // A failed look-up is not remembered.
    place.catch(() => this.#kept.delete(name));
    return place;
  }
}
