/** What one camera sees of one window, reading by reading. */
import type { BlindCause, PlaceReading } from '../../streams/occupancy/types.ts';
import type { UnknownCause } from '../contract/occupancy.ts';
import { Settler, type Sight } from './settler.ts';

export interface PlaceTrackOptions {
  readonly cameraId: string;
  readonly sinceMs: number;
  /** Why nothing is known of it yet. */
  readonly cause: UnknownCause;
}

/** Nothing at all was heard for so long: whoever looks at pictures has nothing to say of it. */
const SILENT_MS = 15_000;

export interface Sample {
  readonly atMs: number;
  readonly activity: number;
}

export class PlaceTrack {
  readonly cameraId: string;
  readonly clerk: Settler;
  readonly applicant: Settler;
  #blind: { readonly cause: UnknownCause; readonly sinceMs: number } | undefined;
  #heardMs: number;
  #silent = false;
  #pictureAtMs: number | undefined;
  #samples: Sample[] = [];

  constructor({ cameraId, sinceMs, cause }: PlaceTrackOptions) {
    this.cameraId = cameraId;
    this.clerk = new Settler({ fromMs: sinceMs, sight: cause });
    this.applicant = new Settler({ fromMs: sinceMs, sight: cause });
    this.#blind = { cause, sinceMs };
    this.#heardMs = sinceMs;
  }

  get throughMs(): number {
    return Math.min(this.clerk.throughMs, this.applicant.throughMs);
  }

  /** Why nothing can be told, as it was said last; undefined while it can. */
  get blindness(): { readonly cause: UnknownCause; readonly sinceMs: number } | undefined {
    return this.#blind;
  }

  get pictureAtMs(): number | undefined {
    return this.#pictureAtMs;
  }

  read(atMs: number, { clerk, applicant, activity, cause }: PlaceReading): void {
    if (atMs <= this.#heardMs && this.#pictureAtMs !== undefined) return;
    this.#heardMs = Math.max(this.#heardMs, atMs);
    this.#pictureAtMs = atMs;
    this.#silent = false;
    this.clerk.see(atMs, sightOf(clerk, cause));
    this.applicant.see(atMs, sightOf(applicant, cause));
    if (clerk !== 'unknown') {
      this.#blind = undefined;
      if (this.#samples.length < SAMPLES_MOST) this.#samples.push({ atMs, activity });
    } else if (this.#blind?.cause !== (cause ?? 'learning'))
      this.#blind = { cause: cause ?? 'learning', sinceMs: atMs };
  }

  blind(sinceMs: number, cause: BlindCause): void {
    this.#silent = true;
    this.clerk.blind(sinceMs, cause);
    this.applicant.blind(sinceMs, cause);
    if (this.#blind?.cause !== cause) this.#blind = { cause, sinceMs };
  }

  /** Time goes on, whether anything is heard or not. */
  tick(nowMs: number): void {
    if (!this.#silent) {
      if (nowMs - this.#heardMs < SILENT_MS) {
        // Before the first word nothing is known, and that goes on.
        if (this.#pictureAtMs === undefined) this.#goOn(nowMs);
        return;
      }
      this.blind(this.#heardMs, 'offline');
    }
    this.#goOn(nowMs);
  }

  /** Samples before then, handed out once. */
  takeSamples(beforeMs: number): Sample[] {
    const taken = this.#samples.filter(({ atMs }) => atMs <= beforeMs);
    if (taken.length > 0) this.#samples = this.#samples.filter(({ atMs }) => atMs > beforeMs);
    return taken;
  }

  #goOn(nowMs: number): void {
    this.clerk.goOn(nowMs);
    this.applicant.goOn(nowMs);
  }
}

/** More than come between two joins, by far. */
const SAMPLES_MOST = 200;

const sightOf = (presence: PlaceReading['clerk'], cause: BlindCause | undefined): Sight =>
  presence === 'unknown' ? (cause ?? 'learning') : presence;
