/** What the player asks of a way to bring pictures into a `<video>`: it runs, tells frames and faults, closes. */
import type { Protocol } from './tile-state.ts';

export interface DriverFault {
  readonly code: string;
  readonly message: string;
  /** The driver has stopped; the player must choose again. */
  readonly fatal: boolean;
  /** It will not work by trying again soon (a codec this way cannot carry, a right that is missing). */
  readonly lasting?: boolean;
}

export interface DriverListener {
  /** A frame was put on screen; `capturedAtMs` on the server's clock, when it can be told. */
  /** `everyMs`: how far apart pictures are, of a way that does not move. */
  onFrame(capturedAtMs: number | undefined, everyMs?: number): void;
  onFault(fault: DriverFault): void;
}

export interface Driver {
  readonly protocol: Protocol;
  start(): void;
  /** The source is live again after an interruption. */
  recover(): void;
  /** Its picture is the one to be seen from now on. */
  show(): void;
  close(): void;
}

export type DriverFactory = (listener: DriverListener) => Driver;
