/**
 * One camera as it is watched: what the last checks said becomes its state and its faults. Knows no database and no
 * clock; what came of a check is answered as changes, for others to keep and to tell.
 */
import {
  diagnose,
  FaultWatch,
  isStill,
  isTelling,
  type Learnt,
  learn,
  learnStillness,
  measurePicture,
  NOTHING_LEARNT,
  type Picture,
  type PictureFacts,
  type RaisedFault,
  type Scene,
  sceneOf,
} from '../../streams/analysis/index.ts';
import type { StreamFault, StreamStatus } from '../../streams/index.ts';
import type { Profile } from '../contract/cameras.ts';
import {
  type FindingWire,
  type HealthFault,
  type SkipReason,
  type StandingFault,
  severityOf,
} from '../contract/health.ts';
import type { WatchedCamera, WatchRow } from './watch.store.ts';

/** Checks in a row, the second soon after the first. */
const AWAY_AFTER = 2;
const UNDECODABLE_AFTER = 3;
/** Checks in a row that could not be made: from then on the camera counts as not observed. */
const UNOBSERVED_AFTER = 3;
const HOUR_MS = 3_600_000;
/** Mean luma of a view that others can be compared with. */
const REFERENCE_LIGHT = 50;

export interface Raised {
  readonly fault: HealthFault | 'line_full';
  readonly kind: 'offline' | 'picture' | 'unobserved';
  readonly cause: string | null;
  readonly detail: string | null;
  readonly finding: FindingWire | null;
  readonly sinceMs: number;
}

export interface Changes {
  readonly raised: readonly Raised[];
  readonly cleared: readonly (HealthFault | 'line_full')[];
  /** Nothing is suspected, and there is light: a picture to keep and to go by. */
  readonly isGood: boolean;
}

const NOTHING: Changes = { raised: [], cleared: [], isGood: false };

interface Standing {
  readonly fault: 'offline' | 'undecodable';
  readonly cause: string | null;
  readonly sinceMs: number;
}

export interface Seen {
  readonly picture: Picture;
  readonly status: StreamStatus;
  readonly info: { readonly codec: string; readonly width: number; readonly height: number };
  readonly pulled: boolean;
  readonly capturedAtMs: number;
  readonly isOpen: boolean;
}

export class CameraWatch {
  camera: WatchedCamera;
  /** The view it should have. */
  reference: { readonly scene: Scene; readonly atMs: number } | undefined;
  thumbnail: { readonly jpeg: Buffer; readonly atMs: number } | undefined;
  #state: WatchRow['state'] = 'unknown';
  #sinceMs: number;
  #faults: FaultWatch;
  #away: Standing | undefined;
  #undecodable: Standing | undefined;
  /** The row of an outage nobody could look at is open. */
  #unobserved: boolean;
  #failures = { inARow: 0, sinceMs: 0 };
  #broken = { inARow: 0, sinceMs: 0 };
  #skips = { inARow: 0, sinceMs: 0 };
  #learnt: Learnt;
  #previous: Pick<PictureFacts, 'grid' | 'hash'> | undefined;
  #previousAtMs = 0;
  #facts: WatchFacts;
  #restarts = new Map<Profile, number>();

  /** `row`: as it was when the server ended; `wasUnobserved`: nobody could look at it then. */
  constructor(camera: WatchedCamera, nowMs: number, row?: WatchRow, wasUnobserved = false) {
    this.#unobserved = wasUnobserved;
    this.camera = camera;
    this.#sinceMs = row?.sinceMs ?? nowMs;
    this.#state = row?.state ?? 'unknown';
    this.#learnt = row?.learnt ?? NOTHING_LEARNT;
    this.#facts = row ? factsOf(row) : NO_FACTS;
    const standing = row?.faults ?? [];
    for (const one of standing) {
      const since = { cause: one.cause, sinceMs: Date.parse(one.since) };
      if (one.fault === 'offline') this.#away = { fault: 'offline', ...since };
      if (one.fault === 'undecodable') this.#undecodable = { fault: 'undecodable', ...since };
    }
    this.#faults = new FaultWatch(standing.flatMap(asRaised));
  }

  /** False: none, or one that was taken in the dark. */
  get hasUsefulReference(): boolean {
    return this.reference !== undefined && this.reference.scene.brightness >= REFERENCE_LIGHT;
  }

  get isAway(): boolean {
    return this.#away !== undefined;
  }

  get awaySinceMs(): number | undefined {
    return this.#away?.sinceMs;
  }

  /** A first failure is looked into soon, a long one rarely. */
  get isFailing(): boolean {
    return this.#failures.inARow > 0;
  }

