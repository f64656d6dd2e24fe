/** Which of a matter's versions holds when. Pure; the database's `matter_version_at` says the same of one instant. */
import type { MatterTermsFields, MatterVersion } from '../contract/matters.ts';

export interface StoredVersion {
  readonly version: number;
  /** Null: ever since. */
  readonly validFrom: Date | null;
  readonly terms: MatterTermsFields;
  readonly changedAt: Date;
  readonly changedBy: string;
  readonly reason: string | null;
  readonly withdrawnAt: Date | null;
}

const fromMs = (one: Pick<StoredVersion, 'validFrom'>) =>
  one.validFrom?.getTime() ?? Number.NEGATIVE_INFINITY;

/** Those that hold at some time, in that order: of two that begin together the one registered later. */
export function holding(versions: readonly StoredVersion[]): StoredVersion[] {
  const byStart = new Map<number, StoredVersion>();
  for (const one of versions) {
    if (one.withdrawnAt !== null) continue;
    const there = byStart.get(fromMs(one));
    if (there === undefined || there.version < one.version) byStart.set(fromMs(one), one);
  }
  return [...byStart.values()].sort((a, b) => fromMs(a) - fromMs(b));
}

/** @throws where no version begins early enough: a matter's first holds ever since. */
export function versionAt(versions: readonly StoredVersion[], atMs: number): StoredVersion {
  const found = holding(versions).findLast((one) => fromMs(one) <= atMs);
  if (found === undefined) throw new Error('a matter without a version that holds ever since');
  return found;
}

/** All of them as they are told, the one registered last first. */
export function livesOf(versions: readonly StoredVersion[], nowMs: number): Omit<MatterVersion, 'cases'>[] {
  const held = holding(versions);
  const now = versionAt(versions, nowMs);
  return versions
    .map((one) => {
      const at = held.indexOf(one);
      const next = held[at + 1];
      return {
        ...one.terms,
        version: one.version,
        validFrom: iso(one.validFrom),
        // What another took the place of never held beyond its own beginning.
        validTo: at < 0 ? iso(one.validFrom) : iso(next?.validFrom ?? null),
        state: stateOf(one, { isHeld: at >= 0, isNow: one === now, nowMs }),
        changedAt: one.changedAt.toISOString(),
        changedBy: one.changedBy,
        reason: one.reason,
        isCorrection: one.version > 1 && fromMs(one) < one.changedAt.getTime(),
      };
    })
    .sort((a, b) => b.version - a.version);
}

function stateOf(
  one: StoredVersion,
  { isHeld, isNow, nowMs }: { isHeld: boolean; isNow: boolean; nowMs: number },
): MatterVersion['state'] {
  if (one.withdrawnAt !== null) return 'withdrawn';
  if (!isHeld) return 'superseded';
  if (isNow) return 'inForce';
  return fromMs(one) > nowMs ? 'upcoming' : 'past';
}

const iso = (at: Date | null): string | null => at?.toISOString() ?? null;
