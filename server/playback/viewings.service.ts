/** Viewings: what somebody is after, and why. Each names the cameras and times it covers, which were his to see when it was made. */
import type { z } from 'zod';
import { type CameraRange, MOST_IN_VIEWING, type newViewing, type Viewing } from '../contract/playback.ts';
import { RANGE_MOST_DAYS } from '../contract/recordings.ts';
import { keysetKey } from '../platform/db/keyset.ts';
import { forbidden, invalid, notFound } from '../platform/errors.ts';
import type { Gate } from '../platform/http/gate.ts';
import { decodeCursor, encodeCursor, invalidCursor, type Page } from '../platform/http/paging.ts';
import type { Actor } from '../platform/http/route.ts';
import { type FootagePlaces, holdingFor } from './footage-places.ts';
import type { ViewingRow, ViewingsStore } from './viewings.store.ts';

const HOLDS_MS = 12 * 3_600_000;
/** What one plans to look at as it comes. */
const AHEAD_MOST_MS = 24 * 3_600_000;
const DAY_MS = 86_400_000;
/** Of one session that hold at once; the oldest count no more. */
const HOLDING_MOST = 200;
/** The keyframe before, and the rest of the last GOP, belong to what was asked for. */
export const MARGIN_MS = 30_000;
const KEPT_MS = 5000;
const KEPT_MOST = 2000;

type Asked = z.output<typeof newViewing>;

/** What a viewing's subject comes to; undefined: there is no such thing, or the asker may not see it. */
export type RangesOf = (
  actor: Actor,
  subject: Exclude<Asked['subject'], { kind: 'range' }>,
) => Promise<readonly CameraRange[] | undefined>;

export interface ViewingsServiceOptions {
  readonly store: ViewingsStore;
  readonly places: FootagePlaces;
  readonly gate: Pick<Gate, 'permits'>;
  readonly rangesOf: RangesOf;
  readonly now: () => number;
}

interface Person {
  readonly id: string;
  readonly sessionId: string;
}

export class ViewingsService {
  readonly #options: ViewingsServiceOptions;
  readonly #kept = new Map<
    string,
    { readonly viewings: Promise<readonly ViewingRow[]>; readonly untilMs: number }
  >();

  constructor(options: ViewingsServiceOptions) {
    this.#options = options;
  }

  /** @throws forbidden, not_found for what the asker may not see, of then; of a case or card what he may not see is left out */
  async create(actor: Actor, { subject, purpose }: Asked): Promise<Viewing> {
    const { store, gate, now } = this.#options;
    const person = personOf(actor);
    // Who looks live alone has a finding's half minute, and nothing else of what was recorded.
    if (subject.kind !== 'finding' && !(await gate.permits(actor, 'recordings:view')))
      throw forbidden('recordings:view');
    const cameras =
      subject.kind === 'range' ? await this.#range(actor, subject) : await this.#following(actor, subject);
    const nowMs = now();
    const made = await store.insert({
      ...{ userId: person.id, sessionId: person.sessionId, purpose, subject, cameras },
      ...{ begunAt: new Date(nowMs), until: new Date(nowMs + HOLDS_MS) },
    });
    this.#kept.delete(person.sessionId);
    return made;
  }

  async list(actor: Actor, query: { limit: number; cursor?: string | undefined }): Promise<Page<Viewing>> {
    const after = decodeCursor(query.cursor, keysetKey);
    const page = await this.#options.store.list(personOf(actor).id, query.limit, after);
    if (!page) throw invalidCursor();
    return { items: page.rows, nextCursor: page.next && encodeCursor(page.next) };
  }

  /** One's own only. */
  async get(actor: Actor, id: string): Promise<Viewing> {
    const found = await this.#options.store.ofUser(personOf(actor).id, id);
    if (!found) throw notFound('viewing');
    return found;
  }

  async end(actor: Actor, id: string): Promise<void> {
    const { store, now } = this.#options;
    const person = personOf(actor);
    if (!(await store.end(person.id, id, new Date(now())))) throw notFound('viewing');
    this.#kept.delete(person.sessionId);
  }

  async endOfSessions(sessionIds: readonly string[]): Promise<void> {
    for (const id of sessionIds) this.#kept.delete(id);
    if (sessionIds.length > 0)
      await this.#options.store.endOfSessions(sessionIds, new Date(this.#options.now()));
  }

