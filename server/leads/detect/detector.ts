/**
 * Looks whenever something new was kept: events that were taken, spans of windows, and as time goes on. What it reads is
 * bounded (some hours back; further where a record came late), what it finds is kept by subject, so that looking again,
 * a restart in the middle, or another process that looks as well change nothing.
 */
import type { LeadKind } from '../../contract/leads.ts';
import type { OccupancyHistory } from '../../occupancy/index.ts';
import type { Logger } from '../../platform/log.ts';
import type { Candidate } from '../candidate.ts';
import type { KnownLead, LeadBook } from '../lead-book.ts';
import type { HeldRules } from './all-rules.ts';
import { cameraDown } from './camera-down.ts';
import type { CasesFactsStore } from './cases.store.ts';
import type { EventsStore } from './events.store.ts';
import type { RecordEvent } from './facts.ts';
import { feedFault } from './feed-fault.ts';
import type { LookAtRecords } from './look-at-records.ts';
import { lookAtWindow, windowKinds } from './look-at-windows.ts';
import { DAY_MS, type Excused, HOUR_MS, MINUTE_MS } from './rule.ts';
import type { StandingStore } from './standing.store.ts';
import type { WindowFactsLoader } from './window-facts.ts';
import type { WindowsFactsStore } from './windows.store.ts';

export interface DetectorOptions {
  readonly book: LeadBook;
  readonly events: EventsStore;
  readonly windows: WindowsFactsStore;
  readonly cases: CasesFactsStore;
  readonly standing: StandingStore;
  readonly loader: WindowFactsLoader;
  readonly records: LookAtRecords;
  readonly history: Pick<OccupancyHistory, 'onKept'>;
  readonly rulesOf: (hallId: string | null) => Promise<HeldRules>;
  readonly onLooked?: (looked: Looked) => void;
  readonly now: () => number;
  readonly log: Logger;
  readonly pace?: {
    readonly everyMs?: number;
    readonly windowEveryMs?: number;
    /** Who wakes it, where time is simulated: calls in `ms`, unless what it answers is called before. */
    readonly wake?: (look: () => void, ms: number) => () => void;
  };
}

export interface Looked {
  readonly tookMs: number;
  readonly raised: readonly { readonly kind: LeadKind; readonly lagMs: number }[];
  readonly explained: number;
  readonly windows: number;
  readonly events: number;
}

interface OfWindows extends Pick<Looked, 'explained' | 'windows'> {
  readonly candidates: readonly Candidate[];
}

/** How far back windows are looked at: when spans were kept, and when the process begins or a record came late. */
const LATELY_MS = 3 * HOUR_MS;
const BACK_MS = DAY_MS;
const EVENTS_MOST = 5000;
const WINDOWS_AT_ONCE = 25;
/** A transaction that ended later may have written lower numbers: so long they are read again. */
const OVERLAP_MS = 30_000;
/** What stands by itself is looked at so often; windows that nothing is told of; suspensions. */
const STANDING_EVERY_MS = MINUTE_MS;
const ALL_EVERY_MS = 10 * MINUTE_MS;
const SUSPENDED_EVERY_MS = HOUR_MS;
const EVERY_MS = 5000;
/** However long a look takes, between two of them is so many times that: a big city's database has others to serve. */
const IDLE_TIMES = 10;
const AFTER_FAULT_MS = 5000;
/** Looks in a row that failed over the same events: then they are let go, as those that come after them wait. */
const TRIES_MOST = 20;

export class Detector {
  readonly #options: DetectorOptions;
  /** Windows to look at, and from when on. */
  readonly #dirty = new Map<string, number>();
  readonly #lookedAt = new Map<string, number>();
  #read: { readonly atMs: number; readonly seq: number }[] = [];
  readonly #seen = new Set<number>();
  #cursor: number | undefined;
  #standingMs = Number.NEGATIVE_INFINITY;
  #suspendedMs = Number.NEGATIVE_INFINITY;
  #allMs = Number.NEGATIVE_INFINITY;
  #passedMs = Number.NEGATIVE_INFINITY;
  #failed = 0;
  /** When the last look ended, and how long after it the next one comes where there is something to look at. */
  #lookedMs = Number.NEGATIVE_INFINITY;
  #everyMs = 0;
  /** The next look is one of those that come when nothing happens: whatever does happen brings it forward. */
  #rests = false;
  /** Calls off the next look. */
  #callOff: (() => void) | undefined;
  #stop: (() => void) | undefined;
  #running: Promise<unknown> | undefined;
  #isNudged = false;
  #isClosed = false;

