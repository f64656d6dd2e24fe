/** A case as other slices follow it: where it passed, what was reported of it, and how it stood over time. */
import type { WorkingClocks } from '../calendar/index.ts';
import type { CaseStep, WindowSession } from '../contract/cases.ts';
import type { CaseMoment } from '../contract/playback.ts';
import type { Visible } from '../places/index.ts';
import type { Db } from '../platform/db/connect.ts';
import { openBook } from './case-book.ts';
import { stepOf } from './case-detail.ts';
import { casesById } from './case-log.store.ts';
import { MOMENTS_MOST, momentsOf } from './case-moments.ts';
import type { CasesStore, StepRow } from './cases.store.ts';
import { notSuperseded } from './fold.ts';
import { sessionsOf } from './window-sessions.ts';

export interface CasePassage {
  readonly id: string;
  readonly caseNo: string;
  readonly matterName: string;
  /** In the order they happened, superseded ones too and marked. */
  readonly steps: readonly CaseStep[];
  readonly sessions: readonly WindowSession[];
}

export interface CaseCourse {
  readonly departmentName: string;
  readonly kind: string;
  readonly happened: readonly CaseMoment[];
  readonly known: readonly CaseMoment[];
  readonly cut: boolean;
}

export interface CasePassagesOptions {
  readonly db: Db;
  readonly cases: Pick<CasesStore, 'isVisible' | 'steps' | 'named'>;
  readonly clocks: WorkingClocks;
}

export class CasePassages {
  readonly #options: CasePassagesOptions;

  constructor(options: CasePassagesOptions) {
    this.#options = options;
  }

  /** Undefined: there is no such case, or none within `visible`; `all`: whoever asks was let through to it before. */
  async of(caseId: string, visible: Visible | 'all'): Promise<CasePassage | undefined> {
    const { cases } = this.#options;
    const [sees, named, rows] = await Promise.all([
      visible === 'all' ? true : cases.isVisible(caseId, visible),
      cases.named(caseId),
      cases.steps(caseId),
    ]);
    if (!sees || named === undefined) return undefined;
    const counts = notSuperseded(rows);
    return {
      id: caseId,
      caseNo: named.caseNo,
      matterName: named.matterName,
      steps: rows.map((row) => stepOf(row, !counts(row))),
      sessions: sessionsOf(rows.filter(counts)),
    };
  }

  /** How it stood at each change, and at the instants of `also`; undefined: no such case. Rights were asked before. */
  async course(caseId: string, also: readonly number[]): Promise<CaseCourse | undefined> {
    const { db, cases, clocks } = this.#options;
    const [rows, named, known] = await Promise.all([
      cases.steps(caseId),
      cases.named(caseId),
      casesById(db, [caseId]),
    ]);
    const booked = (await openBook(db, known, clocks)).get(caseId);
    if (booked === undefined || named === undefined) return undefined;
    const { terms, clock } = booked;
    const facts: readonly StepRow[] = rows;
    const parts = { facts, terms, clock, also: also.slice(0, MOMENTS_MOST / 2) };
    const happened = momentsOf({ ...parts, by: 'happened' });
    const learnt = momentsOf({ ...parts, by: 'known' });
    return {
      departmentName: named.departmentName,
      kind: booked.row.kind,
      happened: happened.moments,
      known: learnt.moments,
      cut: happened.cut || learnt.cut,
    };
  }
}
