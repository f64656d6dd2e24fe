/**
 * What one person may do, in a form that is quick to ask: a permission at a place costs as much as the place's path
 * is long, whether there is one grant or ten thousand. Made from grants once, thrown away when they change.
 */
import type { Permission, Scope } from '../../contract/access.ts';
import type { Place } from '../../platform/http/route.ts';
import { type CameraSpan, type HeldCase, type HeldGrant, looks, viewing } from './grants.ts';
import type { Visible } from './visible.ts';

/** A recording is let go a little before the first and after the last that was reported: people sit down, and stay. */
export const SERVED_MARGIN_MS = 10 * 60_000;

const NEVER = Number.NEGATIVE_INFINITY;

/** Where the grants of one bundle of permissions reach, each with the instant it ends; Infinity: it does not. */
class Reach {
  readonly permissions: ReadonlySet<Permission>;
  everywhereUntilMs = NEVER;
  readonly regions = new Map<string, number>();
  readonly halls = new Map<string, number>();
  readonly departments = new Map<string, number>();

  constructor(permissions: Iterable<Permission>) {
    this.permissions = new Set(permissions);
  }

  add(scope: Scope, untilMs: number): void {
    const keep = (reached: Map<string, number>, id: string) =>
      reached.set(id, Math.max(untilMs, reached.get(id) ?? NEVER));
    if (scope.kind === 'everywhere') this.everywhereUntilMs = Math.max(untilMs, this.everywhereUntilMs);
    else if (scope.kind === 'region') keep(this.regions, scope.code);
    else if (scope.kind === 'hall') keep(this.halls, scope.id);
    else keep(this.departments, scope.id);
  }

  get everywhere(): boolean {
    return this.everywhereUntilMs > NEVER;
  }

  /**
   * Whether the place is one granted or lies below it. A department's grant reaches a hall or camera that it shares
   * with other departments only to look: its admin must not change what is theirs as well.
   */
  covers(place: Place, permission: Permission): boolean {
    return this.untilMs(place, permission) > NEVER;
  }

  /** How long it covers the place. */
  untilMs({ regionPath, hallId, hallIds, departmentIds = [] }: Place, permission: Permission): number {
    let untilMs = this.everywhereUntilMs;
    const take = (reached: ReadonlyMap<string, number>, ids: readonly string[] = []) => {
      for (const id of ids) untilMs = Math.max(untilMs, reached.get(id) ?? NEVER);
    };
    take(this.regions, regionPath);
    if (hallId !== undefined) take(this.halls, [hallId]);
    take(this.halls, hallIds);
    if (looks.has(permission) || departmentIds.every((id) => id === departmentIds[0]))
      take(this.departments, departmentIds);
    return untilMs;
  }
}

export class Rights {
  readonly #byPermission = new Map<Permission, Reach[]>();
  readonly #cases = new Map<string, HeldCase>();
  readonly #windows = new Set<string>();
  readonly #cameras = new Map<string, { caseId: string; span: CameraSpan }[]>();
  /** When the first of them ends, and these rights with it; Infinity: none does by itself. */
  readonly endMs: number;

  constructor(grants: readonly HeldGrant[], cases: readonly HeldCase[]) {
    const byRole = new Map<string, Reach>();
    let endMs = Number.POSITIVE_INFINITY;
    for (const { role, permissions, scope, untilMs } of grants) {
      const reach = byRole.get(role) ?? new Reach(permissions);
      byRole.set(role, reach);
      reach.add(scope, untilMs ?? Number.POSITIVE_INFINITY);
      endMs = Math.min(endMs, untilMs ?? endMs);
    }
    for (const reach of byRole.values())
      for (const permission of reach.permissions) {
        const reaches = this.#byPermission.get(permission);
        if (reaches) reaches.push(reach);
        else this.#byPermission.set(permission, [reach]);
      }
    for (const held of cases) {
      this.#cases.set(held.caseId, held);
      endMs = Math.min(endMs, held.untilMs);
      for (const id of held.windowIds) this.#windows.add(id);
      for (const span of held.cameras) {
        const spans = this.#cameras.get(span.cameraId) ?? [];
        this.#cameras.set(span.cameraId, spans);
        spans.push({ caseId: held.caseId, span });
      }
    }
    this.endMs = endMs;
  }

  /** Those for single cases change with the cases. */
  get hasCases(): boolean {
    return this.#cases.size > 0;
  }

  /** Everything held, wherever. */
  permissions(): Permission[] {
    return [...new Set([...this.#byPermission.keys(), ...(this.hasCases ? viewing : [])])];
  }

  /** Without a place: whether it is held anywhere at all. */
  permits(permission: Permission, place: Place | undefined, nowMs: number): boolean {
    const reaches = this.#byPermission.get(permission) ?? [];
    if (place === undefined) return reaches.length > 0 || (this.hasCases && viewing.has(permission));
    if (reaches.some((reach) => reach.covers(place, permission))) return true;
    return this.hasCases && viewing.has(permission) && this.#forOneCase(place, nowMs);
  }

  /** How long it is held there by a role, as things stand: Infinity for good, -Infinity not at all. */
  heldUntilMs(permission: Permission, place: Place): number {
    const reaches = this.#byPermission.get(permission) ?? [];
    return Math.max(NEVER, ...reaches.map((reach) => reach.untilMs(place, permission)));
  }

  /** Where it is held, for lists; the regions as they were granted, without those below. */
  reach(permission: Permission, nowMs: number): Visible {
    const reaches = this.#byPermission.get(permission) ?? [];
    if (reaches.some(({ everywhere }) => everywhere)) return { everywhere: true };
    const all = (pick: (reach: Reach) => ReadonlyMap<string, number>) => [
      ...new Set(reaches.flatMap((reach) => [...pick(reach).keys()])),
    ];
    return {
      everywhere: false,
      regionCodes: all(({ regions }) => regions),
      hallIds: all(({ halls }) => halls),
      departmentIds: all(({ departments }) => departments),
      ...(this.hasCases &&
        viewing.has(permission) && {
          caseIds: [...this.#cases.keys()],
          windowIds: [...this.#windows],
          cameraIds: [...this.#cameras.keys()].filter((id) => this.#watches(id, {}, nowMs)),
        }),
    };
  }

  #forOneCase(place: Place, nowMs: number): boolean {
    const { cameraId, windowId, caseId } = place;
    if (cameraId !== undefined) return this.#watches(cameraId, place, nowMs);
    if (windowId !== undefined) return this.#windows.has(windowId);
    return caseId !== undefined && this.#cases.has(caseId);
  }

  /** Live: the camera is placed at a window of the case now. Recorded: it was at that instant, and the case was there. */
  #watches(cameraId: string, asked: Pick<Place, 'atMs' | 'caseId'>, nowMs: number): boolean {
    const { atMs, caseId } = asked;
    return (this.#cameras.get(cameraId) ?? []).some(({ caseId: held, span }) => {
      if (caseId !== undefined && caseId !== held) return false;
      const placedAt = atMs ?? nowMs;
      if (span.placedFromMs > placedAt || (span.placedToMs ?? Number.POSITIVE_INFINITY) <= placedAt)
        return false;
      return (
        atMs === undefined ||
        (atMs >= span.servedFromMs - SERVED_MARGIN_MS && atMs <= span.servedToMs + SERVED_MARGIN_MS)
      );
    });
  }
}
