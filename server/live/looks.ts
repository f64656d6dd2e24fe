/**
 * What the audit trail tells of watching and listening: one row when a look begins, before anything is shown, and one
 * when it is over, with how long it was. A tile that falls from WebRTC to HLS, or is closed and opened again, is one look.
 */
import type { StreamKey } from '../../streams/index.ts';
import type { Audit } from '../audit/index.ts';
import type { Actor, Place } from '../platform/http/route.ts';
import type { Logger } from '../platform/log.ts';

/** After so long without it, coming back is another look. */
export const SAME_LOOK_MS = 60_000;

export interface LooksOptions {
  readonly audit: Pick<Audit, 'append'>;
  readonly log: Logger;
  readonly now: () => number;
}

export interface LookRequest {
  readonly actor: Actor;
  readonly from: string;
  readonly key: StreamKey;
  readonly way: string;
  readonly place: Place;
  /** Default `live`. */
  readonly of?: 'live' | 'recording';
  /** Looks that are told of one by one have a name each: a viewing's. */
  readonly under?: string;
  /** Why, as the viewer said. */
  readonly reason?: string;
  /** What else the first row tells. */
  readonly detail?: Readonly<Record<string, unknown>>;
}

type Sense = 'view' | 'listen';

interface Look extends LookRequest {
  readonly sense: Sense;
  readonly ways: Set<string>;
  readonly profiles: Set<string>;
  readonly startedMs: number;
  lastMs: number;
  /** Viewings of it that are open. */
  open: number;
  /** Its first row. */
  readonly begun: Promise<void>;
  ending: boolean;
}

export class Looks {
  readonly #options: LooksOptions;
  readonly #looks = new Map<string, Look>();
  /** Whose end is to be told, or being told. Coming back is another look. */
  readonly #over = new Set<Look>();

  constructor(options: LooksOptions) {
    this.#options = options;
  }

  /** Is in the trail when it resolves; what cannot be is not shown. Gives the way to end it, once. */
  async begin(sense: Sense, request: LookRequest): Promise<() => void> {
    const name = nameOf(sense, request);
    const look = this.#current(name) ?? this.#make(name, sense, request);
    look.open += 1;
    look.ways.add(request.way);
    look.profiles.add(request.key.profile);
    let isOpen = true;
    const end = (): void => {
      if (!isOpen) return;
      isOpen = false;
      look.open -= 1;
      look.lastMs = this.#options.now();
    };
    try {
      await look.begun;
    } catch (error) {
      end();
      if (this.#looks.get(name) === look) this.#looks.delete(name);
      this.#over.delete(look);
      throw error;
    }
    return end;
  }

  /** Tells the trail of those that are over. Call it now and then. */
  async sweep(): Promise<void> {
    for (const [name, look] of this.#looks) if (this.#isOver(look)) this.#end(name, look);
    await this.#tellOver();
  }

  /** All of them are over. */
  async close(): Promise<void> {
    const nowMs = this.#options.now();
    for (const [name, look] of this.#looks) {
      if (look.open > 0) look.lastMs = nowMs;
      this.#end(name, look);
    }
    await this.#tellOver();
  }

  #current(name: string): Look | undefined {
    const look = this.#looks.get(name);
    if (!look || !this.#isOver(look)) return look;
    this.#end(name, look);
    void this.#tellOver();
    return undefined;
  }

  #isOver({ open, lastMs }: Look): boolean {
    return open === 0 && this.#options.now() - lastMs >= SAME_LOOK_MS;
  }

  #end(name: string, look: Look): void {
    this.#looks.delete(name);
    this.#over.add(look);
  }

  #make(name: string, sense: Sense, request: LookRequest): Look {
    const { audit, now } = this.#options;
    const { actor, from, key, way, place, of = 'live', reason, detail } = request;
    const begun = audit.append({
      ...{ actor, from, place, reason },
      action: `${of}.${sense}`,
      target: `camera:${key.cameraId}`,
      detail: { profile: key.profile, way, ...detail },
    });
    const startedMs = now();
    const look: Look = {
      ...{ ...request, sense, begun, startedMs },
      ...{ ways: new Set<string>(), profiles: new Set<string>() },
      ...{ lastMs: startedMs, open: 0, ending: false },
    };
    this.#looks.set(name, look);
    return look;
  }

  async #tellOver(): Promise<void> {
    for (const look of [...this.#over]) {
      if (look.ending) continue;
      look.ending = true;
      if (await this.#tellEnd(look)) this.#over.delete(look);
      look.ending = false;
    }
  }

  /** False: it could not be told, and is to be told at the next turn. */
  async #tellEnd(look: Look): Promise<boolean> {
    const { audit, log } = this.#options;
    const { actor, from, key, place, sense, startedMs, lastMs, ways, profiles, of = 'live', reason } = look;
    try {
      await audit.append({
        ...{ actor, from, place, reason },
        action: `${of}.${sense}-end`,
        target: `camera:${key.cameraId}`,
        detail: {
          ...{ ways: [...ways], profiles: [...profiles] },
          startedAt: new Date(startedMs).toISOString(),
          durationMs: Math.max(0, lastMs - startedMs),
        },
      });
      return true;
    } catch (error) {
      log.warn({ err: error, cameraId: key.cameraId }, 'the end of a look could not be put into the trail');
      return false;
    }
  }
}

function nameOf(sense: Sense, { actor, key, of = 'live', under = '' }: LookRequest): string {
  const session = actor.kind === 'user' ? actor.sessionId : `token ${actor.tokenId}`;
  return `${of}.${sense} ${session} ${key.cameraId} ${under}`;
}
