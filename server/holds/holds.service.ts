/** Setting, releasing and taking back holds: each with who, when and why, at places where they may. */
import type { z } from 'zod';
import type { Permission } from '../contract/access.ts';
import type * as contract from '../contract/holds.ts';
import { HOLD_RANGES_MOST, RESTORE_MS } from '../contract/holds.ts';
import { RANGE_MOST_DAYS } from '../contract/recordings.ts';
import type { PlaceFinder } from '../places/index.ts';
import { keysetKey } from '../platform/db/keyset.ts';
import { AppError, conflict, invalid, notFound } from '../platform/errors.ts';
import type { Gate } from '../platform/http/gate.ts';
import { decodeCursor, type Page, pageOf } from '../platform/http/paging.ts';
import type { Actor } from '../platform/http/route.ts';
import { growRanges } from './grow-ranges.ts';
import { type HoldKeeper, RANGES_MOST } from './hold-keeper.ts';
import type { HoldNotices } from './hold-notices.ts';
import type { HoldReadsStore, HoldRow, HoldsSeen } from './hold-reads.store.ts';
import type { FollowedKind, HoldSubjects } from './hold-subjects.ts';
import type { HoldsStore, StoredHold } from './holds.store.ts';

type Person = Extract<Actor, { kind: 'user' }>;
type NewHold = z.output<typeof contract.newHold>;
type RangeSubject = Extract<contract.HoldSubject, { kind: 'range' }>;

export interface HoldsOptions {
  readonly store: HoldsStore;
  readonly reads: HoldReadsStore;
  readonly subjects: HoldSubjects;
  readonly keeper: Pick<HoldKeeper, 'lookAt'>;
  readonly notices: HoldNotices;
  readonly finder: Pick<PlaceFinder, 'ofCameraAt'>;
  readonly gate: Pick<Gate, 'permits'>;
  readonly now: () => number;
}

const DAY_MS = 86_400_000;
/** What is still to be recorded can be held as well, but not for ever. */
const AHEAD_MS = 31 * DAY_MS;

export class HoldsService {
  readonly #options: HoldsOptions;

  constructor(options: HoldsOptions) {
    this.#options = options;
  }

  async list(seen: HoldsSeen, query: contract.HoldsQuery): Promise<Page<contract.HoldSummary>> {
    const { limit } = query;
    const after = decodeCursor(query.cursor, keysetKey);
    const rows = await this.#options.reads.list(query, seen, { after, limit });
    return pageOf(rows, limit, ({ key }) => key, summaryOf);
  }

