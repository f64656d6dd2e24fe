/** A case, its limits and its clock as they were when something was done on the ground of them. Never an applicant. */
import { CalendarGap, type WorkingClock } from '../calendar/index.ts';
import type { CaseFile } from '../cases/index.ts';
import { supervised } from '../rules/index.ts';

export function snapshotOf(file: CaseFile, clock: WorkingClock, nowMs: number): Record<string, unknown> {
  const { matter, state, hallId, windowId, clerk, caseNo } = file;
  return {
    ...{ caseNo, hallId, windowId, clerk },
    matter: {
      ...{ code: matter.code, name: matter.name, kind: matter.kind, version: matter.version },
      ...{ promisedLimit: matter.promisedLimit, statutoryLimit: matter.statutoryLimit },
    },
    ...state,
    clock: { key: clock.key, version: clock.version, ...reading(file, clock, nowMs) },
  };
}

function reading(file: CaseFile, clock: WorkingClock, nowMs: number): Record<string, unknown> {
  const [promised] = supervised(file, 'promised');
  const [statutory] = supervised(file, 'statutory');
  if (promised === undefined || statutory === undefined) return {};
  try {
    const { usedMs, limitMs } = clock.used(promised.timed, promised.stopMs ?? nowMs);
    return {
      dueAt: isoOrNull(clock.dueMs(promised.timed)),
      statutoryDueAt: isoOrNull(clock.dueMs(statutory.timed)),
      ...{ usedMs: Math.round(usedMs), limitMs: Math.round(limitMs), workingDayMs: clock.workingDayMs },
    };
  } catch (error) {
    // Nothing is made up: the snapshot tells that it could not be told.
    if (error instanceof CalendarGap) return { fault: error.fault };
    throw error;
  }
}

const isoOrNull = (ms: number): string | null => (Number.isFinite(ms) ? new Date(ms).toISOString() : null);
