/** One camera's places, judged picture by picture. */
import { CELLS, CELLS_ACROSS, CELLS_DOWN, cellFeatures, DIRECTIONS } from './cell-features.ts';
import { EmptyViews } from './empty-views.ts';
import { decodeLearnt, encodeLearnt, type LearntZone } from './learnt-code.ts';
import { type PlaceJudge, unknownPlace } from './place-judge.ts';
import { Stirring } from './stirring.ts';
import type { PlaceReading, WatchedPlace, Zone } from './types.ts';
import { ViewGuard } from './view-guard.ts';
import { ZoneJudge } from './zone-judge.ts';

/** Mean luma above black. Below it noise is all there is. */
const DARK_BELOW = 22;
/** Share of the whole picture's cells that moved at once: a lamp, not people. */
const LIGHT_JUMP = 0.3;
const JUMP_LEVEL = 6;
/** Zones smaller than this tell nothing by shares. */
const CELLS_LEAST = 12;
/** The part of a zone that whoever stands in the neighbouring one hardly hides. */
const FAR_PART = 0.6;
/** Between pictures so far apart more may have changed than what moved. */
const GAP_MS = 15_000;

interface JudgedZone {
  readonly cells: Uint16Array;
  readonly judge: ZoneJudge;
  readonly stirring: Stirring;
  readonly edges: Float32Array;
  readonly levels: Float32Array;
}

interface JudgedPlace {
  readonly key: string;
  readonly clerk: JudgedZone;
  readonly applicant: JudgedZone | undefined;
}

export class CameraJudge implements PlaceJudge {
  #places: readonly JudgedPlace[];
  readonly #watched: readonly WatchedPlace[];
  readonly #guard = new ViewGuard();
  #lastMs = Number.NEGATIVE_INFINITY;
  #before: Float32Array | undefined;
  #light = 0;

  constructor(places: readonly WatchedPlace[]) {
    this.#watched = places;
    this.#places = places.map(judgedPlace);
  }

  judge(grey: Uint8Array, atMs: number): PlaceReading[] {
    const { edges, levels, light } = cellFeatures(grey);
    const isDark = light < DARK_BELOW;
    const blind = isDark ? 'dark' : this.#guard.look(grey, atMs);
    if (blind) {
      if (blind === 'moved') this.#places = this.#watched.map(judgedPlace);
      this.lost();
      return this.#places.map(({ key }) => unknownPlace(key, blind));
    }
    const lightJumped = this.#lightJumped(levels, light) || atMs - this.#lastMs > GAP_MS;
    this.#lastMs = atMs;
    return this.#places.map(({ key, clerk, applicant }) => {
      const isServed = applicant?.judge.presence === 'yes';
      const first = judgeZone(applicant, edges, levels, atMs, lightJumped, false);
      const second = judgeZone(clerk, edges, levels, atMs, lightJumped, isServed || first.isFilled);
      const isUnsure =
        clerk.judge.presence === 'unknown' || (applicant && applicant.judge.presence === 'unknown');
      return {
        key,
        clerk: clerk.judge.presence,
        applicant: applicant?.judge.presence ?? 'unknown',
        activity: Math.round(100 * Math.min(1, Math.max(first.moved, second.moved) * 2)),
        ...(isUnsure && { cause: 'learning' as const }),
      };
    });
  }

  lost(): void {
    this.#before = undefined;
    for (const { clerk, applicant } of this.#places) {
      clerk.judge.blind();
      applicant?.judge.blind();
    }
  }

  learnt(): Buffer | undefined {
    const zones = this.#zones().map(({ name, zone }) => ({
      ...{ name, cells: shapeOf(zone.cells), views: zone.judge.views.views },
    }));
    if (zones.every(({ views }) => views.length === 0)) return undefined;
    return encodeLearnt({ zones, scene: this.#guard.reference });
  }

  restore(learnt: Buffer): void {
    const known = decodeLearnt(learnt);
    if (!known) return;
    if (known.scene) this.#guard.restore(known.scene);
    const byName = new Map<string, LearntZone>(known.zones.map((zone) => [zone.name, zone]));
    for (const { name, zone } of this.#zones()) {
      const before = byName.get(name);
      if (before?.cells === shapeOf(zone.cells)) zone.judge.views.restore(before.views);
    }
  }

  #zones(): { readonly name: string; readonly zone: JudgedZone }[] {
    return this.#places.flatMap(({ key, clerk, applicant }) => [
      { name: `clerk ${key}`, zone: clerk },
      ...(applicant ? [{ name: `applicant ${key}`, zone: applicant }] : []),
    ]);
  }

  #lightJumped(levels: Float32Array, light: number): boolean {
    const before = this.#before;
    const lightBefore = this.#light;
    this.#before = levels;
    this.#light = light;
    if (!before) return true;
    let moved = 0;
    for (let cell = 0; cell < CELLS; cell += 3)
      if (Math.abs((levels[cell] as number) - (before[cell] as number)) > JUMP_LEVEL) moved += 1;
    const ratio = (light + 5) / (lightBefore + 5);
    return moved > (CELLS / 3) * LIGHT_JUMP || ratio > 1.06 || ratio < 0.94;
  }
}

