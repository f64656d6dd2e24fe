/** Findings as they are asked for, and noted by people at a picture. */
import type { z } from 'zod';
import { leftMs } from '../alerts/index.ts';
import type { WorkingClocks } from '../calendar/index.ts';
import type { Permission } from '../contract/access.ts';
import type { Finding, FindingDetail, FindingsQuery, newFinding } from '../contract/findings.ts';
import { LIVE_BUFFER_MS } from '../contract/playback.ts';
import type { PlaceFinder, Visible } from '../places/index.ts';
import { keysetKey } from '../platform/db/keyset.ts';
import { invalid, notFound } from '../platform/errors.ts';
import type { Gate } from '../platform/http/gate.ts';
import { decodeCursor, type Page, pageOf } from '../platform/http/paging.ts';
import type { Actor, Place } from '../platform/http/route.ts';
import type { FindingBook, FindingBookOptions } from './finding-book.ts';
import type { FindingPlaces } from './finding-places.ts';
import {
  type FindingRow,
  type FindingsStore,
  type LedgerRow,
  type Narrowed,
  toFinding,
} from './findings.store.ts';
import { possible } from './states.ts';

type Person = Extract<Actor, { kind: 'user' }>;

export interface FindingsServiceOptions {
  readonly reads: FindingsStore;
  readonly book: FindingBook;
  readonly places: FindingPlaces;
  readonly camerasOf: FindingBookOptions['camerasOf'];
  readonly finder: Pick<PlaceFinder, 'ofCamera' | 'ofCameraAt' | 'ofWindow'>;
  readonly gate: Pick<Gate, 'permits'>;
  readonly clocks: WorkingClocks;
  readonly now: () => number;
}

/** A page's clock may be ahead of ours by so much. */
const AHEAD_MS = 5000;
const SEES_CAMERA = ['live:view', 'recordings:view'] as const;
const SEES_RECORDED = ['recordings:view'] as const;
/** Seen as it happened. */
const SEEN_LIVE: ReadonlySet<FindingRow['origin']> = new Set(['live', 'patrol']);

export class FindingsService {
  readonly #options: FindingsServiceOptions;

  constructor(options: FindingsServiceOptions) {
    this.#options = options;
  }

  async list(narrowed: Narrowed, query: FindingsQuery): Promise<Page<Finding>> {
    const { limit, cursor } = query;
    const after = decodeCursor(cursor, keysetKey);
    const rows = await this.#options.reads.list(query, narrowed, { after, limit });
    return pageOf(rows, limit, (row) => row.key, withoutKey);
  }

  /** The ledger's next rows. */
  async ledger(narrowed: Narrowed, query: FindingsQuery): Promise<Page<LedgerRow>> {
    const { limit, cursor } = query;
    const after = decodeCursor(cursor, keysetKey);
    const rows = await this.#options.reads.ledger(query, narrowed, { after, limit });
    return pageOf(
      rows,
      limit,
      (row) => row.key,
      (row) => row,
    );
  }

  /** A finding outside `visible` is as if it were not. */
  async get(id: string, visible: Visible, actor: Actor): Promise<FindingDetail> {
    const { reads, clocks, now, places } = this.#options;
    const row = await reads.get(id, visible);
    if (row === undefined) throw notFound('finding');
    const [steps, held, clock, seesCamera] = await Promise.all([
      reads.stepsOf(id),
      places.held(row, actor),
      clocks.of({ hallId: row.hallId, regionCode: row.regionCode }),
      this.seesCamera(row, actor),
    ]);
    const moment = {
      state: row.state,
      notedAtMs: row.notedAt.getTime(),
      endedAtMs: row.endedAt?.getTime() ?? null,
    };
    const waits = row.state === 'ordered' ? row.orderUntil : null;
    return {
      ...toFinding(row),
      steps,
      may: possible(moment, held, now()),
      mayWatch: row.clipFrom !== null && seesCamera,
      left: { orderMs: leftMs(clock, now(), waits), workingDayMs: clock.workingDayMs },
    };
  }

  /** For whoever is known to see it. */
  async finding(id: string): Promise<Finding | undefined> {
    const row = await this.#options.reads.get(id, { everywhere: true });
    return row && toFinding(row);
  }

  /**
   * As the camera's windows were then. Who watches live may see what was seen live; what was seen in a recording, or by a
   * lead long after, is for who may see recordings: confirming a lead opens no footage to anybody.
   */
  async seesCamera(
    { cameraId, at, origin }: Pick<FindingRow, 'cameraId' | 'at' | 'origin'>,
    actor: Actor,
  ): Promise<boolean> {
    if (cameraId === null) return false;
    const place = await this.#options.finder.ofCameraAt(cameraId, at);
    const holding = SEEN_LIVE.has(origin) ? SEES_CAMERA : SEES_RECORDED;
    return place !== undefined && this.#anyOf(actor, holding, place);
  }

  /** The right to note at the window was asked before. Within a unit of work; answers its id. */
  async note(actor: Person, input: z.output<typeof newFinding>): Promise<string> {
    const { book, now } = this.#options;
    const asked = input.at === undefined ? now() : Date.parse(input.at);
    if (asked > now() + AHEAD_MS) throw invalid([{ field: 'body.at', message: 'must not lie ahead' }]);
    const atMs = Math.min(asked, now());
    const { kind, windowId, text, origin } = input;
    return book.write({
      ...{ kind, windowId, text, origin, originId: null, caseId: null, atMs },
      cameraId: await this.#cameraFor(actor, windowId, input.cameraId, atMs),
      by: { id: actor.id, name: actor.username },
    });
  }

  /**
   * The one that is named, which must be his to see at that instant and in the window's hall; else the first that looked
   * at the window then and is.
   */
  async #cameraFor(
    actor: Person,
    windowId: string,
    cameraId: string | null,
    atMs: number,
  ): Promise<string | null> {
    const { finder, camerasOf } = this.#options;
    if (cameraId === null) {
      for (const camera of await camerasOf(windowId, atMs, atMs + 1))
        if (await this.#mayTake(actor, camera.cameraId, atMs)) return camera.cameraId;
      return null;
    }
    if (!(await this.#mayTake(actor, cameraId, atMs))) throw notFound('camera');
    const [camera, window] = await Promise.all([finder.ofCamera(cameraId), finder.ofWindow(windowId)]);
    if (camera?.hallId !== window?.hallId)
      throw invalid([{ field: 'body.cameraId', message: 'must be a camera of the window’s hall' }]);
    return cameraId;
  }

  /** A picture of that instant: of the last minutes by `live:view`, else as the recording is seen. */
  async #mayTake(actor: Person, cameraId: string, atMs: number): Promise<boolean> {
    const { finder, now } = this.#options;
    if (atMs >= now() - LIVE_BUFFER_MS) {
      const place = await finder.ofCamera(cameraId);
      if (place !== undefined && (await this.#anyOf(actor, SEES_CAMERA, place))) return true;
    }
    const then = await finder.ofCameraAt(cameraId, new Date(atMs));
    return then !== undefined && this.#anyOf(actor, ['recordings:view'], then);
  }

  async #anyOf(actor: Actor, permissions: readonly Permission[], place: Place): Promise<boolean> {
    for (const permission of permissions)
      if (await this.#options.gate.permits(actor, permission, place)) return true;
    return false;
  }
}

const withoutKey = ({ key: _, ...row }: FindingRow & { readonly key: string[] }): Finding => toFinding(row);
