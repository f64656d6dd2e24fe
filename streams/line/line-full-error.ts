export interface LineUse {
  /** What pictures may use. */
  readonly capKbps: number;
  readonly usedKbps: number;
  /** What the refused stream takes, as measured before or assumed. */
  readonly neededKbps: number;
}

/** A hall's line has no room for another stream. `code` is part of the wire contract. */
export class LineFullError extends Error {
  readonly code = 'line_full';
  readonly use: LineUse;

  constructor(use: LineUse) {
    const { capKbps, usedKbps, neededKbps } = use;
    super(
      `The hall’s line has ${capKbps} kbit/s for pictures; ${usedKbps} are in use, and this one takes about ${neededKbps}.`,
    );
    this.name = 'LineFullError';
    this.use = use;
  }
}