  constructor(options: DetectorOptions) {
    this.#options = options;
  }

  start(): void {
    this.#stop = this.#options.history.onKept((windowIds) => {
      this.#mark(windowIds, this.#options.now() - LATELY_MS);
      this.nudge();
    });
    this.nudge();
  }

  /** There may be something to look at. */
  nudge(): void {
    this.#isNudged = true;
    if (this.#running !== undefined || this.#isClosed) return;
    if (this.#callOff !== undefined && !this.#rests) return;
    this.#rests = false;
    // Set back, the clock tells nothing of how long ago that was.
    const agoMs = Math.max(0, this.#options.now() - this.#lookedMs);
    this.#later(Math.max(0, this.#everyMs - agoMs));
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#stop?.();
    this.#callOff?.();
    await this.#running;
  }

  /** Everything there is, now and whatever was looked at lately: for tests and benchmarks. */
  async lookAtAll(): Promise<Looked> {
    await this.#running;
    this.#standingMs = this.#suspendedMs = Number.NEGATIVE_INFINITY;
    this.#mark(await this.#options.windows.openWindows(), this.#options.now() - BACK_MS);
    this.#lookedAt.clear();
    return this.#pass();
  }

  #later(ms: number): void {
    const { wake = wakeIn } = this.#options.pace ?? {};
    this.#callOff?.();
    this.#callOff = wake(() => {
      this.#callOff = undefined;
      this.#running = this.#run().finally(() => {
        this.#running = undefined;
      });
    }, ms);
  }

  async #run(): Promise<void> {
    const { pace = {}, log, now } = this.#options;
    let waitMs: number;
    this.#rests = false;
    try {
      this.#isNudged = false;
      const { tookMs } = await this.#pass();
      this.#everyMs = Math.max(pace.everyMs ?? EVERY_MS, IDLE_TIMES * tookMs);
      this.#rests = !this.#isNudged && this.#dirty.size === 0;
      waitMs = this.#rests ? Math.max(STANDING_EVERY_MS, this.#everyMs) : this.#everyMs;
    } catch (error) {
      log.error({ err: error }, 'leads could not be looked for; it is tried again');
      waitMs = AFTER_FAULT_MS;
    }
    this.#lookedMs = now();
    if (!this.#isClosed) this.#later(waitMs);
  }

  #mark(windowIds: readonly string[], fromMs: number): void {
    for (const id of windowIds) this.#dirty.set(id, Math.min(this.#dirty.get(id) ?? fromMs, fromMs));
  }

  async #pass(): Promise<Looked> {
    const { now, onLooked } = this.#options;
    const began = performance.now();
    const nowMs = now();
    this.#followClock(nowMs);
    const events = await this.#newEvents(nowMs);
    if (nowMs - this.#allMs >= ALL_EVERY_MS) {
      const isFirst = this.#allMs === Number.NEGATIVE_INFINITY;
      this.#allMs = nowMs;
      this.#mark(await this.#options.windows.openWindows(), nowMs - (isFirst ? BACK_MS : LATELY_MS));
    }
    for (const { windowId, atMs } of events)
      if (windowId !== null && atMs > nowMs - BACK_MS)
        this.#mark([windowId], Math.min(atMs, nowMs) - LATELY_MS / 3);
    const dirty = new Map(this.#dirty);
    let ofWindows: OfWindows;
    let raised: Looked['raised'];
    try {
      ofWindows = await this.#windows(nowMs);
      const found = [
        ...ofWindows.candidates,
        ...(events.length === 0 ? [] : await this.#options.records.at(events)),
        ...(await this.#byTime(nowMs)),
      ];
      raised = await this.#keep(found, nowMs);
    } catch (error) {
      this.#unlook(events, dirty);
      throw error;
    }
    this.#failed = 0;
    await this.#moveOn(nowMs);
    const looked: Looked = {
      tookMs: performance.now() - began,
      ...{ raised, explained: ofWindows.explained, windows: ofWindows.windows, events: events.length },
    };
    onLooked?.(looked);
    return looked;
  }

  /** Nothing of this look was kept: all of it is looked at again, as what is found twice is one lead. */
  #unlook(events: readonly RecordEvent[], dirty: ReadonlyMap<string, number>): void {
    for (const [id, fromMs] of dirty) {
      this.#mark([id], fromMs);
      this.#lookedAt.delete(id);
    }
    this.#standingMs = this.#suspendedMs = Number.NEGATIVE_INFINITY;
    this.#failed += 1;
    if (this.#failed < TRIES_MOST) for (const { seq } of events) this.#seen.delete(seq);
    else this.#options.log.error({ events: events.length }, 'reports are let go that no rule could look at');
  }

  /** Set back, nothing would be due until it has caught up with itself. */
  #followClock(nowMs: number): void {
    if (nowMs < this.#passedMs) {
      this.#lookedAt.clear();
      this.#standingMs = this.#suspendedMs = this.#allMs = Number.NEGATIVE_INFINITY;
      this.#read = this.#read.map(({ seq }) => ({ seq, atMs: nowMs }));
    }
    this.#passedMs = nowMs;
  }

  async #newEvents(nowMs: number): Promise<RecordEvent[]> {
    const { events, standing } = this.#options;
    if (this.#cursor === undefined) {
      this.#cursor = await standing.cursor();
      if (this.#cursor === undefined) {
        // What came before there was anybody to look is looked at by replays.
        this.#cursor = await events.newestSeq();
        await standing.moveCursor(this.#cursor, nowMs);
      }
    }
    const offsets = await events.offsets();
    const rows = await events.after(this.#cursor, EVENTS_MOST, offsets);
    const newest = rows.at(-1)?.seq;
    if (newest !== undefined) this.#read.push({ atMs: nowMs, seq: newest });
    if (rows.length === EVENTS_MOST) this.#isNudged = true;
    const fresh = rows.filter((one) => !this.#seen.has(one.seq));
    for (const { seq } of fresh) this.#seen.add(seq);
    // A full page is behind us at once: otherwise what comes after it would never be read.
    if (rows.length === EVENTS_MOST && fresh.length === 0 && newest !== undefined) this.#cursor = newest;
    return fresh;
  }

  async #moveOn(nowMs: number): Promise<void> {
    let moved: number | undefined;
    for (
      let first = this.#read[0];
      first !== undefined && first.atMs <= nowMs - OVERLAP_MS;
      first = this.#read[0]
    ) {
      moved = first.seq;
      this.#read.shift();
    }
    if (moved === undefined || moved <= (this.#cursor ?? 0)) return;
    this.#cursor = moved;
    for (const seq of this.#seen) if (seq <= moved) this.#seen.delete(seq);
    await this.#options.standing.moveCursor(moved, nowMs);
  }

  async #windows(nowMs: number): Promise<OfWindows> {
    const { loader, pace = {}, rulesOf } = this.#options;
    const everyMs = pace.windowEveryMs ?? 20_000;
    const due = [...this.#dirty].filter(([id]) => nowMs - (this.#lookedAt.get(id) ?? 0) >= everyMs);
    const made = { candidates: [] as Candidate[], explained: 0, windows: due.length };
    due.sort((a, b) => a[1] - b[1]);
    for (let at = 0; at < due.length && !this.#isClosed; at += WINDOWS_AT_ONCE) {
      const chunk = due.slice(at, at + WINDOWS_AT_ONCE);
      const ids = chunk.map(([id]) => id);
      const fromMs = Math.max(nowMs - BACK_MS, Math.min(...chunk.map(([, from]) => from)));
      const known = await this.#options.book.known(ids, windowKinds, fromMs, nowMs);
      const excused: Excused[] = [];
      const candidates: Candidate[] = [];
      for (const facts of await loader.load(ids, { fromMs, toMs: nowMs })) {
        const found = lookAtWindow(facts, await rulesOf(facts.hallId));
        candidates.push(...found.candidates);
        excused.push(...found.excused);
      }
      const adopted = adopt(candidates, known);
      made.candidates.push(...adopted);
      made.explained += await this.#explain(known, adopted, excused);
      for (const id of ids) {
        this.#dirty.delete(id);
        this.#lookedAt.set(id, nowMs);
      }
    }
    return made;
  }

  /** Those that are found no longer, as something that came since accounts for that time. */
  async #explain(
    known: readonly KnownLead[],
    found: readonly Candidate[],
    excused: readonly Excused[],
  ): Promise<number> {
    const subjects = new Set(found.map((one) => `${one.kind} ${one.subjectKey}`));
    let explained = 0;
    for (const lead of known) {
      if (lead.explained || lead.state === 'confirmed' || lead.state === 'dismissed') continue;
      if (subjects.has(`${lead.kind} ${lead.subjectKey}`)) continue;
      const by = excused.find(
        (one) =>
          one.kind === lead.kind &&
          one.windowId === lead.windowId &&
          one.fromMs < lead.toMs &&
          one.toMs > lead.fromMs,
      );
      if (by !== undefined && (await this.#options.book.explain(lead.kind, lead.subjectKey, by.cause)))
        explained += 1;
    }
    return explained;
  }

  async #byTime(nowMs: number): Promise<Candidate[]> {
    const { standing, cases, records, rulesOf } = this.#options;
    const made: Candidate[] = [];
    if (nowMs - this.#standingMs >= STANDING_EVERY_MS) {
      this.#standingMs = nowMs;
      for (const alarm of await standing.alarms(nowMs - BACK_MS, nowMs, nowMs)) {
        const values = (await rulesOf(alarm.hallId)).of('feedFault');
        if (values !== undefined) made.push(...feedFault(alarm, values));
      }
      const around = { nowMs, aroundMs: 4 * HOUR_MS };
      for (const outage of await standing.outages(nowMs - BACK_MS, nowMs, around)) {
        const values = (await rulesOf(outage.hallId)).of('cameraDown');
        if (values !== undefined) made.push(...cameraDown(outage, values));
      }
    }
    if (nowMs - this.#suspendedMs >= SUSPENDED_EVERY_MS) {
      this.#suspendedMs = nowMs;
      const ids = await cases.longSuspended(new Date(nowMs - DAY_MS));
      if (ids.length > 0) made.push(...(await records.ofTime(ids)));
    }
    return made;
  }

  async #keep(candidates: readonly Candidate[], nowMs: number): Promise<Looked['raised']> {
    const { raised } = await this.#options.book.raise(candidates);
    return raised.map(({ candidate: { kind, toMs } }) => ({ kind, lagMs: Math.max(0, nowMs - toMs) }));
  }
}

function wakeIn(look: () => void, ms: number): () => void {
  const timer = setTimeout(look, ms).unref();
  return () => clearTimeout(timer);
}

/** The same stretch goes by the key it was raised under, though its beginning is seen a little otherwise now. */
export function adopt(candidates: readonly Candidate[], known: readonly KnownLead[]): Candidate[] {
  const taken = new Set<string>();
  return candidates.map((candidate) => {
    const isSame = (lead: KnownLead) =>
      lead.kind === candidate.kind &&
      lead.windowId === candidate.windowId &&
      (candidate.kind !== 'stepWhileVacant' || lead.caseId === candidate.caseId);
    const same =
      known.find((lead) => isSame(lead) && lead.subjectKey === candidate.subjectKey) ??
      (candidate.kind === 'outOfHours'
        ? undefined
        : known.find(
            (lead) =>
              isSame(lead) &&
              !taken.has(lead.subjectKey) &&
              lead.fromMs < candidate.toMs &&
              lead.toMs > candidate.fromMs,
          ));
    if (same === undefined) return candidate;
    taken.add(same.subjectKey);
    return { ...candidate, subjectKey: same.subjectKey };
  });
}
