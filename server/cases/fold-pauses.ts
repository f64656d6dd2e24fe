/** Begins and ends of what stops a case's clock, matched by the sender's number of them in the order they happened. */
import type { CasePause } from './case-state.ts';
import type { EventDetail } from './event-detail.ts';

interface Pausing {
  readonly type: string;
  readonly occurredAt: Date;
  readonly detail: EventDetail | null;
}
type Open = { -readonly [K in keyof CasePause]: CasePause[K] };

export class FoldPauses {
  readonly #all: Open[] = [];

  /** Anything else than a begin or an end is passed over. */
  take(fact: Pausing): void {
    if (fact.type === 'specialProcedure') this.#begin('specialProcedure', fact);
    else if (fact.type === 'specialProcedureEnded') this.#end('specialProcedure', fact);
    else if (fact.type === 'correctionAsked') this.#begin('correction', fact);
    else if (fact.type === 'correctionReceived') this.#end('correction', fact);
  }

  all(): CasePause[] {
    return this.#all;
  }

  #begin(kind: CasePause['kind'], { occurredAt, detail }: Pausing): void {
    this.#all.push({
      kind,
      no: detail?.no ?? '1',
      from: occurredAt,
      to: null,
      applied: detail?.applied ?? null,
      name: detail?.kind ?? null,
      approver: detail?.approver ?? null,
      ground: detail?.ground ?? detail?.reason ?? null,
    });
  }

  /** Asked twice under one number and answered once: both are over. */
  #end(kind: CasePause['kind'], { occurredAt, detail }: Pausing): void {
    const no = detail?.no ?? '1';
    const open = this.#all.filter((one) => one.kind === kind && one.no === no && one.to === null);
    for (const one of open) one.to = occurredAt;
    if (open.length === 0)
      this.#all.push({
        ...{ kind, no, from: null, to: occurredAt, applied: null, name: detail?.kind ?? null },
        ...{ approver: detail?.approver ?? null, ground: detail?.ground ?? null },
      });
  }
}
