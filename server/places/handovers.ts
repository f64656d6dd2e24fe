/**
 * Tells other slices that a window passes from one department to another, or is closed, in the unit of work that does
 * it: what they keep of it changes with it, and what is to happen once it stands they leave to `afterCommit`.
 */
export interface Handover {
  readonly windowId: string;
  readonly at: Date;
  /** Nobody runs it from now on. */
  readonly closed: boolean;
}

export type Taker = (handovers: readonly Handover[]) => Promise<void>;

export class Handovers {
  readonly #takers: Taker[] = [];

  join(taker: Taker): void {
    this.#takers.push(taker);
  }

  async tell(handovers: readonly Handover[]): Promise<void> {
    if (handovers.length > 0) for (const taker of this.#takers) await taker(handovers);
  }
}
