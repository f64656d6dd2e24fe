/** Which leads are counted: those raised in a time, at a place, that the asker may see. */
import { type RawBuilder, sql } from 'kysely';
import { regionsBelow, type Visible } from '../../places/index.ts';
import { leadSeen } from '../review/lead-rows.store.ts';

export interface PrecisionAsked {
  readonly fromMs: number;
  readonly toMs: number;
  readonly hallId?: string | undefined;
  readonly regionCode?: string | undefined;
}

export const precisionWhere = (asked: PrecisionAsked, visible: Visible): RawBuilder<unknown> => sql`
  l.raised_at >= ${new Date(asked.fromMs)} and l.raised_at < ${new Date(asked.toMs)}
  and ${asked.hallId === undefined ? sql`true` : sql`l.hall_id = ${asked.hallId}`}
  and ${asked.regionCode === undefined ? sql`true` : sql`l.region_code in ${regionsBelow(asked.regionCode)}`}
  and ${leadSeen(visible)}`;
