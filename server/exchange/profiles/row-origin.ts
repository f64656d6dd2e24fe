/**
 * What the core is told of an event that was made from a row of a published layout, so that counts, refusals and
 * corrections are in the sender's own words: `report(machine, events, { origins })`, one a row, undefined where the
 * event came as it is.
 */
import type { ProfileName } from '../../contract/profiles.ts';

export interface RowOrigin {
  readonly profile: ProfileName;
  /** `EX_GDBS_SL`. */
  readonly table: string;
  /**
   * The row as it was sent: a refusal keeps this (sealed) in place of the event made of it, and `resend` takes it
   * back through the layout.
   */
  readonly sent: Readonly<Record<string, unknown>>;
  /** The hall that the batch said its window codes are of. */
  readonly hallId: string | undefined;
  /** Our field → the layout's column: a fault that the core finds is told by this name. */
  readonly columns: Readonly<Record<string, string>>;
  /**
   * The layout found it at fault already. To be counted, kept and answered as any other refused row, without another
   * look; the event beside it then holds no more than `eventId` and `caseNo` where they could be read.
   */
  readonly refused?: { readonly code: string; readonly field: string; readonly message: string };
}
