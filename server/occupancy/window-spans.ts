/**
 * One window's spans, from all the cameras that see it: whoever sees somebody is right; nobody is there when one camera
 * sees that and none sees somebody; it is unknown when none can tell.
 */
import type { OccupancySpan, OccupancyState, UnknownCause } from '../contract/occupancy.ts';
import type { PlaceTrack, Sample } from './place-track.ts';
import type { Sight } from './settler.ts';

/** A span as it is kept. */
export interface Span {
  readonly windowId: string;
  readonly cameraId: string | null;
  readonly state: OccupancyState;
  readonly applicant: boolean | null;
  readonly cause: UnknownCause | null;
  readonly fromMs: number;
  readonly toMs: number;
  readonly open: boolean;
  readonly activity: number | null;
}

type Cell = Pick<Span, 'cameraId' | 'state' | 'applicant' | 'cause'>;

interface OpenSpan extends Cell {
  readonly fromMs: number;
  toMs: number;
  moved: number;
  samples: number;
}

export class WindowSpans {
  readonly windowId: string;
  /** By placement. */
  readonly tracks = new Map<string, PlaceTrack>();
  #doneMs: number;
  #open: OpenSpan | undefined;

  constructor(options: { readonly windowId: string; readonly sinceMs: number }) {
    this.windowId = options.windowId;
    this.#doneMs = options.sinceMs;
  }

  /** The one that goes on. */
  get open(): Span | undefined {
    return this.#open && this.#spanOf(this.#open, true);
  }

  /** As far as every camera is sure. Answers what was closed, and whether another span goes on than before. */
  advance(): { readonly closed: readonly Span[]; readonly changed: boolean } {
    const tracks = [...this.tracks.values()];
    const throughMs = Math.min(...tracks.map((track) => track.throughMs));
    const closed: Span[] = [];
    if (tracks.length === 0 || throughMs <= this.#doneMs) return { closed, changed: false };
    const before = this.#open?.fromMs;
    const samples = tracks.flatMap((track) => track.takeSamples(throughMs));
    const edges = new Set(
      tracks.flatMap(({ clerk, applicant }) => [
        ...clerk.changes(this.#doneMs, throughMs),
        ...applicant.changes(this.#doneMs, throughMs),
      ]),
    );
    for (const edgeMs of [...[...edges].sort((a, b) => a - b), throughMs]) {
      const past = this.#extend(joined(tracks, this.#doneMs), edgeMs, samples);
      if (past) closed.push(past);
      this.#doneMs = edgeMs;
    }
    for (const { clerk, applicant } of tracks) {
      clerk.forget(throughMs);
      applicant.forget(throughMs);
    }
    return { closed, changed: before !== this.#open?.fromMs };
  }

  /** Closes the open one as it stands: nobody looks any more, or somebody else may from now on. */
  close(): Span | undefined {
    const past = this.#open && this.#spanOf(this.#open, false);
    this.#open = undefined;
    return past;
  }

  #extend(cell: Cell, toMs: number, samples: readonly Sample[]): Span | undefined {
    let past: Span | undefined;
    let open = this.#open;
    if (open === undefined || !this.#goesOn(open, cell)) {
      past = open && this.#spanOf(open, false);
      open = { ...cell, fromMs: this.#doneMs, toMs, moved: 0, samples: 0 };
      this.#open = open;
    }
    open.toMs = toMs;
    for (const { atMs, activity } of samples) {
      if (atMs > toMs || atMs <= this.#doneMs) continue;
      open.moved += activity;
      open.samples += 1;
    }
    return past;
  }

  /** Another camera that says the same makes no other span, unless the one that said it is there no more. */
  #goesOn(open: OpenSpan, cell: Cell): boolean {
    return (
      open.state === cell.state &&
      open.applicant === cell.applicant &&
      open.cause === cell.cause &&
      [...this.tracks.values()].some(({ cameraId }) => cameraId === open.cameraId)
    );
  }

  #spanOf(span: OpenSpan, open: boolean): Span {
    const { cameraId, state, applicant, cause, fromMs, toMs, moved, samples } = span;
    const activity =
      state === 'unknown' || samples === 0 ? null : Math.max(0, Math.min(100, moved / samples));
    return {
      ...{ windowId: this.windowId, cameraId, state, applicant, cause, fromMs, toMs, open },
      activity: activity === null ? null : Math.round(activity * 10) / 10,
    };
  }
}

/** Which of several reasons is told: what one can do something about first. */
const CAUSES: readonly Sight[] = [
  ...(['covered', 'moved', 'dark', 'learning', 'line_full', 'undecodable', 'offline'] as const),
  ...(['restart', 'not_analysed', 'no_camera'] as const),
];

/** What all of them together say of an instant. */
function joined(tracks: readonly PlaceTrack[], atMs: number): Cell {
  const clerks = tracks.map(({ clerk, cameraId }) => ({ cameraId, sight: clerk.at(atMs) }));
  const applicants = tracks.map(({ applicant }) => applicant.at(atMs));
  const applicant = applicants.includes('yes') ? true : applicants.includes('no') ? false : null;
  const sees = (sight: Sight) => clerks.find((one) => one.sight === sight);
  const somebody = sees('yes');
  if (somebody)
    return {
      ...{ cameraId: somebody.cameraId, applicant, cause: null },
      state: applicant === true ? 'serving' : 'present',
    };
  const nobody = sees('no');
  if (nobody) return { cameraId: nobody.cameraId, state: 'vacant', applicant, cause: null };
  const cause = CAUSES.find(sees) ?? 'offline';
  return {
    ...{ cameraId: sees(cause)?.cameraId ?? null, state: 'unknown', applicant },
    cause: cause as UnknownCause,
  };
}

/** On the wire. */
export const toWire = (span: Span): OccupancySpan => {
  const { fromMs, toMs, ...rest } = span;
  return { ...rest, from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() };
};
