/** One camera's places, judged picture by picture. */
import { type CellFeatures, cellFeatures, DIRECTIONS } from './cell-features.ts';
import { type CellFrame, cellsOf, closeUp, farOf, frameOf, WHOLE } from './cell-frame.ts';
import { DetailWatch } from './detail-watch.ts';
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
  readonly frame: CellFrame;
  /** The frame's pixels, where it is seen closer than the whole. */
  readonly pixels: Uint8Array | undefined;
  readonly clerk: JudgedZone;
  readonly applicant: JudgedZone | undefined;
}

export class CameraJudge implements PlaceJudge {
  #places: readonly JudgedPlace[];
  readonly #watched: readonly WatchedPlace[];
  readonly #guard = new ViewGuard();
  readonly #detail = new DetailWatch();
  #lastMs = Number.NEGATIVE_INFINITY;
  #before: Float32Array | undefined;
  #light = 0;

  constructor(places: readonly WatchedPlace[]) {
    this.#watched = places;
    this.#places = places.map(judgedPlace);
  }

  judge(grey: Uint8Array, atMs: number): PlaceReading[] {
    const whole = cellFeatures(grey);
    const { levels, light } = whole;
    const isDark = light < DARK_BELOW;
    const seen = this.#guard.look(grey, atMs);
    // The guard takes its time; until it is sure nothing is told.
    const blind = isDark
      ? 'dark'
      : (seen ?? (this.#detail.isLost(whole.edges, atMs) ? 'covered' : undefined));
    if (blind) {
      if (blind === 'moved') this.#places = this.#watched.map(judgedPlace);
      this.lost();
      return this.#places.map(({ key }) => unknownPlace(key, blind));
    }
    const lightJumped = this.#lightJumped(levels, light) || atMs - this.#lastMs > GAP_MS;
    this.#lastMs = atMs;
    return this.#places.map(({ key, frame, pixels, clerk, applicant }) => {
      const isServed = applicant?.judge.presence === 'yes';
      if (pixels) closeUp(grey, frame, pixels);
      const features = pixels ? cellFeatures(pixels, frame, light) : whole;
      const first = judgeZone(applicant, features, atMs, lightJumped, false);
      const second = judgeZone(clerk, features, atMs, lightJumped, isServed || first.isFilled);
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
    const cells = levels.length;
    for (let cell = 0; cell < cells; cell += 3)
      if (Math.abs((levels[cell] as number) - (before[cell] as number)) > JUMP_LEVEL) moved += 1;
    const ratio = (light + 5) / (lightBefore + 5);
    return moved > (cells / 3) * LIGHT_JUMP || ratio > 1.06 || ratio < 0.94;
  }
}

function judgeZone(
  zone: JudgedZone | undefined,
  { edges, levels }: CellFeatures,
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

function judgedPlace({ key, clerk, applicant }: WatchedPlace): JudgedPlace {
  const frame = frameOf(applicant ? [clerk, applicant] : [clerk]);
  const { width, height, closer } = frame;
  return {
    ...{ key, frame, pixels: frame === WHOLE ? undefined : new Uint8Array(width * height * closer * closer) },
    clerk: judged(clerk, applicant, frame, false),
    applicant: applicant ? judged(applicant, clerk, frame, true) : undefined,
  };
}

/** Equal only where the same cells are. */
const shapeOf = (cells: Uint16Array): string =>
  `${cells.length}-${cells.reduce((hash, cell) => Math.imul(hash ^ cell, 0x01000193) >>> 0, 0x811c9dc5)}`;

function judged(zone: Zone, neighbour: Zone | null, frame: CellFrame, isPassed: boolean): JudgedZone {
  const cells = cellsOf(zone, frame);
  const far = farOf(cells, neighbour, frame);
  return {
    cells,
    judge: new ZoneJudge(new EmptyViews(far), { caution: frame.closer, isPassed }),
    stirring: new Stirring(cells.length, far),
    edges: new Float32Array(cells.length * DIRECTIONS),
    levels: new Float32Array(cells.length),
  };
}
