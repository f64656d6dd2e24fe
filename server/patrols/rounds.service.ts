/** Rounds: taken by one officer, walked window by window, left and gone on with, ended. */
import type { z } from 'zod';
import type { Permission } from '../contract/access.ts';
import {
  type CheckItem,
  type CheckResult,
  type findAtVisit,
  type lookAtVisit,
  type newRound,
  type PatrolCoverage,
  type PatrolRound,
  type PatrolRoundDetail,
  type PatrolVisit,
  ROUND_EARLY_MS,
  type RoundsQuery,
} from '../contract/patrols.ts';
import type { FindingsPort } from '../findings/index.ts';
import type { PlaceFinder, Visibility, Visible } from '../places/index.ts';
import { conflict, forbidden, invalid, notFound } from '../platform/errors.ts';
import type { Gate } from '../platform/http/gate.ts';
import { type Page, pageOf } from '../platform/http/paging.ts';
import type { Actor } from '../platform/http/route.ts';
import { dayOf } from './days.ts';
import type { Officer } from './officer.ts';
import { readCursor, toCoverage, toRound, toVisit } from './round-answers.ts';
import type { RoundReadsStore } from './round-reads.store.ts';
import type { RoundStops } from './round-stops.ts';
import type { LockedRound, LockedVisit, RoundsStore } from './rounds.store.ts';

export interface RoundsOptions {
  readonly store: RoundsStore;
  readonly reads: RoundReadsStore;
  readonly stops: RoundStops;
  readonly findings: Pick<FindingsPort, 'note'>;
  readonly visibility: Visibility;
  readonly gate: Pick<Gate, 'permits'>;
  readonly finder: Pick<PlaceFinder, 'ofWindow' | 'ofHall'>;
  readonly now: () => number;
}

const MINUTE_MS = 60_000;
const EVERYTHING: Visible = { everywhere: true };

export class RoundsService {
  readonly #options: RoundsOptions;

  constructor(options: RoundsOptions) {
    this.#options = options;
  }

  async list(actor: Actor, query: RoundsQuery): Promise<Page<PatrolRound>> {
    const visible = await this.#options.visibility.visible(actor, 'patrols:read');
    return this.listSeen(visible, query);
  }

  async listSeen(visible: Visible, query: RoundsQuery): Promise<Page<PatrolRound>> {
    const { limit, cursor, ...filter } = query;
    const rows = await this.#options.reads.list(filter, visible, { after: readCursor(cursor), limit });
    return pageOf(rows, limit, ({ key }) => key, toRound);
  }

  async get(actor: Actor, id: string): Promise<PatrolRoundDetail> {
    const visible = await this.#options.visibility.visible(actor, 'patrols:read');
    const found = await this.#detail(id, visible);
    if (found === undefined) throw notFound('round');
    return found;
  }

  /** As the trail tells of it. */
  async told(id: string) {
    const found = await this.#detail(id, EVERYTHING);
    if (found === undefined) return undefined;
    const { placeName, planName, kind, state, dueAt, windows, looked, unseen, findings } = found;
    return { name: planName ?? placeName, kind, state, dueAt, windows, looked, unseen, findings };
  }

  async visitsOf(roundIds: readonly string[]): Promise<(PatrolVisit & { readonly roundId: string })[]> {
    const rows = await this.#options.reads.visits(roundIds, new Date(this.#options.now()));
    return rows.map((row) => ({ roundId: row.roundId, ...toVisit(row, []) }));
  }

  async coverage(
    actor: Actor,
    asked: {
      readonly from: Date;
      readonly to: Date;
      readonly hallId?: string;
      readonly planId?: string;
      readonly cursor: string | undefined;
      readonly limit: number;
    },
  ): Promise<Page<PatrolCoverage>> {
    const { cursor, limit, ...filter } = asked;
    const visible = await this.#options.visibility.visible(actor, 'patrols:read');
    const rows = await this.#options.reads.coverage(filter, visible, { after: readCursor(cursor), limit });
    return pageOf(rows, limit, ({ key }) => key, toCoverage);
  }

