/** `/api/v1/cases`. */
import { z } from 'zod';
import * as contract from '../contract/cases.ts';
import { id, listOf } from '../contract/common.ts';
import type { Visibility } from '../places/index.ts';
import { type Actor, type Need, type Route, route } from '../platform/http/route.ts';
import { writeCases } from './case-export.ts';
import type { CasesService } from './cases.service.ts';
import type { ClockFaultsService } from './clock-faults.ts';

/** A case may have been at windows of several halls, so it has no one place: the query narrows it. */
const need: Need = { kind: 'permission', permission: 'cases:read', at: 'anywhere' };
const tag = 'cases';

export interface CasesRoutesOptions {
  readonly cases: CasesService;
  readonly faults: ClockFaultsService;
  readonly visibility: Visibility;
  readonly now: () => number;
  readonly recomputations: () => Promise<z.output<typeof contract.recomputations>['items']>;
}

export function casesRoutes(options: CasesRoutesOptions): Route[] {
  const { cases, faults, visibility, now, recomputations } = options;
  const seen = (actor: Actor | undefined) => visibility.visible(actor as Actor, 'cases:read');
  return [
    route({
      method: 'get',
      path: '/api/v1/cases',
      summary:
        'Cases: open ones by their deadline, the one heard of last first otherwise; q is how a number begins or ends, or a matter',
      tag,
      need,
      query: contract.casesQuery,
      response: listOf(contract.caseSummary),
      handler: async ({ actor, query }) => cases.list(await seen(actor), query),
    }),
    route({
      method: 'get',
      path: '/api/v1/cases/counts',
      summary: 'How many of the cases that a list would show are in each state, counted up to 10,000',
      tag,
      need,
      query: contract.caseCountsQuery,
      response: contract.caseCounts,
      handler: async ({ actor, query }) => cases.counts(await seen(actor), query),
    }),
    route({
      method: 'get',
      path: '/api/v1/cases/clock-faults',
      summary: 'Open cases whose clock cannot be read, by what is missing in which calendar or hours',
      tag,
      need,
      response: contract.clockFaults,
      handler: async ({ actor }) => faults.list(await seen(actor)),
    }),
    route({
      method: 'get',
      path: '/api/v1/cases/recomputations',
      summary: 'How far deadlines are computed again after a calendar, hours or a matter changed',
      tag,
      need: { kind: 'permission', permission: 'calendar:write', at: 'anywhere' },
      response: contract.recomputations,
      handler: async () => ({ items: await recomputations() }),
    }),
    route({
      method: 'get',
      path: '/api/v1/cases/export.csv',
      summary: 'The same list as a file for spreadsheets, up to 50,000 rows; applicants as in the list',
      tag,
      need,
      query: contract.casesQuery,
      raw: true,
      handler: async ({ actor, query, res }) => {
        const visible = await seen(actor);
        // The first page before the answer begins, so that a fault is answered as one.
        const first = await cases.list(visible, { ...query, limit: 500 });
        res
          .status(200)
          .set('Cache-Control', 'no-store')
          .set('Content-Type', 'text/csv; charset=utf-8')
          .set('Content-Disposition', 'attachment; filename="cases.csv"');
        const next = async (cursor: string | undefined) =>
          cursor === undefined ? first : cases.list(visible, { ...query, cursor, limit: 500 });
        await writeCases(res, next, now());
        res.end();
      },
    }),
    route({
      method: 'get',
      path: '/api/v1/cases/:caseId',
      summary: 'A case with its steps, stages, clock and who answered for what',
      tag,
      need,
      params: z.object({ caseId: id }),
      response: contract.caseDetail,
      handler: async ({ actor, params }) => cases.get(params.caseId, await seen(actor)),
    }),
  ];
}
