/** The place a menu, a dialog or a history is about. */
import type { PlaceThing } from '../../../../../server/contract/place-changes.ts';

export interface ChangedPlace {
  readonly thing: PlaceThing;
  readonly id: string;
  readonly name: string;
  readonly closedAt: string | null;
  /** A window's: whose matters it can serve. */
  readonly departmentId?: string;
}
