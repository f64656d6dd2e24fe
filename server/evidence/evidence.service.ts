/** Asking for packages, and what becomes of them. Who may is asked for each camera at its time, here. */
import { statfs } from 'node:fs/promises';
import type { CaseDetail } from '../contract/cases.ts';
import {
  type EvidencePackage,
  MOST_FOOTAGE_MS,
  MOST_UNDER_WAY,
  type NewEvidence,
} from '../contract/evidence.ts';
import type { MayListen } from '../live/index.ts';
import type { PlaceFinder } from '../places/index.ts';
import { afterCommit } from '../platform/db/unit-of-work.ts';
import { AppError, conflict, forbidden, invalid, notFound, tooMany } from '../platform/errors.ts';
import type { Gate } from '../platform/http/gate.ts';
import type { Actor, Place } from '../platform/http/route.ts';
import type { Footage } from '../recordings/index.ts';
import { type JobRange, mergedRanges } from './job.ts';
import type { PackagesQuery, PackagesStore } from './packages.store.ts';
import type { RecordStore } from './record.store.ts';
import type { EvidenceWorker } from './worker.ts';

export interface EvidenceServiceOptions {
  readonly packages: PackagesStore;
  readonly record: RecordStore;
  readonly worker: Pick<EvidenceWorker, 'nudge' | 'cancel'>;
  readonly footage: Pick<Footage, 'segments'>;
  readonly gate: Pick<Gate, 'permits'>;
  readonly finder: Pick<PlaceFinder, 'ofCameraAt' | 'ofCase'>;
  /** Not found: it is no case the asker sees. */
  readonly caseOf: (caseId: string, actor: Actor) => Promise<Pick<CaseDetail, 'caseNo'>>;
  readonly mayListen: MayListen;
  readonly hasSm2: () => Promise<boolean>;
  readonly nameOf: (userId: string) => Promise<string>;
  readonly dataDir: string;
  readonly now: () => number;
}

type User = Extract<Actor, { kind: 'user' }>;

/** Left free for everything else on the disk. */
const RESERVE_BYTES = 500_000_000;
/** The cut, its copy, and both once more in the package. */
const TIMES_THE_FOOTAGE = 4;

export class EvidenceService {
  readonly #options: EvidenceServiceOptions;

  constructor(options: EvidenceServiceOptions) {
    this.#options = options;
  }

  /** Within a unit of work. @throws where it cannot be made, with why */
  async ask(actor: User, asked: NewEvidence): Promise<EvidencePackage> {
    const { packages, worker, now, caseOf, nameOf } = this.#options;
    const ranges = this.#checkedRanges(asked);
    await this.#checkRights(actor, ranges);
    const known = asked.caseId === null ? undefined : await caseOf(asked.caseId, actor);
    await this.#checkOptions(actor, asked, ranges);
    if ((await packages.underWay(actor.id)) >= MOST_UNDER_WAY)
      throw tooMany(`At most ${MOST_UNDER_WAY} packages of a person are made at a time.`);
    await this.#checkFootage(actor, asked, ranges);
    const { title, purpose, caseId, options } = asked;
    const id = await packages.insert({
      ...{ title, purpose, caseId, options, ranges, caseNo: known?.caseNo ?? null },
      ...{ askedBy: actor.id, askedByName: await nameOf(actor.id), askedAtMs: now() },
    });
    afterCommit(() => worker.nudge());
    return this.#known(id);
  }

  async list(query: PackagesQuery): Promise<EvidencePackage[]> {
    return this.#options.packages.list(query);
  }

  /** One that the asker may see all of; others are as if they were not. */
  async get(actor: Actor, id: string): Promise<EvidencePackage> {
    const found = await this.#known(id);
    const ranges = found.ranges.map(({ cameraId, from, to }) => ({
      ...{ cameraId, fromMs: Date.parse(from), toMs: Date.parse(to) },
    }));
    if (!(await this.#maySee(actor, ranges))) throw notFound('package');
    if (found.caseId !== null) await this.#options.caseOf(found.caseId, actor).catch(hidden);
    return found;
  }

  /** One whose file the asker may have: what is heard and whose names are read in it was granted to its maker. */
  async getToTake(actor: Actor, id: string): Promise<EvidencePackage> {
    const { gate, finder } = this.#options;
    const found = await this.get(actor, id);
    const { sound, unmask } = found.options;
    for (const { cameraId, from } of sound ? found.ranges : []) {
      const place = await finder.ofCameraAt(cameraId, new Date(from));
      if (!place || !(await gate.permits(actor, 'live:listen', place))) throw forbidden('live:listen');
    }
    if (unmask) await this.#checkUnmask(actor, found.caseId);
    return found;
  }

  /** Ends one under way, removes the file of one that is ready; the row stays. */
  async remove(actor: Actor, id: string): Promise<void> {
    const { packages, worker, now } = this.#options;
    const { state } = await this.get(actor, id);
    const at = new Date(now());
    const done =
      (await packages.end(id, ['waiting', 'building'], 'cancelled', at)) ||
      (await packages.end(id, ['ready', 'failed'], 'removed', at));
    if (!done) throw conflict('evidence_state', `A package that is ${state} cannot be removed.`);
    afterCommit(() => {
      // Its folder is swept at the next start, should it still be there.
      worker.cancel(id).catch(() => undefined);
    });
  }

  async #known(id: string): Promise<EvidencePackage> {
    const found = await this.#options.packages.get(id);
    if (!found) throw notFound('package');
    return found;
  }

  #checkedRanges({ ranges }: NewEvidence): JobRange[] {
    const nowMs = this.#options.now();
    const faults: { field: string; message: string }[] = [];
    const checked = ranges.map(({ cameraId, from, to }, index) => {
      const [fromMs, toMs] = [Date.parse(from), Math.min(Date.parse(to), nowMs)];
      if (fromMs >= toMs)
        faults.push({ field: `body.ranges[${index}]`, message: 'must begin before it ends, and before now' });
      return { cameraId, fromMs, toMs };
    });
    const wholeMs = mergedRanges(checked).reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
    if (wholeMs > MOST_FOOTAGE_MS)
      faults.push({ field: 'body.ranges', message: 'at most 24 hours of footage in all' });
    if (faults.length > 0) throw invalid(faults);
    return checked;
  }