  /** `actor`: what he may do with it is said as well. */
  async get(id: string, seen: HoldsSeen, actor: Actor): Promise<contract.Hold> {
    const { reads, now } = this.#options;
    const row = await reads.get(id, seen);
    if (row === undefined) throw notFound('hold');
    const ranges = await reads.ranges(id, seen);
    const untilMs = (row.releasedAt?.getTime() ?? 0) + RESTORE_MS;
    const mayRestore =
      row.state === 'released' && untilMs > now() && (await this.#mayAt(row, 'holds:write', actor));
    return {
      ...summaryOf(row),
      ranges: ranges.slice(0, HOLD_RANGES_MOST),
      rangesCut: ranges.length > HOLD_RANGES_MOST,
      release: await this.#releaseOf(row, actor),
      restoreUntil: mayRestore ? new Date(untilMs).toISOString() : null,
    };
  }

  /** As the trail tells of it. */
  async told(id: string) {
    const everything = { holds: { everywhere: true }, footage: { everywhere: true } } as const;
    const row = await this.#options.reads.get(id, everything);
    if (row === undefined) return undefined;
    const { title: name, kind, state, reason, from, to, until, cameras, releaseReason } = summaryOf(row);
    return { name, kind, state, reason, from, to, until, cameras, releaseReason };
  }

  /** Within a unit of work. */
  async create(asked: NewHold, by: Person): Promise<string> {
    const { subject } = asked;
    return subject.kind === 'range' ? this.#holdRange(subject, asked, by) : this.#follow(subject, asked, by);
  }

  async release(id: string, reason: string, by: Person): Promise<void> {
    const { store, notices, now } = this.#options;
    const hold = await store.lock(id);
    if (hold === undefined || !(await this.#mayAt(hold, 'holds:release', by))) throw notFound('hold');
    if (hold.state === 'released') throw conflict('already_released', 'This hold was released already.');
    // Four eyes: what somebody held for a reason is not let go by him alone.
    if (hold.setBy === by.id)
      throw conflict('own_hold', 'Whoever set a hold does not release it: somebody else has to agree.');
    const at = new Date(now());
    await store.release(id, nameOf(by), reason, at);
    await notices.released(hold, nameOf(by), reason, at);
  }

  /** Takes a release back: what is still there of the footage is held again. */
  async restore(id: string, by: Person): Promise<void> {
    const { store, keeper, now } = this.#options;
    const hold = await store.lock(id);
    if (hold === undefined || !(await this.#mayAt(hold, 'holds:write', by))) throw notFound('hold');
    if (hold.releasedAt === null)
      throw conflict('not_released', 'This hold stands: there is nothing to take back.');
    if (hold.releasedAt.getTime() + RESTORE_MS <= now())
      throw conflict('restore_too_late', 'A release can be taken back for 24 hours only; set a new hold.');
    await store.restore(id, new Date(now()));
    await keeper.lookAt({ ...hold, state: 'held', releasedAt: null });
  }

  /** What is held from its beginning without anybody asking, as the footage of a lead. Within a unit of work. */
  async followByItself(kind: FollowedKind, subjectId: string, reason: string): Promise<string | undefined> {
    const { store, subjects, keeper, now } = this.#options;
    const found = await subjects.of(kind).find(subjectId);
    if (found === undefined) return undefined;
    const at = new Date(now());
    const { title, caseId } = found;
    const id = await store.insert({
      ...{ kind, subjectId, caseId, asked: null, title: title.slice(0, 200), reason },
      ...{ by: null, at, until: null, lookAt: at },
    });
    const hold = await store.lock(id);
    if (hold !== undefined) await keeper.lookAt(hold);
    return id;
  }

  async #holdRange(subject: RangeSubject, { reason, until }: NewHold, by: Person): Promise<string> {
    const { store, reads, now } = this.#options;
    const [fromMs, toMs] = [Date.parse(subject.from), Date.parse(subject.to)];
    const fault = faultOf(fromMs, toMs, until, now());
    if (fault !== undefined) throw invalid([fault]);
    const cameraIds = [...new Set(subject.cameraIds)];
    for (const cameraId of cameraIds)
      if (!(await this.#mayHold(cameraId, [fromMs, toMs], by))) throw notFound('camera');
    const untilAt = until === null ? null : new Date(until);
    const id = await store.insert({
      ...{ kind: 'range', subjectId: null, caseId: null, reason, by: nameOf(by), at: new Date(now()) },
      asked: { ...subject, cameraIds },
      title: (await reads.cameraNames(cameraIds)).join('、').slice(0, 200),
      ...{ until: untilAt, lookAt: untilAt },
    });
    const ranges = cameraIds.map((cameraId) => ({ cameraId, fromMs, toMs }));
    await store.setRanges(id, growRanges([], ranges, RANGES_MOST));
    return id;
  }

  async #follow(
    subject: Exclude<contract.HoldSubject, RangeSubject>,
    { reason, until }: NewHold,
    by: Person,
  ): Promise<string> {
    const { store, subjects, keeper, gate, now } = this.#options;
    if (until !== null)
      throw invalid([
        { field: 'body.until', message: 'only of a range; this hold ends with what it follows' },
      ]);
    const found = await subjects.of(subject.kind).find(subject.id);
    if (found === undefined) throw notFound(subject.kind);
    for (const permission of NEEDED)
      if (!(await gate.permits(by, permission, found.place))) throw notFound(subject.kind);
    const at = new Date(now());
    const { title, caseId } = found;
    const id = await store.insert({
      ...{ kind: subject.kind, subjectId: subject.id, caseId, asked: null, title },
      ...{ reason, by: nameOf(by), at, until: null, lookAt: at },
    });
    const hold = await store.lock(id);
    if (hold !== undefined) await keeper.lookAt(hold);
    return id;
  }

  async #releaseOf(row: HoldRow, actor: Actor): Promise<contract.Hold['release']> {
    if (row.state === 'released') return 'released';
    if (!(await this.#mayAt(row, 'holds:release', actor))) return 'not_allowed';
    return actor.kind === 'user' && actor.id === row.setBy ? 'own' : 'may';
  }

  /** Of a range: at each of its cameras, as they were at its ends; of what follows something: where that is. */
  async #mayAt(
    hold: Pick<StoredHold, 'id' | 'kind' | 'subjectId'>,
    permission: Permission,
    actor: Actor,
  ): Promise<boolean> {
    const { store, subjects, gate, finder } = this.#options;
    if (hold.kind !== 'range' && hold.subjectId !== null) {
      const found = await subjects.of(hold.kind).find(hold.subjectId);
      return found !== undefined && gate.permits(actor, permission, found.place);
    }
    for (const { cameraId, fromMs, toMs } of await store.ranges(hold.id)) {
      for (const ms of [fromMs, toMs]) {
        const place = (await finder.ofCameraAt(cameraId, new Date(ms))) ?? REMOVED;
        if (!(await gate.permits(actor, permission, place))) return false;
      }
    }
    return true;
  }

  /** Who may see the footage of then, and hold it. */
  async #mayHold(cameraId: string, instants: readonly number[], by: Actor): Promise<boolean> {
    const { finder, gate } = this.#options;
    for (const ms of instants) {
      const place = await finder.ofCameraAt(cameraId, new Date(ms));
      if (place === undefined) return false;
      for (const permission of ['holds:write', 'recordings:view'] as const)
        if (!(await gate.permits(by, permission, place))) return false;
    }
    return true;
  }
}

const NEEDED = ['cases:read', 'holds:write', 'recordings:view'] as const;
/** A camera that was removed is nowhere any more: only who may everywhere. */
const REMOVED = { regionPath: [] } as const;

const nameOf = ({ id, username }: Person) => ({ id, name: username });

function faultOf(fromMs: number, toMs: number, until: string | null, nowMs: number) {
  if (toMs <= fromMs) return { field: 'body.subject.to', message: 'must be after its beginning' };
  if (toMs - fromMs > RANGE_MOST_DAYS * DAY_MS)
    return { field: 'body.subject.to', message: `at most ${RANGE_MOST_DAYS} days after its beginning` };
  if (toMs > nowMs + AHEAD_MS) return { field: 'body.subject.to', message: 'at most 31 days from now' };
  if (until !== null && Date.parse(until) <= nowMs)
    return { field: 'body.until', message: 'must be in the future, or null' };
  return undefined;
}

const iso = (at: Date | null): string | null => at?.toISOString() ?? null;

function summaryOf(row: HoldRow): contract.HoldSummary {
  const { id, state, kind, subjectId, caseId, title, reason, setBy, setByName } = row;
  return {
    ...{ id, state, kind, subjectId, caseId, title, reason, setBy, setByName },
    ...{ setAt: row.setAt.toISOString(), until: iso(row.until), endingSince: iso(row.endingSince) },
    ...{ releasedBy: row.releasedBy, releasedByName: row.releasedByName, releasedAt: iso(row.releasedAt) },
    ...{ releaseReason: row.releaseReason, cameras: row.cameras, from: iso(row.from), to: iso(row.to) },
    ...{ bytes: Number(row.bytes), segments: row.segments, oldest: iso(row.oldest) },
  };
}

/** Holds are set and released by people only. */
export function personOf(actor: Actor | undefined): Person {
  if (actor?.kind === 'user') return actor;
  throw new AppError(403, 'forbidden', 'Holds are for people.');
}
