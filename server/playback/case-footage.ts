/**
 * Which footage belongs to a case: every stay of it at a window, the cameras that looked at that window then, and how
 * much of it there is. Computed when it is asked, from what is known by then: late events move it.
 */
import type { CasePassages } from '../cases/index.ts';
import type { CameraRange, CaseFootage, CaseSession } from '../contract/playback.ts';
import { POST_ROLL_MS, PRE_ROLL_MS } from '../contract/playback.ts';
import type { CameraCoverage } from '../contract/recordings.ts';
import type { PlaceFinder, Visibility } from '../places/index.ts';
import { notFound } from '../platform/errors.ts';
import type { Gate } from '../platform/http/gate.ts';
import type { Actor } from '../platform/http/route.ts';
import type { Footage } from '../recordings/index.ts';
import { type AllowedSpan, allowedSpan } from './allowed-span.ts';
import type { CaseFootageStore, SightRow } from './case-footage.store.ts';
import { anchorKey, anchorsOf, type Stay, staysOf } from './case-stays.ts';
import { completenessOf, percentOf, type SeenBy } from './completeness.ts';
import type { Span } from './spans.ts';

/** Of a case that went round in circles, the latest. */
const SESSIONS_MOST = 200;

export interface CaseFootageOptions {
  readonly passages: Pick<CasePassages, 'of'>;
  readonly store: CaseFootageStore;
  readonly footage: Pick<Footage, 'coverageOf'>;
  readonly gate: Pick<Gate, 'permits'>;
  readonly visibility: Visibility;
  readonly finder: Pick<PlaceFinder, 'ofCamera' | 'ofCameraAt'>;
  readonly now: () => number;
}

/** A stay widened by pre-roll and post-roll, with what looked at its window. */
interface Watched {
  readonly stay: Stay;
  readonly fromMs: number;
  readonly toMs: number;
  readonly sights: readonly (SightRow & { readonly allowed: boolean })[];
}

type Asker = Actor | 'all';

export class CaseFootageService {
  readonly #options: CaseFootageOptions;

  constructor(options: CaseFootageOptions) {
    this.#options = options;
  }

  /** Without the marks, which are asked for beside it. */
  async of(actor: Actor, caseId: string): Promise<Omit<CaseFootage, 'marks'>> {
    const { passage, watched, places } = await this.#watched(caseId, actor);
    const nowMs = this.#options.now();
    const coverages = await this.#coverages(watched);
    const ended = (toMs: number) => Math.min(toMs, nowMs);
    const parts = watched.map((one) => {
      const seenBy: SeenBy[] = one.sights.map((sight) => ({
        fromMs: sight.fromMs,
        toMs: ended(sight.toMs),
        coverage: coverages.get(sight)?.spans,
      }));
      const { windowId } = one.stay;
      const complete = completenessOf({ windowId, fromMs: one.fromMs, toMs: ended(one.toMs), seenBy });
      return { one, complete };
    });
    return {
      caseId,
      caseNo: passage.caseNo,
      matterName: passage.matterName,
      sessions: parts.map(({ one, complete }) =>
        sessionOf(one, complete, coverages, places.get(one.stay.windowId ?? '')),
      ),
      percent: totalOf(parts.map(({ complete }) => complete)),
      gaps: parts
        .flatMap(({ complete }) => complete.gaps)
        .map(({ fromMs, toMs, ...gap }) => ({ ...gap, from: iso(fromMs), to: iso(toMs) })),
    };
  }

  /**
   * Cameras and times that belong to the case, as far as the asker may see them: what a viewing of a case covers, and a
   * hold on one (`all`: whoever asks for it was let through to the case before). Ranges of one camera that touch are one.
   */
  async rangesOf(actor: Asker, caseId: string): Promise<CameraRange[]> {
    const { watched } = await this.#watched(caseId, actor);
    const byCamera = new Map<string, { fromMs: number; toMs: number }[]>();
    const sights = watched.flatMap((one) => one.sights.filter((sight) => sight.allowed));
    for (const { cameraId, fromMs, toMs } of sights.sort((a, b) => a.fromMs - b.fromMs)) {
      const spans = byCamera.get(cameraId) ?? [];
      byCamera.set(cameraId, spans);
      const last = spans.at(-1);
      if (last !== undefined && fromMs <= last.toMs) last.toMs = Math.max(last.toMs, toMs);
      else spans.push({ fromMs, toMs });
    }
    return [...byCamera].flatMap(([cameraId, spans]) =>
      spans.map(({ fromMs, toMs }) => ({ cameraId, from: iso(fromMs), to: iso(toMs) })),
    );
  }

