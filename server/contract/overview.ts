/** How the city is today: numbers by place, each of which leads to the list of what it counts. */
import { z } from 'zod';
import { clockFault } from './clock.ts';
import { id, instant } from './common.ts';
import { feedFault } from './exchange.ts';
import { day } from './office-hours.ts';
import { regionCode } from './places.ts';

const count = z.number().int();
const cards = z.object({ warning: count, yellow: count, red: count });

/** Of today (the region's day), or of now; at the hall a case was accepted at, or first seen at. */
export const overviewNumbers = z.object({
  /** 收件, 受理, 办结, 不予受理 today; `late`: of those completed, past the promised limit. */
  received: count,
  accepted: count,
  completed: count,
  late: count,
  refused: count,
  /** Not ended now; of them near, over the limit, with a clock that stands, with one that cannot be read. */
  open: count,
  near: count,
  over: count,
  suspended: count,
  fault: count,
  /** Of open cases, by the gravest card that stands on each. */
  standing: cards,
  /** Issued today. Null: whoever asks may not read cards. */
  issued: cards.nullable(),
});
export type OverviewNumbers = z.infer<typeof overviewNumbers>;

export const overviewPlace = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('region'), code: z.string(), name: z.string() }),
  z.object({ kind: z.literal('department'), id, name: z.string(), regionName: z.string() }),
  /** Null: cases that were at no window of a hall. */
  z.object({
    kind: z.literal('hall'),
    id: id.nullable(),
    name: z.string().nullable(),
    regionName: z.string(),
  }),
]);
export type OverviewPlace = z.infer<typeof overviewPlace>;

export const overviewQuery = z.object({
  /** One of them at most: the place whose parts are asked for. */
  regionCode: regionCode.optional(),
  departmentId: id.optional(),
  hallId: id.optional(),
  by: z.enum(['region', 'department', 'hall']).default('region'),
});

/** Rows beyond are added up in the total only. */
export const OVERVIEW_ROWS = 200;
export const overviewTrendDays = 30;

export const overview = z.object({
  /** When the numbers were counted. */
  asOf: instant,
  day,
  by: overviewQuery.shape.by.unwrap(),
  /** By region: the one whose parts the rows are; a row of that code itself is its own departments. */
  within: z.string().nullable(),
  /** From the widest down to what is shown; empty: everything that may be seen. */
  path: z.array(overviewPlace),
  total: overviewNumbers,
  rows: z.array(z.object({ place: overviewPlace, numbers: overviewNumbers })),
  /** Of today, 24 of them. */
  hours: z.array(z.object({ received: count, accepted: count, completed: count })),
  /** Up to today, the oldest first. */
  trend: z.array(
    z.object({
      day,
      accepted: count,
      completed: count,
      late: count,
      yellow: count.nullable(),
      red: count.nullable(),
    }),
  ),
  /**
   * Completed within the trend's days, the slowest first: the share of the time from acceptance to the deadline that was
   * used, over 1 is late.
   */
  slowest: z.array(
    z.object({
      matterId: id,
      name: z.string(),
      departmentName: z.string(),
      cases: count,
      median: z.number(),
      p90: z.number(),
    }),
  ),
  /** Clocks that cannot be read, and feeds that are not as they should be. */
  faults: z.array(
    z.object({ code: clockFault.shape.code, placeName: z.string(), day: z.string(), cases: count }),
  ),
  feeds: z.array(
    z.object({ source: z.string(), departmentName: z.string(), fault: feedFault, since: instant }),
  ),
});
export type Overview = z.infer<typeof overview>;
