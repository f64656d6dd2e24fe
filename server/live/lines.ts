/** Halls' lines: every viewing has to have room on the line of its camera's hall. */
import {
  LineBudgets,
  LineFullError,
  type LineStatus,
  type StreamHub,
  type StreamKey,
} from '../../streams/index.ts';
import type { HallLine } from '../contract/places.ts';
import type { PlaceFinder } from '../places/index.ts';
import { notFound, unavailable } from '../platform/errors.ts';
import type { Gate } from '../platform/http/gate.ts';
import type { Actor } from '../platform/http/route.ts';
import type { Logger } from '../platform/log.ts';
import { capOf, type HallPolicies } from './hall-policies.ts';

export interface LinesOptions {
  readonly hub: Pick<StreamHub, 'status' | 'onStatus' | 'letGo'>;
  readonly policies: HallPolicies;
  readonly gate: Pick<Gate, 'permits'>;
  readonly finder: Pick<PlaceFinder, 'ofCamera'>;
  readonly log: Logger;
  readonly now: () => number;
}

const REFRESH_EVERY_MS = 5000;
const LARGE_VIEW = 2;
const PRIORITY = 1;
const LAST = -1;

export class Lines {
  readonly #options: LinesOptions;
  readonly #budgets: LineBudgets;
  readonly #unsubscribe: () => void;
  readonly #refreshTimer: NodeJS.Timeout;

  constructor(options: LinesOptions) {
    const { hub, now } = options;
    this.#options = options;
    this.#budgets = new LineBudgets({
      now,
      letGo: (key) => hub.letGo(key),
      measure: (key) => {
        const status = hub.status(key);
        return status?.state.name === 'live' ? status.bitrateKbps : undefined;
      },
    });
    this.#unsubscribe = hub.onStatus(({ key, state }) => {
      if (state.name === 'idle') this.#budgets.stopped(key);
    });
    this.#refreshTimer = setInterval(() => void this.#refresh(), REFRESH_EVERY_MS);
    this.#refreshTimer.unref();
  }

  /**
   * Waits a moment for room. One large view goes before any tile, and among equals those with `live:priority`
   * (supervisors) go first: so a supervisor's large view, then anybody's, then a supervisor's tile, then anybody's.
   * Returns the way to leave, which is idempotent. `onEvicted`: somebody who goes first needs the room.
   * @throws line_full
   */
  async enter(actor: Actor, key: StreamKey, onEvicted: () => void): Promise<() => void> {
    const { policies, finder, gate } = this.#options;
    const [hall, place] = await Promise.all([policies.ofCamera(key.cameraId), finder.ofCamera(key.cameraId)]);
    if (!hall || !place) throw notFound('camera');
    const goesFirst = await gate.permits(actor, 'live:priority', place);
    try {
      return await this.#budgets.enter({
        lineId: hall.hallId,
        capKbps: capOf(hall.policy),
        key,
        rank: (key.profile === 'main' ? LARGE_VIEW : 0) + (goesFirst ? PRIORITY : 0),
        onEvicted,
      });
    } catch (error) {
      if (error instanceof LineFullError) throw unavailable(error.code, error.message);
      throw error;
    }
  }

  /**
   * For what is nobody's viewing and gives way to every one. Left out `onEvicted`: it is over in a moment, and a stream
   * that viewers join is theirs by then.
   * @throws LineFullError; not_found
   */
  async enterLast(key: StreamKey, onEvicted: () => void = () => undefined): Promise<() => void> {
    const hall = await this.#options.policies.ofCamera(key.cameraId);
    if (!hall) throw notFound('camera');
    return this.#budgets.enter({
      lineId: hall.hallId,
      capKbps: capOf(hall.policy),
      ...{ key, rank: LAST },
      onEvicted,
    });
  }

  async ofHall(hallId: string): Promise<HallLine> {
    const policy = await this.#options.policies.ofHall(hallId);
    if (!policy) throw notFound('hall');
    const { lineKbps, lineReserveKbps } = policy;
    const { usedKbps, waiting, streams } = this.#budgets.status(hallId);
    return {
      lineKbps,
      lineReserveKbps,
      capKbps: capOf(policy),
      usedKbps: Math.round(usedKbps),
      waiting,
      streams: streams.map(({ key, kbps, measured, viewers }) => ({
        ...key,
        kbps: Math.round(kbps),
        measured,
        viewers,
      })),
    };
  }

  /** Of halls something is pulled from. */
  statuses(): LineStatus[] {
    return this.#budgets.statuses();
  }

  close(): void {
    clearInterval(this.#refreshTimer);
    this.#unsubscribe();
    this.#budgets.close();
  }

  /** A changed line counts for those who watch already, too. */
  async #refresh(): Promise<void> {
    for (const { lineId } of this.#budgets.statuses())
      try {
        const policy = await this.#options.policies.ofHall(lineId);
        if (policy) this.#budgets.setCap(lineId, capOf(policy));
      } catch (error) {
        // The database is away for a moment; the next round asks again.
        this.#options.log.warn({ err: error, hallId: lineId }, 'a hall’s line could not be looked up');
      }
  }
}