  /** Faults that stand, the worst first. */
  get standing(): StandingFault[] {
    const others = [this.#away, this.#undecodable].filter((one) => one !== undefined);
    return [
      ...others.map(({ fault, cause, sinceMs }) => ({ fault, cause, since: iso(sinceMs), finding: null })),
      ...this.#faults.standing.map(({ finding, sinceMs }) => ({
        fault: finding.fault,
        cause: null,
        since: iso(sinceMs),
        finding: toWire(finding),
      })),
    ].sort((a, b) => severityOf(b.fault) - severityOf(a.fault));
  }

  /** Nobody could look: the hall's line is full, or viewers' own start was under way. */
  skipped(why: SkipReason, atMs: number): Changes {
    this.#facts = { ...this.#facts, skipped: why };
    if (why !== 'line_full') return NOTHING;
    this.#skips.inARow += 1;
    if (this.#skips.inARow === 1) this.#skips.sinceMs = atMs;
    if (this.#unobserved || this.#skips.inARow < UNOBSERVED_AFTER) return NOTHING;
    this.#unobserved = true;
    return {
      ...NOTHING,
      raised: [
        {
          fault: 'line_full',
          kind: 'unobserved',
          cause: null,
          detail: 'The hall’s line has no room for a check.',
          finding: null,
          sinceMs: this.#skips.sinceMs,
        },
      ],
    };
  }

  /** No picture came. */
  failed(fault: StreamFault, status: StreamStatus | undefined, atMs: number): Changes {
    const cleared = this.#looked(atMs);
    this.#failures.inARow += 1;
    if (this.#failures.inARow === 1) this.#failures.sinceMs = Math.min(atMs, status?.offlineSinceMs ?? atMs);
    this.#source(status);
    if (this.#away) {
      if (this.#away.cause !== fault.code) this.#away = { ...this.#away, cause: fault.code };
      return { ...NOTHING, cleared };
    }
    if (this.#failures.inARow < AWAY_AFTER) return { ...NOTHING, cleared };
    this.#away = { fault: 'offline', cause: fault.code, sinceMs: this.#failures.sinceMs };
    this.#transition('offline', this.#failures.sinceMs);
    this.#previous = undefined;
    return {
      ...NOTHING,
      cleared,
      raised: [
        {
          fault: 'offline',
          kind: 'offline',
          cause: fault.code,
          detail: fault.message,
          finding: null,
          sinceMs: this.#failures.sinceMs,
        },
      ],
    };
  }

  /** A keyframe came, but it cannot be decoded. */
  undecodable(why: string, atMs: number): Changes {
    const cleared = [...this.#looked(atMs), ...this.#back(atMs)];
    this.#broken.inARow += 1;
    if (this.#broken.inARow === 1) this.#broken.sinceMs = atMs;
    if (this.#undecodable || this.#broken.inARow < UNDECODABLE_AFTER) return { ...NOTHING, cleared };
    const { sinceMs } = this.#broken;
    this.#undecodable = { fault: 'undecodable', cause: null, sinceMs };
    const detail = why.slice(0, 300);
    return {
      ...{ isGood: false, cleared },
      raised: [{ fault: 'undecodable', kind: 'picture', cause: null, detail, finding: null, sinceMs }],
    };
  }

  seen({ picture, status, info, pulled, capturedAtMs, isOpen }: Seen, atMs: number): Changes {
    const cleared: (HealthFault | 'line_full')[] = [...this.#looked(atMs), ...this.#back(atMs)];
    if (this.#undecodable) cleared.push('undecodable');
    this.#undecodable = undefined;
    this.#broken.inARow = 0;
    this.#measured(status, info, pulled, capturedAtMs);
    // The same keyframe again says nothing that it has not said.
    if (capturedAtMs === this.#previousAtMs) return { raised: [], cleared, isGood: false };
    const facts = measurePicture(picture);
    const previous = this.#previous;
    const findings = diagnose({
      ...{ facts, previous, learnt: this.#learnt, isOpen },
      reference: this.reference?.scene,
    });
    const changes = this.#faults.update(findings, atMs);
    this.#learn(facts, previous, isOpen);
    this.#previous = { grid: facts.grid, hash: facts.hash };
    this.#previousAtMs = capturedAtMs;
    return {
      raised: changes.raised.map(({ finding, sinceMs }) => ({
        ...{ fault: finding.fault, kind: 'picture', cause: null, detail: null, sinceMs },
        finding: toWire(finding),
      })),
      cleared: [...cleared, ...changes.cleared],
      isGood: !this.#faults.isSuspicious && isTelling(facts),
    };
  }

  /** The view it has is the view it should have. Answers whether it was thought to have moved. */
  accept(picture: Picture, atMs: number): boolean {
    const had = this.#faults.standing.some(({ finding }) => finding.fault === 'moved');
    this.reference = { scene: sceneOf(measurePicture(picture).grid), atMs };
    this.#faults.forget('moved');
    return had;
  }

  /** Source starts that were not the first, by the hour. */
  countRestarts(profile: Profile, total: number, atMs: number): void {
    const before = this.#restarts.get(profile) ?? 0;
    this.#restarts.set(profile, total);
    // A stream that was forgotten and made again begins at nought.
    const more = total >= before ? total - before : total;
    if (more === 0) return;
    const hour = hourOf(atMs);
    const reconnects = Object.entries(this.#facts.reconnects).filter(
      ([at]) => at > hourOf(atMs - 24 * HOUR_MS),
    );
    this.#facts = {
      ...this.#facts,
      reconnects: { ...Object.fromEntries(reconnects), [hour]: (this.#facts.reconnects[hour] ?? 0) + more },
    };
  }

  row(): WatchRow {
    const faults = this.standing;
    const [worst] = faults;
    return {
      ...this.#facts,
      cameraId: this.camera.cameraId,
      state: this.#state,
      sinceMs: this.#sinceMs,
      faults,
      severity: worst ? severityOf(worst.fault) : 0,
      learnt: this.#learnt,
    };
  }

  /** A check that found something out, whatever it was. */
  #looked(atMs: number): (HealthFault | 'line_full')[] {
    this.#skips.inARow = 0;
    this.#facts = { ...this.#facts, checkedAtMs: atMs, skipped: null };
    if (!this.#unobserved) return [];
    this.#unobserved = false;
    return ['line_full'];
  }

  /** Pictures come. */
  #back(atMs: number): HealthFault[] {
    this.#failures.inARow = 0;
    const wasAway = this.#away !== undefined;
    this.#away = undefined;
    this.#transition('online', atMs);
    return wasAway ? ['offline'] : [];
  }

  #transition(next: WatchRow['state'], sinceMs: number): void {
    if (this.#state === next) return;
    this.#state = next;
    this.#sinceMs = sinceMs;
  }

  #learn(facts: PictureFacts, previous: Pick<PictureFacts, 'grid'> | undefined, isOpen: boolean): void {
    if (this.#faults.isSuspicious || !isTelling(facts)) return;
    this.#learnt = learn(this.#learnt, facts);
    if (previous && isOpen) this.#learnt = learnStillness(this.#learnt, isStill(previous.grid, facts.grid));
  }

  #source(status: StreamStatus | undefined): void {
    if (!status?.source) return;
    const { kind, reason } = status.source;
    this.#facts = { ...this.#facts, sourceKind: kind, sourceReason: reason?.code ?? null };
  }

  #measured(
    status: StreamStatus,
    { codec, width, height }: Seen['info'],
    pulled: boolean,
    pictureAtMs: number,
  ): void {
    this.#source(status);
    const { profile } = status.key;
    // Of a stream that only just began, rates say nothing.
    const rates = pulled ? {} : ratesOf(status, this.#facts.usualKbps[profile]);
    const offsetMs = status.clock?.offsetMs;
    this.#facts = {
      ...this.#facts,
      ...{ codec, width, height, profile, pictureAtMs },
      ...('fps' in rates && { fps: rates.fps, bitrateKbps: rates.bitrateKbps }),
      ...('usualKbps' in rates && {
        usualKbps: { ...this.#facts.usualKbps, [profile]: rates.usualKbps },
      }),
      ...(offsetMs !== undefined && { clockOffsetMs: offsetMs }),
    };
  }
}

/** What a row says beside state, faults and what was learnt. */
type WatchFacts = Omit<WatchRow, 'cameraId' | 'state' | 'sinceMs' | 'faults' | 'severity' | 'learnt'>;

const NO_FACTS: WatchFacts = {
  checkedAtMs: null,
  skipped: null,
  pictureAtMs: null,
  profile: null,
  codec: null,
  width: null,
  height: null,
  fps: null,
  bitrateKbps: null,
  usualKbps: {},
  clockOffsetMs: null,
  sourceKind: null,
  sourceReason: null,
  reconnects: {},
};

function factsOf(row: WatchRow): WatchFacts {
  const { cameraId: _, state: _s, sinceMs: _m, faults: _f, severity: _v, learnt: _l, ...facts } = row;
  return facts;
}

function ratesOf(
  { fps, bitrateKbps }: StreamStatus,
  usual: number | undefined,
): { fps?: number | null; bitrateKbps?: number | null; usualKbps?: number } {
  if (fps === undefined || bitrateKbps === undefined) return {};
  return {
    ...{ fps, bitrateKbps },
    usualKbps: usual === undefined ? bitrateKbps : usual + (bitrateKbps - usual) / 60,
  };
}

function asRaised({ fault, since, finding }: StandingFault): RaisedFault[] {
  if (fault === 'offline' || fault === 'undecodable' || !finding) return [];
  const { value, limit, usual, shift } = finding;
  return [
    {
      finding: { fault, value, limit, ...(usual !== undefined && { usual }), ...(shift && { shift }) },
      sinceMs: Date.parse(since),
    },
  ];
}

function toWire({ value, limit, usual, shift }: RaisedFault['finding']): FindingWire {
  return { value, limit, ...(usual !== undefined && { usual }), ...(shift && { shift }) };
}

const iso = (ms: number): string => new Date(ms).toISOString();
const hourOf = (ms: number): string => iso(ms).slice(0, 13);
