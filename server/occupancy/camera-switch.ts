/** Whether a camera's picture is looked at, by its switch, and how that goes. */
import type { CameraAnalysis } from '../contract/occupancy.ts';
import { notFound } from '../platform/errors.ts';
import type { SpanKeeper } from './span-keeper.ts';
import type { WatchPlan } from './watch-plan.ts';
import type { WatchedStore } from './watched.store.ts';

export interface CameraSwitchOptions {
  readonly watched: Pick<WatchedStore, 'switchOf' | 'turn'>;
  readonly keeper: Pick<SpanKeeper, 'sightOf'>;
  readonly plan: Pick<WatchPlan, 'nudge'>;
  /** Whether anything is looked at on this site. */
  readonly site: boolean;
}

export class CameraSwitch {
  readonly #options: CameraSwitchOptions;

  constructor(options: CameraSwitchOptions) {
    this.#options = options;
  }

  async of(cameraId: string): Promise<CameraAnalysis> {
    const { watched, keeper, site } = this.#options;
    const known = await watched.switchOf(cameraId);
    if (known === undefined) throw notFound('camera');
    const { on, windows } = known;
    const sight = on && site ? keeper.sightOf(cameraId) : undefined;
    const cause = sight?.blind?.cause ?? null;
    const state =
      !on || !site
        ? 'off'
        : windows === 0
          ? 'no_places'
          : sight === undefined
            ? 'waiting'
            : cause === null
              ? 'seeing'
              : cause === 'learning' || cause === 'restart'
                ? 'learning'
                : 'blind';
    return {
      ...{ cameraId, on, site, state, cause, windows },
      since: sight?.blind ? new Date(sight.blind.sinceMs).toISOString() : null,
      lastPictureAt: sight?.pictureAtMs == null ? null : new Date(sight.pictureAtMs).toISOString(),
    };
  }

  async turn(cameraId: string, on: boolean): Promise<CameraAnalysis> {
    const { watched, plan } = this.#options;
    if ((await watched.switchOf(cameraId)) === undefined) throw notFound('camera');
    await watched.turn(cameraId, on);
    plan.nudge();
    return this.of(cameraId);
  }
}
