import { type Finding, type PictureFault, pictureFaults } from './diagnose.ts';

/** Checks in a row that make a fault of a suspicion. What people or light may cause for some minutes takes longer. */
export const CONFIRM: Readonly<Record<PictureFault, number>> = {
  no_signal: 2,
  black: 3,
  covered: 3,
  frozen: 3,
  moved: 4,
  blurred: 4,
  bright: 10,
  dark: 10,
  cast: 10,
};
/** Checks in a row without it that end one. */
export const CLEAR = 2;

export interface RaisedFault {
  readonly finding: Finding;
  /** Of the first check that found it. */
  readonly sinceMs: number;
}

interface Suspicion {
  finding: Finding;
  sinceMs: number;
  found: number;
  missed: number;
  isRaised: boolean;
}

/** Of one camera: which suspicions have become faults. Checks that could not be made are not told to it. */
export class FaultWatch {
  readonly #suspicions = new Map<PictureFault, Suspicion>();

  /** Faults that stood when the server ended. */
  constructor(standing: readonly RaisedFault[] = []) {
    for (const { finding, sinceMs } of standing)
      this.#suspicions.set(finding.fault, {
        ...{ finding, sinceMs, missed: 0, isRaised: true },
        found: CONFIRM[finding.fault],
      });
  }

  /** Of one check. Answers what became a fault with it, and what is one no more. */
  update(
    findings: readonly Finding[],
    atMs: number,
  ): { readonly raised: readonly RaisedFault[]; readonly cleared: readonly PictureFault[] } {
    const raised: RaisedFault[] = [];
    const cleared: PictureFault[] = [];
    const found = new Map(findings.map((finding) => [finding.fault, finding]));
    for (const [fault, finding] of found) {
      const suspicion = this.#suspicions.get(fault) ?? {
        ...{ finding, sinceMs: atMs, found: 0, missed: 0, isRaised: false },
      };
      suspicion.finding = finding;
      suspicion.found += 1;
      suspicion.missed = 0;
      this.#suspicions.set(fault, suspicion);
      if (!suspicion.isRaised && suspicion.found >= CONFIRM[fault]) {
        suspicion.isRaised = true;
        raised.push({ finding, sinceMs: suspicion.sinceMs });
      }
    }
    for (const [fault, suspicion] of this.#suspicions) {
      if (found.has(fault)) continue;
      suspicion.missed += 1;
      if (suspicion.isRaised && suspicion.missed < CLEAR) continue;
      this.#suspicions.delete(fault);
      if (suspicion.isRaised) cleared.push(fault);
    }
    return { raised, cleared };
  }

  /** Everything found lately, sure or not: nothing is learnt from such pictures. */
  get isSuspicious(): boolean {
    return this.#suspicions.size > 0;
  }

  /** Faults that stand, the one to be told first at the head. */
  get standing(): readonly RaisedFault[] {
    return pictureFaults.flatMap((fault) => {
      const one = this.#suspicions.get(fault);
      return one?.isRaised ? [{ finding: one.finding, sinceMs: one.sinceMs }] : [];
    });
  }

  /** The view was accepted anew, or the camera was away. */
  forget(fault: PictureFault): void {
    this.#suspicions.delete(fault);
  }
}