  /** The actor's viewing that covers the camera over these instants, with the range of it that does. */
  async covering(
    actor: Actor,
    { cameraId, fromMs, toMs }: { cameraId: string; fromMs: number; toMs: number },
  ): Promise<{ viewing: Viewing; range: { fromMs: number; toMs: number } } | undefined> {
    const nowMs = this.#options.now();
    for (const viewing of await this.#holding(personOf(actor))) {
      if (Date.parse(viewing.until) <= nowMs) continue;
      for (const camera of viewing.cameras) {
        if (camera.cameraId !== cameraId) continue;
        const range = { fromMs: Date.parse(camera.from), toMs: Date.parse(camera.to) };
        if (range.fromMs - MARGIN_MS <= fromMs && toMs <= range.toMs + MARGIN_MS) return { viewing, range };
      }
    }
    return undefined;
  }

  /** The latest of what the actor's viewings cover of the camera within a time. */
  async overlapping(
    actor: Actor,
    { cameraId, fromMs, toMs }: { cameraId: string; fromMs: number; toMs: number },
  ): Promise<{ fromMs: number; toMs: number } | undefined> {
    if (actor.kind !== 'user') return undefined;
    const nowMs = this.#options.now();
    let found: { fromMs: number; toMs: number } | undefined;
    for (const { until, cameras } of await this.#holding(actor))
      for (const camera of Date.parse(until) > nowMs ? cameras : []) {
        if (camera.cameraId !== cameraId) continue;
        const from = Math.max(fromMs, Date.parse(camera.from));
        const to = Math.min(toMs, Date.parse(camera.to));
        if (from <= to && (found === undefined || from > found.fromMs)) found = { fromMs: from, toMs: to };
      }
    return found;
  }

  #holding(person: Person): Promise<readonly ViewingRow[]> {
    const { store, now } = this.#options;
    const kept = this.#kept.get(person.sessionId);
    if (kept && kept.untilMs > now()) return kept.viewings;
    if (this.#kept.size >= KEPT_MOST) this.#kept.clear();
    const viewings = store.holding(person.id, person.sessionId, new Date(now()), HOLDING_MOST);
    this.#kept.set(person.sessionId, { viewings, untilMs: now() + KEPT_MS });
    // A failed look-up is not remembered.
    viewings.catch(() => this.#kept.delete(person.sessionId));
    return viewings;
  }

  async #range(
    actor: Actor,
    { cameraIds, from, to }: Extract<Asked['subject'], { kind: 'range' }>,
  ): Promise<CameraRange[]> {
    const nowMs = this.#options.now();
    const [fromMs, toMs] = [Date.parse(from), Date.parse(to)];
    if (toMs <= fromMs) throw fault('to', 'must be after from');
    if (fromMs > nowMs) throw fault('from', 'is still to come');
    if (toMs > nowMs + AHEAD_MOST_MS) throw fault('to', 'at most 24 hours from now');
    if (toMs - fromMs > RANGE_MOST_DAYS * DAY_MS) throw fault('to', `at most ${RANGE_MOST_DAYS} days of it`);
    const cameras: CameraRange[] = [];
    for (const cameraId of new Set(cameraIds)) {
      const instants = [fromMs, Math.min(toMs, nowMs)];
      if (!(await this.#options.places.ofAll(actor, cameraId, instants))) throw notFound('camera');
      cameras.push({ cameraId, from, to });
    }
    return cameras;
  }

  async #following(
    actor: Actor,
    subject: Exclude<Asked['subject'], { kind: 'range' }>,
  ): Promise<CameraRange[]> {
    const { rangesOf, places, now } = this.#options;
    const ranges = await rangesOf(actor, subject);
    if (!ranges) throw notFound(subject.kind);
    const seen: CameraRange[] = [];
    const holding = holdingFor(subject);
    for (const range of ranges) {
      const [fromMs, toMs] = [Date.parse(range.from), Date.parse(range.to)];
      const instants = [fromMs, Math.max(fromMs, Math.min(toMs, now()))];
      if (toMs > fromMs && (await places.ofAll(actor, range.cameraId, instants, holding))) seen.push(range);
      if (seen.length >= MOST_IN_VIEWING) break;
    }
    return seen;
  }
}

/** Only a person has a purpose. */
function personOf(actor: Actor): Person {
  if (actor.kind !== 'user') throw forbidden('recordings:view');
  return actor;
}

const fault = (field: string, message: string) => invalid([{ field: `body.subject.${field}`, message }]);
