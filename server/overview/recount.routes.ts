/** A day that is over, added up anew by hand: what was put right in the database itself tells nobody of it. */
import { z } from 'zod';
import { day, REGION_ZONE } from '../contract/office-hours.ts';
import { AppError, conflict } from '../platform/errors.ts';
import { type Route, route } from '../platform/http/route.ts';
import type { Boards } from './board.ts';
import { dayOf } from './days.ts';

export interface RecountRouteOptions {
  readonly boards: Pick<Boards, 'recount'>;
  readonly now: () => number;
}

export const recountRoute = ({ boards, now }: RecountRouteOptions): Route =>
  route({
    method: 'post',
    path: '/api/v1/overview/days/:day/recount',
    summary: 'Add a day that is over up anew',
    tag: 'overview',
    // Days are everybody's.
    need: { kind: 'permission', permission: 'rules:write', at: async () => ({ regionPath: [] }) },
    params: z.object({ day }),
    action: 'overview.recount',
    transaction: false,
    handler: async ({ params }) => {
      const today = dayOf(now(), REGION_ZONE).day;
      if (params.day >= today)
        throw new AppError(
          422,
          'day_not_over',
          `Only days before ${today} are added up: later ones are counted.`,
          {
            faults: [{ field: 'params.day', message: `must be before ${today}` }],
          },
        );
      if (!(await boards.recount(params.day)))
        throw conflict('recount_under_way', 'This day is being added up just now.');
    },
  });
