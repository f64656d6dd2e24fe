/**
 * Who is watching what, over any way. A viewing begins with the right to it, room on the hall's line, a row in the
 * audit trail and a lease on the stream, in that order, and ends when the viewer leaves, his session ends or his right is gone.
 */
import type { Lease, StreamKey, StreamView } from '../../streams/index.ts';
import { rightsChanged, sessionsEnded } from '../access/index.ts';
import type { Audit } from '../audit/index.ts';
import type { Bus } from '../platform/bus.ts';
import { notFound, tooMany } from '../platform/errors.ts';
import type { Gate } from '../platform/http/gate.ts';
import type { Actor, Place } from '../platform/http/route.ts';
import type { Logger } from '../platform/log.ts';
import type { Lines } from './lines.ts';
import { Looks } from './looks.ts';

const RECHECK_EVERY_MS = 30_000;
/** A request of a session that ended so lately may have been let in just before. */
const ENDED_LATELY_MS = 60_000;
/** A desk's four screens of 64 tiles, each tile going over from one way to another. */
const MOST_PER_SESSION = 512;

export interface ViewingsOptions {
  /** The stream as it can be shown that way. */
  readonly acquire: (key: StreamKey, holder: string, way: ViewingWay) => Lease;
  /** Left out: no hall's line is limited. */
  readonly lines?: Pick<Lines, 'enter'>;
  readonly gate: Pick<Gate, 'permits'>;
  readonly finder: { ofCamera(id: unknown): Promise<Place | undefined> };
  readonly audit: Audit;
  readonly bus: Bus;
  readonly log: Logger;
  readonly now: () => number;
}

/** `picture`: single pictures, decoded here; `http`: LL-HLS and GOPs; `keyframes`: a wall's, many cameras in one answer. */
export const viewingWays = ['webrtc', 'whep', 'http', 'flv', 'picture', 'keyframes'] as const;
export type ViewingWay = (typeof viewingWays)[number];

export interface ViewingRequest {
  readonly actor: Actor;
  /** The viewer's address. */
  readonly from: string;
  readonly key: StreamKey;
  readonly way: ViewingWay;
  /** Ended by us: `session_ended`, `forbidden` or `line_full`. Not called where the viewer ends it. */
  readonly onEnded: (code: string) => void;
}

export interface Viewing {
  readonly stream: StreamView;
  readonly ended: boolean;
  /** Its sound is about to be heard: that is in the trail when it resolves, and must not be heard where it throws. */
  hear(): Promise<void>;
  /** It is heard no more, and still seen. */
  stopHearing(): void;
  /** Idempotent. */
  end(): void;
}

interface Open extends ViewingRequest {
  readonly session: string;
  /** Undefined while it begins: it counts, and can be ended, from the first moment. */
  lease?: Lease;
  leaveLine?: () => void;
  endLook?: () => void;
  stopHearing?: () => void;
}

export class Viewings {
  readonly #options: ViewingsOptions;
  readonly #open = new Set<Open>();
  readonly #looks: Looks;
  /** Sessions that ended lately: a request of one may have been let in just before. */
  readonly #endedSessions = new Map<string, number>();
  readonly #unsubscribe: readonly (() => void)[];
  readonly #recheckTimer: NodeJS.Timeout;