function judgeZone(
  zone: JudgedZone | undefined,
  edges: Float32Array,
  levels: Float32Array,
  atMs: number,
  lightJumped: boolean,
  isOverlooked: boolean,
): { readonly moved: number; readonly isFilled: boolean } {
  if (!zone) return { moved: 0, isFilled: false };
  for (let index = 0; index < zone.cells.length; index += 1) {
    const cell = zone.cells[index] as number;
    zone.levels[index] = levels[cell] as number;
    for (let way = 0; way < DIRECTIONS; way += 1)
      zone.edges[index * DIRECTIONS + way] = edges[cell * DIRECTIONS + way] as number;
  }
  const stir = zone.stirring.update(zone.levels, atMs, lightJumped);
  const { otherwise } = zone.judge.judge({ edges: zone.edges, stir, atMs, isOverlooked });
  return { moved: stir.moved, isFilled: (otherwise ?? 0) > 0.25 };
}

const judgedPlace = ({ key, clerk, applicant }: WatchedPlace): JudgedPlace => ({
  key,
  clerk: judged(clerk, applicant),
  applicant: applicant ? judged(applicant, clerk) : undefined,
});

/** Equal only where the same cells are. */
const shapeOf = (cells: Uint16Array): string =>
  `${cells.length}-${cells.reduce((hash, cell) => Math.imul(hash ^ cell, 0x01000193) >>> 0, 0x811c9dc5)}`;

function judged(zone: Zone, neighbour: Zone | null): JudgedZone {
  const cells = cellsOf(zone);
  return {
    cells,
    judge: new ZoneJudge(new EmptyViews(farOf(cells, neighbour))),
    stirring: new Stirring(cells.length),
    edges: new Float32Array(cells.length * DIRECTIONS),
    levels: new Float32Array(cells.length),
  };
}

/** Those whose middle lies in the zone; of a very small one, those around its middle, too. */
function cellsOf(zone: Zone): Uint16Array {
  const inside: number[] = [];
  for (let y = 0; y < CELLS_DOWN; y += 1)
    for (let x = 0; x < CELLS_ACROSS; x += 1)
      if (contains(zone, (x + 0.5) / CELLS_ACROSS, (y + 0.5) / CELLS_DOWN)) inside.push(y * CELLS_ACROSS + x);
  if (inside.length >= CELLS_LEAST) return Uint16Array.from(inside);
  const { x, y } = middleOf(zone);
  const all = Array.from({ length: CELLS }, (_, cell) => cell);
  const distance = (cell: number): number =>
    Math.hypot(
      (cell % CELLS_ACROSS) + 0.5 - x * CELLS_ACROSS,
      Math.floor(cell / CELLS_ACROSS) + 0.5 - y * CELLS_DOWN,
    );
  return Uint16Array.from(all.sort((a, b) => distance(a) - distance(b)).slice(0, CELLS_LEAST));
}

function farOf(cells: Uint16Array, neighbour: Zone | null): Uint8Array {
  if (!neighbour) return new Uint8Array(cells.length).fill(1);
  const { x, y } = middleOf(neighbour);
  const distances = Array.from(cells, (cell) =>
    Math.hypot(
      (cell % CELLS_ACROSS) + 0.5 - x * CELLS_ACROSS,
      Math.floor(cell / CELLS_ACROSS) + 0.5 - y * CELLS_DOWN,
    ),
  );
  const limit = [...distances].sort((a, b) => b - a)[Math.floor(cells.length * FAR_PART)] ?? 0;
  return Uint8Array.from(distances, (distance) => (distance >= limit ? 1 : 0));
}

const middleOf = (zone: Zone): { readonly x: number; readonly y: number } => ({
  x: zone.reduce((sum, corner) => sum + corner.x, 0) / zone.length,
  y: zone.reduce((sum, corner) => sum + corner.y, 0) / zone.length,
});

function contains(zone: Zone, x: number, y: number): boolean {
  let isInside = false;
  for (const [index, corner] of zone.entries()) {
    const before = zone.at(index - 1) as { readonly x: number; readonly y: number };
    if (corner.y > y === before.y > y) continue;
    if (x < ((before.x - corner.x) * (y - corner.y)) / (before.y - corner.y) + corner.x) isInside = !isInside;
  }
  return isInside;
}