  async #watched(caseId: string, actor: Asker) {
    const { passages, store, now, visibility } = this.#options;
    const [visible, seesAll] =
      actor === 'all'
        ? (['all', true] as const)
        : await Promise.all([
            visibility.visible(actor, 'cases:read'),
            visibility.visible(actor, 'recordings:view').then(({ everywhere }) => everywhere),
          ]);
    const passage = await passages.of(caseId, visible);
    if (passage === undefined) throw notFound('case');
    const steps = passage.steps
      .filter((step) => !step.superseded)
      .map((step) => ({ ...step, atMs: Date.parse(step.occurredAt) }));
    const { sessions } = passage;
    const neighbours = await store.neighbours(caseId, anchorsOf({ sessions, steps }));
    const stays = staysOf({
      sessions,
      steps,
      nowMs: now(),
      neighboursOf: (windowId, atMs) =>
        neighbours.get(anchorKey(windowId, atMs)) ?? { beforeMs: null, afterMs: null },
    }).slice(-SESSIONS_MOST);
    const widened = stays.map((stay) => ({
      stay,
      windowId: stay.windowId,
      fromMs: stay.servedFromMs - PRE_ROLL_MS,
      toMs: stay.servedToMs + POST_ROLL_MS,
    }));
    const [rows, places] = await Promise.all([
      store.sights(widened),
      store.placesOf([...new Set(stays.flatMap(({ windowId }) => windowId ?? []))]),
    ]);
    const judged = seesAll
      ? rows.map((row) => [{ ...row, allowed: true }])
      : await Promise.all(rows.map((row) => this.#narrowed(actor as Actor, caseId, row)));
    const sights = judged.flat();
    const watched: Watched[] = widened.map(({ stay, fromMs, toMs }, place) => ({
      ...{ stay, fromMs, toMs },
      sights: sights.filter((sight) => sight.place === place),
    }));
    return { passage, watched, places };
  }

  /** The part of a sight that the asker may see, and the parts beside it that he may not. */
  async #narrowed(actor: Actor, caseId: string, row: SightRow) {
    const { gate, finder } = this.#options;
    const now = await finder.ofCamera(row.cameraId);
    if (now === undefined) return [{ ...row, allowed: false }];
    // Who may by the hall or its region may at any time, whatever windows were in the picture.
    const { departmentIds: _, cameraId: __, ...hall } = now;
    if (await gate.permits(actor, 'recordings:view', hall)) return [{ ...row, allowed: true }];
    const permits = async (atMs: number): Promise<boolean> => {
      const place = await finder.ofCameraAt(row.cameraId, new Date(atMs));
      // Whoever was given this one case sees its times, not another's at the same camera.
      return place !== undefined && gate.permits(actor, 'recordings:view', { ...place, caseId });
    };
    const allowed = await allowedSpan(row, permits);
    return partsOf(row, allowed).map(({ span, may }) => ({ ...row, ...span, allowed: may }));
  }

  async #coverages(watched: readonly Watched[]): Promise<ReadonlyMap<SightRow, CameraCoverage>> {
    const sights = watched.flatMap((one) => one.sights.filter((sight) => sight.allowed));
    const found = await this.#options.footage.coverageOf(
      sights.map(({ cameraId, fromMs, toMs }) => ({ cameraId, fromMs, toMs })),
    );
    return new Map(sights.flatMap((sight, at) => (found[at] ? [[sight, found[at]] as const] : [])));
  }
}

/** What the marks of a case are asked with: from its first stay to its last. */
export const rangeOfSessions = (sessions: readonly CaseSession[]): Span | undefined =>
  sessions.length === 0
    ? undefined
    : {
        fromMs: Math.min(...sessions.map((one) => Date.parse(one.from))),
        toMs: Math.max(...sessions.map((one) => Date.parse(one.to))),
      };

function partsOf(row: SightRow, allowed: AllowedSpan | undefined): { span: Span; may: boolean }[] {
  const whole: Span = { fromMs: row.fromMs, toMs: row.toMs };
  if (allowed === undefined) return [{ span: whole, may: false }];
  return [
    { span: { fromMs: row.fromMs, toMs: allowed.fromMs }, may: false },
    { span: allowed, may: true },
    { span: { fromMs: allowed.toMs, toMs: row.toMs }, may: false },
  ].filter(({ span }) => span.toMs > span.fromMs);
}

type Complete = ReturnType<typeof completenessOf>;

function sessionOf(
  { stay, fromMs, toMs, sights }: Watched,
  complete: Complete,
  coverages: ReadonlyMap<SightRow, CameraCoverage>,
  place: { readonly hallId: string; readonly hallName: string } | undefined,
): CaseSession {
  const { servedFromMs, servedToMs, ...reported } = stay;
  return {
    ...reported,
    hallId: place?.hallId ?? null,
    hallName: place?.hallName ?? null,
    servedFrom: iso(servedFromMs),
    servedTo: iso(servedToMs),
    from: iso(fromMs),
    to: iso(toMs),
    sights: sights.flatMap((sight) => {
      const coverage = coverages.get(sight);
      if (coverage === undefined) return [];
      const { cameraId, cameraName, clerkZone, applicantZone } = sight;
      const { profile } = coverage;
      const [from, to] = [iso(sight.fromMs), iso(sight.toMs)];
      return [{ cameraId, cameraName, profile, from, to, clerkZone, applicantZone, coverage }];
    }),
    someNotAllowed: sights.some((sight) => !sight.allowed),
    percent: complete.percent,
    noFootage: complete.noFootage,
  };
}

/** Time that two stays at one window share through their rolls counts twice: it belongs to both. */
function totalOf(all: readonly Complete[]): number | null {
  const sum = (pick: (one: Complete) => number) => all.reduce((total, one) => total + pick(one), 0);
  return percentOf(
    sum((one) => one.coveredMs),
    sum((one) => one.wholeMs),
  );
}

const iso = (ms: number): string => new Date(ms).toISOString();
