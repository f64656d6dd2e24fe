/** What other slices ask of the recordings, answered from the index and from what is being written. */
import { join } from 'node:path';
import type { Profile } from '../../streams/index.ts';
import { segmentPath } from '../../streams/recorder/segment-path.ts';
import type { CameraCoverage } from '../contract/recordings.ts';
import { coarsened, percentOf, SEAM_MS, spansOf, toWire } from './coverage.ts';
import type { FootageStore, Growing, KnownFootage, SegmentRow } from './footage.store.ts';
import type { CoverageAsked, Footage, FootageRange, FootageSegment, PlacedCamera } from './footage.ts';

/** How far the file being written has come, as last told. */
export interface GrowingFile {
  readonly id: string;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly bytes: number;
}

export interface RecordedFootageOptions {
  readonly store: FootageStore;
  readonly growing: (cameraId: string, profile: Profile) => GrowingFile | undefined;
  readonly now: () => number;
}

/** A file that grows is told of every ten seconds: until twice that is over, it is taken to last until now. */
const TOLD_WITHIN_MS = 20_000;
const SPANS_MOST = 5000;
/** A grain asked of the database: of more runs than this a page cannot show each. */
const RUNS_MOST = 20_000;
const ASKED_AT_ONCE = 64;

export class RecordedFootage implements Footage {
  readonly #options: RecordedFootageOptions;

  constructor(options: RecordedFootageOptions) {
    this.#options = options;
  }

  async segments(range: FootageRange): Promise<FootageSegment[]> {
    const { store, growing } = this.#options;
    const profile = await store.profileOf(range);
    const rows = await store.segments({ ...range, profile });
    const now = growing(range.cameraId, profile);
    return rows.map((row) => toSegment(row, now)).filter((one) => one.open || one.endedAtMs > range.fromMs);
  }

  async segment(id: string): Promise<FootageSegment | undefined> {
    const row = await this.#options.store.segment(id);
    return row && toSegment(row, this.#options.growing(row.camera_id, row.profile));
  }

  async coverage(range: CoverageAsked): Promise<CameraCoverage> {
    const [found] = await this.coverageOf([range]);
    return found as CameraCoverage;
  }

  async coverageOf(ranges: readonly CoverageAsked[]): Promise<CameraCoverage[]> {
    const found: CameraCoverage[] = [];
    for (let at = 0; at < ranges.length; at += ASKED_AT_ONCE) {
      const some = ranges.slice(at, at + ASKED_AT_ONCE);
      const known = await this.#options.store.known(some, this.#growingOf(some), {
        ...{ seamMs: SEAM_MS, most: RUNS_MOST },
      });
      for (const [place, range] of some.entries())
        found.push(this.#toCoverage(range, known[place] as KnownFootage));
    }
    return found;
  }

  async camerasOf(windowId: string, fromMs: number, toMs: number): Promise<PlacedCamera[]> {
    const rows = await this.#options.store.placements(windowId, new Date(fromMs), new Date(toMs));
    return rows.map((row) => ({
      cameraId: row.camera_id,
      cameraName: row.camera_name,
      fromMs: row.from_at.getTime(),
      toMs: row.to_at.getTime(),
      clerkZone: row.clerk_zone,
      applicantZone: row.applicant_zone,
    }));
  }

  #toCoverage(range: CoverageAsked, { profile, ...known }: KnownFootage): CameraCoverage {
    const { cameraId, fromMs } = range;
    const toMs = Math.min(range.toMs, this.#options.now());
    if (toMs <= fromMs) return { cameraId, profile, spans: [], percent: 0, coarse: false };
    const spans = spansOf({ fromMs, toMs, ...known });
    const { spans: shown, isCoarse } = coarsened(spans, range.grainMs ?? 0, SPANS_MOST);
    return { cameraId, profile, spans: shown.map(toWire), percent: percentOf(spans), coarse: isCoarse };
  }

  /** What is being written of these cameras. */
  #growingOf(ranges: readonly CoverageAsked[]): Growing[] {
    const { growing, now } = this.#options;
    const cameraIds = [...new Set(ranges.map(({ cameraId }) => cameraId))];
    return cameraIds.flatMap((cameraId) =>
      (['main', 'sub'] as const).flatMap((profile) => {
        const told = growing(cameraId, profile);
        if (told === undefined) return [];
        const isLate = now() - told.endedAtMs > TOLD_WITHIN_MS;
        const { startedAtMs, endedAtMs } = told;
        return [{ cameraId, profile, startedAtMs, endedAtMs: isLate ? endedAtMs : now() }];
      }),
    );
  }
}

function toSegment(row: SegmentRow, growing: GrowingFile | undefined): FootageSegment {
  const startedAtMs = row.started_at.getTime();
  const place = { id: row.id, cameraId: row.camera_id, profile: row.profile, startedAtMs };
  const told = growing?.id === row.id ? growing : undefined;
  return {
    ...place,
    file: join(row.folder, segmentPath({ ...place, buffer: row.buffer })),
    endedAtMs: Math.max(row.ended_at.getTime(), told?.endedAtMs ?? 0),
    bytes: Math.max(Number(row.bytes), told?.bytes ?? 0),
    open: row.open,
    codec: row.codec,
    codecString: row.codec_string,
    width: row.width,
    height: row.height,
    sound: row.sound,
    driftPpm: row.drift_ppm,
    clockOffsetMs: row.clock_offset_ms,
  };
}
