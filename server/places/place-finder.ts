/**
 * Answers where a thing is, for permission checks. Media requests ask several times a second, so answers are kept
 * for a few seconds; a change made on this node empties them at once, one made on another node is seen by then.
 */
import { afterCommit, isInUnitOfWork } from '../platform/db/unit-of-work.ts';
import type { Place } from '../platform/http/route.ts';
import type { PlaceStore } from './place.store.ts';
import type { RegionsStore } from './regions.store.ts';
import { isUuid } from './registration.ts';

const KEPT_MS = 5000;
const KEPT_MOST = 10_000;

export interface PlaceFinderOptions {
  readonly places: PlaceStore;
  readonly regions: RegionsStore;
  readonly now: () => number;
}

export class PlaceFinder {
  readonly #places: PlaceStore;
  readonly #regions: RegionsStore;
  readonly #now: () => number;
  readonly #kept = new Map<string, { untilMs: number; place: Promise<Place | undefined> }>();

  constructor(options: PlaceFinderOptions) {
    this.#places = options.places;
    this.#regions = options.regions;
    this.#now = options.now;
  }

  /** All of these: undefined when there is no such thing. */
  ofHall = (id: unknown) => this.#remember('hall', id, (uuid) => this.#places.ofHall(uuid));
  ofWindow = (id: unknown) => this.#remember('window', id, (uuid) => this.#places.ofWindow(uuid));
  /** For what tells of its past: with every department that ever ran it. */
  ofWindowEver = (id: unknown) =>
    this.#remember('window ever', id, (uuid) => this.#places.ofWindowEver(uuid));
  ofCamera = (id: unknown) => this.#remember('camera', id, (uuid) => this.#places.ofCamera(uuid));
  /** As it was at an instant: for pictures of then. */
  async ofCameraAt(id: unknown, at: Date): Promise<Place | undefined> {
    const place = isUuid(id) ? await this.#places.ofCameraAt(id, at) : undefined;
    return place && { ...place, atMs: at.getTime() };
  }
  ofCase = (id: unknown) => this.#remember('case', id, (uuid) => this.#places.ofCase(uuid));

  async ofDepartment(id: unknown): Promise<Place | undefined> {
    if (!isUuid(id)) return undefined;
    const department = await this.#regions.department(id);
    if (department === undefined) return undefined;
    const successorId = await this.#regions.successorOf(id);
    return {
      regionPath: await this.#regions.pathOf(department.regionCode),
      departmentIds: successorId === null ? [id] : [id, successorId],
    };
  }

  /** A matter is where its department is. */
  async ofMatter(id: unknown): Promise<Place | undefined> {
    if (!isUuid(id)) return undefined;
    const departmentId = await this.#places.departmentOfMatter(id);
    return departmentId === undefined ? undefined : this.ofDepartment(departmentId);
  }

  async ofRegion(code: unknown): Promise<Place | undefined> {
    if (typeof code !== 'string' || !/^[0-9A-Z]{1,9}$/.test(code)) return undefined;
    const regionPath = await this.#regions.pathOf(code);
    return regionPath.length === 0 ? undefined : { regionPath };
  }

  /** Forget everything kept: something moved. */
  forget(): void {
    afterCommit(() => this.#kept.clear());
  }

  async #remember(
    kind: string,
    id: unknown,
    find: (uuid: string) => Promise<Place | undefined>,
  ): Promise<Place | undefined> {
    if (!isUuid(id)) return undefined;
    // What is not committed is nobody else's answer, nor is what was before it this one's.
    if (isInUnitOfWork()) return find(id);
    const key = `${kind} ${id}`;
    const kept = this.#kept.get(key);
    if (kept !== undefined && kept.untilMs > this.#now()) return kept.place;
    if (this.#kept.size >= KEPT_MOST) this.#kept.clear();
    const place = find(id);
    this.#kept.set(key, { untilMs: this.#now() + KEPT_MS, place });
    // A failure is not an answer to keep; the caller sees it.
    place.catch(() => this.#kept.delete(key));
    return place;
  }
}