  constructor(options: ViewingsOptions) {
    this.#options = options;
    this.#looks = new Looks(options);
    this.#unsubscribe = [
      options.bus.subscribe(sessionsEnded, ({ sessionIds }) => {
        const ended = new Set(sessionIds);
        for (const session of ended) this.#endedSessions.set(session, this.#options.now());
        for (const open of [...this.#open])
          if (ended.has(open.session)) this.#endBecause(open, 'session_ended');
      }),
      options.bus.subscribe(rightsChanged, ({ userIds }) => {
        const changed = userIds && new Set(userIds);
        void this.#recheckThose(({ actor }) => actor.kind === 'user' && (changed?.has(actor.id) ?? true));
      }),
    ];
    this.#recheckTimer = setInterval(() => void this.#recheck(), RECHECK_EVERY_MS);
    this.#recheckTimer.unref();
  }

  get count(): number {
    return this.#open.size;
  }

  /** How many watch in each way. */
  get countByWay(): ReadonlyMap<ViewingWay, number> {
    const counts = new Map<ViewingWay, number>(viewingWays.map((way) => [way, 0]));
    for (const { way } of this.#open) counts.set(way, (counts.get(way) ?? 0) + 1);
    return counts;
  }

  /**
   * @throws not_found where the actor may not see the camera, as where there is none; line_full where the hall's line
   * has no room.
   */
  async begin(request: ViewingRequest): Promise<Viewing> {
    const { actor, key } = request;
    const place = await this.mustSee(actor, key.cameraId);
    const session = sessionOf(actor);
    if (this.#endedSessions.has(session)) throw notFound('camera');
    if ([...this.#open].filter((open) => open.session === session).length >= MOST_PER_SESSION)
      throw tooMany(`At most ${MOST_PER_SESSION} streams at once.`);
    const open: Open = { ...request, session };
    this.#open.add(open);
    try {
      open.leaveLine = await this.#enterLine(open);
      open.endLook = await this.#looks.begin('view', { ...request, place });
      if (!this.#open.has(open)) throw notFound('camera');
      const lease = this.#options.acquire(
        key,
        `${request.way} ${actor.kind === 'user' ? actor.username : actor.source}`,
        request.way,
      );
      open.lease = lease;
      const isOpen = () => this.#open.has(open);
      return {
        stream: lease.stream,
        get ended() {
          return !isOpen();
        },
        hear: () => this.#hear(open, place),
        stopHearing: () => open.stopHearing?.(),
        end: () => this.#end(open),
      };
    } catch (error) {
      this.#open.delete(open);
      open.leaveLine?.();
      open.endLook?.();
      throw error;
    }
  }

  async #enterLine(open: Open): Promise<() => void> {
    const { lines } = this.#options;
    if (!lines) return () => undefined;
    return lines.enter(open.actor, open.key, () => this.#endBecause(open, 'line_full'));
  }

  /** Where the camera is. */
  async mustSee(actor: Actor, cameraId: string): Promise<Place> {
    const place = await this.#placeSeen(actor, cameraId);
    if (!place) throw notFound('camera');
    return place;
  }

  /** All that were open are over at once; resolves when the trail has been told. */
  async close(): Promise<void> {
    clearInterval(this.#recheckTimer);
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    for (const open of [...this.#open]) this.#end(open);
    await this.#looks.close();
  }

  async #hear(open: Open, place: Place): Promise<void> {
    if (open.stopHearing) return;
    const stop = await this.#looks.begin('listen', { ...open, place });
    if (this.#open.has(open)) open.stopHearing = stop;
    else stop();
  }

  async #placeSeen(actor: Actor, cameraId: string): Promise<Place | undefined> {
    const place = await this.#options.finder.ofCamera(cameraId);
    return place && (await this.#options.gate.permits(actor, 'live:view', place)) ? place : undefined;
  }

  /** A camera may have moved to where its viewer has no right. */
  async #recheck(): Promise<void> {
    void this.#looks.sweep();
    for (const [session, atMs] of this.#endedSessions)
      if (this.#options.now() - atMs > ENDED_LATELY_MS) this.#endedSessions.delete(session);
    await this.#recheckThose(() => true);
  }

  async #recheckThose(wanted: (open: Open) => boolean): Promise<void> {
    for (const open of [...this.#open].filter(wanted))
      try {
        if (!(await this.#placeSeen(open.actor, open.key.cameraId))) this.#endBecause(open, 'forbidden');
      } catch (error) {
        // The database is away for a moment; the next round asks again.
        this.#options.log.warn({ err: error, cameraId: open.key.cameraId }, 'a viewing could not be checked');
      }
  }

  #endBecause(open: Open, code: string): void {
    if (!this.#open.has(open)) return;
    this.#end(open);
    open.onEnded(code);
  }

  #end(open: Open): void {
    if (!this.#open.delete(open)) return;
    open.lease?.release();
    open.leaveLine?.();
    open.endLook?.();
    open.stopHearing?.();
  }
}

function sessionOf(actor: Actor): string {
  return actor.kind === 'user' ? actor.sessionId : `token ${actor.tokenId}`;
}
