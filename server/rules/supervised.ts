/** What of a case runs against a limit: each with its clock and its end. Pure. */
import type { Timed } from '../calendar/index.ts';
import { type CaseFile, pausesOf } from '../cases/index.ts';
import type { Stage } from '../contract/cases.ts';
import type { Limit } from '../contract/clock.ts';
import type { RuleBody } from '../contract/rules.ts';

export interface Supervised {
  /** Which of them: the stage's name, the procedure's number; empty for the case itself. */
  readonly subjectKey: string;
  readonly timed: Timed;
  /** Null: still open. */
  readonly stopMs: number | null;
  readonly stage: Stage | null;
  readonly procedure: { readonly no: string; readonly name: string | null } | null;
}

type Basis = Exclude<RuleBody['threshold'], { kind: 'conduct' }>['basis'];

/** Where the matter says nothing of its own (domain.md §3). */
const CERTIFICATE_LIMIT: Limit = { value: 3, unit: 'workingDay' };

export function supervised(file: CaseFile, basis: Basis): Supervised[] {
  switch (basis) {
    case 'promised':
      return ofCase(file, file.matter.promisedLimit);
    case 'statutory':
      return ofCase(file, file.matter.statutoryLimit);
    case 'stage':
      return ofStages(file);
    case 'applied':
      return ofProcedures(file);
    case 'certificate':
      return ofCertificate(file);
  }
}

/** Completed, or refused: nothing of it is open any more. */
export const endOf = ({ state }: CaseFile): number | null =>
  (state.completedAt ?? state.refusal?.at ?? null)?.getTime() ?? null;

function ofCase(file: CaseFile, limit: Limit): Supervised[] {
  const { acceptedAt, extensions } = file.state;
  if (acceptedAt === null) return [];
  const extraDays = extensions.reduce((days, one) => days + one.days, 0);
  return [
    {
      subjectKey: '',
      timed: { startMs: acceptedAt.getTime(), limit, pauses: pausesOf(file.state), extraDays },
      stopMs: endOf(file),
      stage: null,
      procedure: null,
    },
  ];
}

/** From the step into a stage to the step into the next one; a stage that was gone back to is timed anew. */
function ofStages(file: CaseFile): Supervised[] {
  const { stages, extensions } = file.state;
  const all = pausesOf(file.state);
  const limits = new Map(
    file.matter.stages.flatMap(({ stage, limit }) => (limit ? [[stage, limit] as const] : [])),
  );
  if (limits.size === 0) return [];
  const visits = stages.filter((fact, at) => fact.stage !== stages[at - 1]?.stage);
  return visits.flatMap(({ stage, at }, index) => {
    const limit = limits.get(stage);
    if (limit === undefined || stage === 'completed') return [];
    const startMs = at.getTime();
    const stopMs = visits[index + 1]?.at.getTime() ?? endOf(file);
    const extraDays = extensions
      .filter((one) => one.at.getTime() >= startMs && (stopMs === null || one.at.getTime() <= stopMs))
      .reduce((days, one) => days + one.days, 0);
    const timed = { startMs, limit, pauses: all, extraDays };
    return [{ subjectKey: stage, timed, stopMs, stage, procedure: null }];
  });
}

/** A procedure that was never closed is over when the case is. */
function ofProcedures(file: CaseFile): Supervised[] {
  return file.state.pauses.flatMap(({ kind, no, from, to, applied, name }) => {
    if (kind !== 'specialProcedure' || from === null || applied === null) return [];
    const timed = { startMs: from.getTime(), limit: applied, pauses: [], extraDays: 0 };
    const ends = [to?.getTime(), endOf(file)].filter((ms) => typeof ms === 'number');
    const stopMs = ends.length === 0 ? null : Math.min(...ends);
    return [{ subjectKey: no, timed, stopMs, stage: null, procedure: { no, name } }];
  });
}

/**
 * From the completion that grants one until the applicant has it. A completion that names the certificate's number
 * tells that it was made.
 */
function ofCertificate(file: CaseFile): Supervised[] {
  const { completedAt, outcome, certificateNo, collectedAt } = file.state;
  if (completedAt === null || outcome !== 'certificate' || certificateNo !== null) return [];
  const limit = file.matter.certificateLimit ?? CERTIFICATE_LIMIT;
  const timed = { startMs: completedAt.getTime(), limit, pauses: [], extraDays: 0 };
  return [
    { subjectKey: '', timed, stopMs: collectedAt?.getTime() ?? null, stage: 'completed', procedure: null },
  ];
}
