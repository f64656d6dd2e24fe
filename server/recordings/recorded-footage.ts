/** What other slices ask of the recordings, answered from the index and from what is being written. */
import { join } from 'node:path';
import type { Profile } from '../../streams/index.ts';
import { segmentPath } from '../../streams/recorder/segment-path.ts';
import type { CameraCoverage } from '../contract/recordings.ts';
import { coarsened, percentOf, SEAM_MS, type Span, spansOf, toWire } from './coverage.ts';
import type { FootageStore, Growing, SegmentRow, TrackRange } from './footage.store.ts';
import type { Footage, FootageRange, FootageSegment, PlacedCamera } from './footage.ts';

/** How far the file being written has come, as last told. */
export interface GrowingFile extends Growing {
  readonly id: string;
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

export class RecordedFootage implements Footage {
  readonly #options: RecordedFootageOptions;

  constructor(options: RecordedFootageOptions) {
    this.#options = options;
  }

  async segments(range: FootageRange): Promise<FootageSegment[]> {
    const { store, growing } = this.#options;
    const profile = await this.#profileOf(range);
    const rows = await store.segments({ ...range, profile });
    const now = growing(range.cameraId, profile);
    return rows.map((row) => toSegment(row, now)).filter((one) => one.open || one.endedAtMs > range.fromMs);
  }

  async segment(id: string): Promise<FootageSegment | undefined> {
    const row = await this.#options.store.segment(id);
    return row && toSegment(row, this.#options.growing(row.camera_id, row.profile));
  }

  async coverage(range: FootageRange & { readonly grainMs?: number }): Promise<CameraCoverage> {
    const profile = await this.#profileOf(range);
    const { cameraId } = range;
    const toMs = Math.min(range.toMs, this.#options.now());
    if (toMs <= range.fromMs) return { cameraId, profile, spans: [], percent: 0, coarse: false };
    const whole = { cameraId, profile, fromMs: range.fromMs, toMs };
    const spans = await this.#spans(whole);
    const { spans: shown, isCoarse } = coarsened(spans, range.grainMs ?? 0, SPANS_MOST);
    return { cameraId, profile, spans: shown.map(toWire), percent: percentOf(spans), coarse: isCoarse };
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

  async #spans(range: TrackRange): Promise<Span[]> {
    const { store, growing, now } = this.#options;
    const told = growing(range.cameraId, range.profile);
    const isLate = told === undefined || now() - told.endedAtMs > TOLD_WITHIN_MS;
    const file = told && { startedAtMs: told.startedAtMs, endedAtMs: isLate ? told.endedAtMs : now() };
    const [runs, gaps, track] = await Promise.all([
      store.runs(range, file, SEAM_MS, RUNS_MOST),
      store.gaps(range, 0),
      store.track(range.cameraId, range.profile),
    ]);
    return spansOf({ ...range, runs, gaps, track });
  }

  /** The best there is, for the whole range. */
  async #profileOf({ profile, ...range }: FootageRange): Promise<Profile> {
    if (profile !== undefined) return profile;
    const { store } = this.#options;
    const known = await store.profilesOf(range.cameraId);
    if (known.length < 2) return known[0] ?? 'main';
    return (await store.anyIn({ ...range, profile: 'main' })) ||
      !(await store.anyIn({ ...range, profile: 'sub' }))
      ? 'main'
      : 'sub';
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