  /** At once, and taken by who begins it. Where he may not walk, there is no such window. */
  async create(asked: z.output<typeof newRound>, by: Officer): Promise<PatrolRoundDetail> {
    const { store, stops, finder, gate, now } = this.#options;
    const { hallId } = asked;
    const windowIds =
      hallId === undefined ? [...new Set(asked.windowIds)] : await store.windowsOfHall(hallId);
    const hallIds = new Set<string>();
    for (const id of windowIds) {
      const place = await finder.ofWindow(id);
      if (place?.hallId === undefined || !(await this.#mayWalk(by.actor, place)))
        throw notFound(hallId === undefined ? 'window' : 'hall');
      hallIds.add(place.hallId);
    }
    if (hallId !== undefined && windowIds.length === 0) {
      const place = await finder.ofHall(hallId);
      if (place === undefined || !(await gate.permits(by.actor, 'patrols:walk', place)))
        throw notFound('hall');
      throw conflict('no_windows', 'There is no open window in this hall to look at.');
    }
    const at = new Date(now());
    const id = await store.insert({
      ...{ planId: null, planName: null, kind: 'own', regionCode: null, hallIds: [...hallIds].sort() },
      ...{ day: dayOf(at.getTime()), slot: 'own', dueAt: at, untilAt: at, checklist: stops.wholeChecklist },
    });
    if (id === undefined) throw new Error('an own round was not made');
    await store.addVisits(id, windowIds);
    await store.begin(id, by, stops.wholeChecklist, at);
    return this.get(by.actor, id);
  }

  /** Takes it, or goes on with what one has taken. */
  async begin(id: string, by: Officer): Promise<PatrolRoundDetail> {
    const { store, stops, now } = this.#options;
    const round = await this.#walked(id, by);
    if (round.state === 'walking' && round.officerId === by.id) return this.get(by.actor, id);
    if (round.state === 'walking') throw taken(round);
    if (round.state === 'done') throw conflict('round_over', 'This round is over.');
    if (round.state === 'missed' || round.untilAt.getTime() <= now())
      throw conflict('round_missed', 'This round was to be begun before: begin one of your own.');
    if (round.dueAt.getTime() - ROUND_EARLY_MS > now())
      throw conflict('round_early', 'This round can be begun ten minutes before its time.');
    if (round.kind === 'fixed') {
      const windowIds = await stops.ofFixed(round);
      if (windowIds.length === 0)
        throw conflict('no_windows', 'There is no open window at the places of this round.');
      await store.addVisits(id, windowIds);
    }
    await store.begin(id, by, await stops.checklistOf(round), new Date(now()));
    return this.get(by.actor, id);
  }

  async end(id: string, by: Officer): Promise<PatrolRoundDetail> {
    const { store, now } = this.#options;
    const round = await this.#mine(id, by);
    if (round.state !== 'done') await store.end(id, new Date(now()));
    return this.get(by.actor, id);
  }

  async look(
    ids: { readonly roundId: string; readonly visitId: string },
    asked: z.output<typeof lookAtVisit>,
    by: Officer,
  ): Promise<PatrolVisit> {
    const { store, now } = this.#options;
    const { round, visit } = await this.#myVisit(ids, by);
    const at = new Date(now());
    await store.leaveOthers(round.id, visit.id, at);
    const cameras = await store.camerasOf([visit.windowId], at);
    const cameraId = cameraOf(asked.cameraId, cameras.get(visit.windowId) ?? []);
    const isDone = asked.state === 'done';
    // Looked at again: what was said of it stands until something else is.
    if (asked.state !== 'looking' || visit.state === 'waiting' || visit.state === 'looking')
      await store.change(visit.id, {
        ...{ state: asked.state, cameraId, lookedFrom: at, lookedTo: asked.state === 'looking' ? null : at },
        checks: isDone ? checksOf(round, visit, asked.checks, cameraId !== null) : foundOf(visit),
        remark: asked.remark,
      });
    return this.#visit(ids);
  }

  /** Written down at once, with its picture and the half minute before. */
  async find(
    ids: { readonly roundId: string; readonly visitId: string },
    asked: z.output<typeof findAtVisit>,
    by: Officer,
  ): Promise<{ id: string; visit: PatrolVisit }> {
    const { store, findings, gate, finder, now } = this.#options;
    const { round, visit } = await this.#myVisit(ids, by);
    if (!round.checklist.includes(asked.item))
      throw invalid([
        { field: 'body.item', message: `is not on this round's list: ${round.checklist.join(', ')}` },
      ]);
    const place = await finder.ofWindow(visit.windowId);
    if (place === undefined || !(await gate.permits(by.actor, 'findings:write', place)))
      throw forbidden('findings:write');
    const at = new Date(now());
    const atMs = asked.at === undefined ? at.getTime() : Date.parse(asked.at);
    if (atMs > at.getTime() || atMs < at.getTime() - MINUTE_MS)
      throw invalid([{ field: 'body.at', message: 'must lie within the last minute' }]);
    const cameras = await store.camerasOf([visit.windowId], at);
    const id = await findings.note({
      ...{ kind: asked.item, origin: 'patrol', originId: visit.id, windowId: visit.windowId, caseId: null },
      ...{ cameraId: cameraOf(asked.cameraId, cameras.get(visit.windowId) ?? []), atMs, text: asked.text },
      by: { id: by.id, name: by.name },
    });
    await store.found(visit.id, asked.item, id, at);
    return { id, visit: await this.#visit(ids) };
  }

  /** A finding that was withdrawn leaves its visit; one that stands does not. */
  async unfind(
    ids: { readonly roundId: string; readonly visitId: string; readonly findingId: string },
    by: Officer,
  ): Promise<PatrolVisit> {
    const { store } = this.#options;
    const { visit } = await this.#myVisit(ids, by);
    if (!visit.findingIds.includes(ids.findingId)) throw notFound('finding');
    const findings = await store.findings(visit.findingIds);
    const finding = findings.find(({ id }) => id === ids.findingId);
    if (finding !== undefined && finding.state !== 'withdrawn')
      throw conflict('finding_stands', 'Withdraw the finding first: as long as it stands it belongs here.');
    const left = new Set(findings.filter(({ id }) => id !== ids.findingId).map(({ kind }) => kind));
    const checks = Object.fromEntries(
      Object.entries(visit.checks).filter(([item, result]) => result !== 'found' || left.has(item)),
    );
    await store.unfound(visit.id, checks, ids.findingId);
    return this.#visit(ids);
  }

  async #visit({ roundId, visitId }: { readonly roundId: string; readonly visitId: string }) {
    const found = (await this.#detail(roundId, EVERYTHING))?.visits.find(({ id }) => id === visitId);
    if (found === undefined) throw notFound('visit');
    return found;
  }

  async #detail(id: string, visible: Visible): Promise<PatrolRoundDetail | undefined> {
    const { reads, store, now } = this.#options;
    const [row] = await reads.list({ id }, visible, { after: undefined, limit: 1 });
    if (row === undefined) return undefined;
    const at = new Date(now());
    const visits = await reads.visits([id], at);
    const cameras = await store.camerasOf(
      visits.map(({ windowId }) => windowId),
      at,
    );
    return {
      ...toRound(row),
      checklist: row.checklist,
      visits: visits.map((visit) => toVisit(visit, cameras.get(visit.windowId) ?? [])),
    };
  }

  /** Locked, for who may walk it; who may read it only is told so. */
  async #walked(id: string, by: Officer): Promise<LockedRound> {
    const { reads, store, visibility } = this.#options;
    const one = { after: undefined, limit: 1 };
    const seen = (permission: Permission) =>
      visibility.visible(by.actor, permission).then((visible) => reads.list({ id }, visible, one));
    if ((await seen('patrols:walk')).length === 0) {
      if ((await seen('patrols:read')).length === 0) throw notFound('round');
      throw forbidden('patrols:walk');
    }
    const round = await store.lock(id);
    if (round === undefined) throw notFound('round');
    return round;
  }

  async #mine(id: string, by: Officer): Promise<LockedRound> {
    const round = await this.#walked(id, by);
    if (round.state !== 'walking' && round.state !== 'done')
      throw conflict('round_not_begun', 'Begin this round first.');
    if (round.officerId !== by.id) throw taken(round);
    return round;
  }

