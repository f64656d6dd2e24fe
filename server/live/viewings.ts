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

const RECHECK_EVERY_MS = 30_000;
/** A tile that falls from WebRTC to HLS, or is closed and opened again, is one look in the trail. */
const SAME_LOOK_MS = 60_000;
const MOST_PER_SESSION = 128;

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

/** `picture`: single pictures, decoded here; `http`: LL-HLS and GOPs. */
export const viewingWays = ['webrtc', 'whep', 'http', 'flv', 'picture'] as const;
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
  /** Idempotent. */
  end(): void;
}

interface Open extends ViewingRequest {
  readonly session: string;
  /** Undefined while it begins: it counts, and can be ended, from the first moment. */
  lease?: Lease;
  leaveLine?: () => void;
}

export class Viewings {
  readonly #options: ViewingsOptions;
  readonly #open = new Set<Open>();
  /** When each session last looked at each camera, for those that are not open any more. */
  readonly #looks = new Map<string, number>();
  /** Sessions that ended lately: a request of one may have been let in just before. */
  readonly #endedSessions = new Map<string, number>();
  readonly #unsubscribe: readonly (() => void)[];
  readonly #recheckTimer: NodeJS.Timeout;

  constructor(options: ViewingsOptions) {
    this.#options = options;
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
    await this.mustSee(actor, key.cameraId);
    const session = sessionOf(actor);
    if (this.#endedSessions.has(session)) throw notFound('camera');
    if ([...this.#open].filter((open) => open.session === session).length >= MOST_PER_SESSION)
      throw tooMany(`At most ${MOST_PER_SESSION} streams at once.`);
    const open: Open = { ...request, session };
    const isNew = !this.#watchedLately(open);
    this.#open.add(open);
    try {
      open.leaveLine = await this.#enterLine(open);
      if (isNew) await this.#audit(request);
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
        end: () => this.#end(open),
      };
    } catch (error) {
      this.#open.delete(open);
      open.leaveLine?.();
      throw error;
    }
  }

  async #enterLine(open: Open): Promise<() => void> {
    const { lines } = this.#options;
    if (!lines) return () => undefined;
    return lines.enter(open.actor, open.key, () => this.#endBecause(open, 'line_full'));
  }

  async mustSee(actor: Actor, cameraId: string): Promise<void> {
    if (!(await this.#maySee(actor, cameraId))) throw notFound('camera');
  }

  close(): void {
    clearInterval(this.#recheckTimer);
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    for (const open of [...this.#open]) this.#end(open);
  }

  async #maySee(actor: Actor, cameraId: string): Promise<boolean> {
    const place = await this.#options.finder.ofCamera(cameraId);
    return place !== undefined && (await this.#options.gate.permits(actor, 'live:view', place));
  }

  #watchedLately({ session, key }: Open): boolean {
    const lookedMs = this.#looks.get(lookOf(session, key)) ?? Number.NEGATIVE_INFINITY;
    if (this.#options.now() - lookedMs < SAME_LOOK_MS) return true;
    return [...this.#open].some(
      (open) => open.lease && open.session === session && open.key.cameraId === key.cameraId,
    );
  }

  async #audit({ actor, from, key, way }: ViewingRequest): Promise<void> {
    await this.#options.audit.append({
      actor,
      from,
      action: 'live.view',
      target: `camera:${key.cameraId}`,
      detail: { profile: key.profile, way },
    });
    this.#looks.set(lookOf(sessionOf(actor), key), this.#options.now());
  }

  /** A camera may have moved to where its viewer has no right. */
  async #recheck(): Promise<void> {
    for (const [look, atMs] of this.#looks)
      if (this.#options.now() - atMs > SAME_LOOK_MS) this.#looks.delete(look);
    for (const [session, atMs] of this.#endedSessions)
      if (this.#options.now() - atMs > SAME_LOOK_MS) this.#endedSessions.delete(session);
    await this.#recheckThose(() => true);
  }

  async #recheckThose(wanted: (open: Open) => boolean): Promise<void> {
    for (const open of [...this.#open].filter(wanted))
      try {
        if (!(await this.#maySee(open.actor, open.key.cameraId))) this.#endBecause(open, 'forbidden');
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
    if (open.lease) {
      this.#looks.set(lookOf(open.session, open.key), this.#options.now());
      open.lease.release();
    }
    open.leaveLine?.();
  }
}

function sessionOf(actor: Actor): string {
  return actor.kind === 'user' ? actor.sessionId : `token ${actor.tokenId}`;
}

function lookOf(session: string, key: StreamKey): string {
  return `${session} ${key.cameraId}`;
}