  async #checkRights(actor: Actor, ranges: readonly JobRange[]): Promise<void> {
    if (!(await this.#maySee(actor, ranges))) throw notFound('camera');
  }

  /** Both permissions, at each camera and at each instant of its range: by its hall, or by the windows it looked at then. */
  async #maySee(actor: Actor, ranges: readonly JobRange[]): Promise<boolean> {
    const { finder, record } = this.#options;
    for (const range of ranges) {
      const { cameraId, fromMs, toMs } = range;
      const first = await finder.ofCameraAt(cameraId, new Date(fromMs));
      if (!first) return false;
      const { departmentIds: _, cameraId: __, ...hall } = first;
      if (await this.#mayTake(actor, hall)) continue;
      for (const atMs of [fromMs, ...(await record.borders(range)), toMs]) {
        const place = await finder.ofCameraAt(cameraId, new Date(atMs));
        if (!place || !(await this.#mayTake(actor, place))) return false;
      }
    }
    return true;
  }

  async #mayTake(actor: Actor, place: Place): Promise<boolean> {
    const { gate } = this.#options;
    for (const permission of ['recordings:view', 'evidence:write'] as const)
      if (!(await gate.permits(actor, permission, place))) return false;
    return true;
  }

  async #checkOptions(actor: Actor, asked: NewEvidence, ranges: readonly JobRange[]): Promise<void> {
    const { hasSm2, record } = this.#options;
    const { options, caseId } = asked;
    if (options.blurFaces)
      // Better none than one that misses a face and says nothing.
      throw new AppError(
        422,
        'not_available',
        'Faces cannot be blurred: no detector that can be relied on is built in.',
      );
    if (options.sm && !(await hasSm2()))
      throw new AppError(422, 'not_available', 'This server’s OpenSSL has no SM2 and SM3.');
    if (options.unmask) await this.#checkUnmask(actor, caseId);
    if (!options.blurApplicants) return;
    for (const range of mergedRanges(ranges)) {
      // Each instant of the range has to have a zone: where none is drawn nothing could be hidden.
      const rows = await record.placements(range);
      let coveredMs = range.fromMs;
      const isOpen = rows.some(
        (row) =>
          row.applicantZone === null &&
          +row.validFrom < range.toMs &&
          (row.validTo?.getTime() ?? range.toMs) > range.fromMs,
      );
      for (const row of rows)
        if (+row.validFrom <= coveredMs)
          coveredMs = Math.max(coveredMs, row.validTo?.getTime() ?? Number.POSITIVE_INFINITY);
      if (isOpen || coveredMs < range.toMs)
        throw new AppError(
          422,
          'no_applicant_zone',
          'A camera has no applicants’ zone for all of this time: nothing could be blurred.',
          { context: { cameraId: range.cameraId } },
        );
    }
  }

  async #checkUnmask(actor: Actor, caseId: string | null): Promise<void> {
    const { gate, finder } = this.#options;
    const place = caseId === null ? undefined : await finder.ofCase(caseId);
    if (!place || !(await gate.permits(actor, 'cases:unmask', place))) throw forbidden('cases:unmask');
  }

  /** Some footage, sound of it only where the asker may hear it, and room for the package. */
  async #checkFootage(
    actor: Actor,
    { options }: Pick<NewEvidence, 'options'>,
    ranges: readonly JobRange[],
  ): Promise<void> {
    const { footage, dataDir, mayListen } = this.#options;
    let bytes = 0;
    for (const range of mergedRanges(ranges))
      for (const one of await footage.segments(range)) {
        if (options.sound && one.sound && !(await mayListen(actor, range.cameraId)))
          throw new AppError(
            403,
            'sound_not_allowed',
            'Sound needs the permission live:listen, and the hall’s word that it may be heard.',
            { context: { cameraId: range.cameraId } },
          );
        const lastsMs = Math.max(1, one.endedAtMs - one.startedAtMs);
        const wantedMs = Math.min(one.endedAtMs, range.toMs) - Math.max(one.startedAtMs, range.fromMs);
        bytes += one.bytes * Math.min(1, Math.max(0, wantedMs / lastsMs));
      }
    if (bytes === 0) throw conflict('no_footage', 'There is no footage of this time.');
    const { bavail, bsize } = await statfs(dataDir);
    const needed = Math.round(bytes * TIMES_THE_FOOTAGE + RESERVE_BYTES);
    if (bavail * bsize < needed)
      throw new AppError(507, 'evidence_no_room', 'There is no room for this package on the server’s disk.', {
        context: { neededBytes: String(needed), freeBytes: String(bavail * bsize) },
      });
  }
}

/** Whatever keeps a case from being seen: the package is not there for the asker either. */
function hidden(error: unknown): never {
  throw error instanceof AppError && error.status === 404 ? notFound('package') : error;
}
