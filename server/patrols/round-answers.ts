/** Rows as they are answered. */
import type { PatrolCoverage, PatrolRound, PatrolVisit } from '../contract/patrols.ts';
import { keysetKey } from '../platform/db/keyset.ts';
import { decodeCursor } from '../platform/http/paging.ts';
import type { CoverageRow, RoundRow, VisitRow } from './round-reads.store.ts';

const iso = (at: Date | null): string | null => at?.toISOString() ?? null;

export const readCursor = (cursor: string | undefined) => decodeCursor(cursor, keysetKey);

export function toRound({ key: _, checklist: __, ...row }: RoundRow): PatrolRound {
  return {
    ...row,
    ...{ dueAt: row.dueAt.toISOString(), until: row.until.toISOString() },
    ...{ begunAt: iso(row.begunAt), endedAt: iso(row.endedAt) },
  };
}

/** `cameraIds`: what looks at it now; before it was looked at, the first of them is meant. */
export function toVisit(row: VisitRow & { readonly roundId?: string }, cameraIds: string[]): PatrolVisit {
  const { roundId: _, ...visit } = row;
  return {
    ...visit,
    cameraId: visit.state === 'waiting' ? (cameraIds[0] ?? null) : visit.cameraId,
    ...{ cameraIds, lookedFrom: iso(visit.lookedFrom), lookedTo: iso(visit.lookedTo) },
  };
}

export function toCoverage({ key: _, lastAt, ...row }: CoverageRow): PatrolCoverage {
  return { ...row, lastAt: iso(lastAt) };
}