  async #myVisit(
    { roundId, visitId }: { readonly roundId: string; readonly visitId: string },
    by: Officer,
  ): Promise<{ round: LockedRound; visit: LockedVisit }> {
    const round = await this.#mine(roundId, by);
    if (round.state === 'done') throw conflict('round_over', 'This round is over.');
    const visit = await this.#options.store.lockVisit(roundId, visitId);
    if (visit === undefined) throw notFound('visit');
    return { round, visit };
  }

  #mayWalk(actor: Actor, place: Parameters<Gate['permits']>[2]): Promise<boolean> {
    return this.#options.gate.permits(actor, 'patrols:walk', place);
  }
}

const taken = ({ officerName }: LockedRound) =>
  conflict('round_taken', `${officerName ?? 'Somebody'} walks this round: nobody else does meanwhile.`);

/** One that looks at the window; the closest, where none was chosen. */
const cameraOf = (asked: string | null | undefined, cameraIds: readonly string[]): string | null =>
  cameraIds.find((id) => id === asked) ?? cameraIds[0] ?? null;

type Checks = Partial<Record<CheckItem, CheckResult>>;

/** What was found stands; what nobody said, or nothing looks at, was not seen. Never is it taken for fine. */
function checksOf(round: LockedRound, visit: LockedVisit, given: Checks, isLookedAt: boolean): Checks {
  return Object.fromEntries(
    round.checklist.map((item) => {
      if (visit.checks[item] === 'found') return [item, 'found'];
      return [item, isLookedAt && given[item] === 'fine' ? 'fine' : 'unseen'];
    }),
  );
}

const foundOf = ({ checks }: LockedVisit): Checks =>
  Object.fromEntries(Object.entries(checks).filter(([, result]) => result === 'found'));
