/** `/api/v1/cases`. */
import { z } from 'zod';
import * as contract from '../contract/cases.ts';
import { id, listOf, listQuery } from '../contract/common.ts';
import type { Visibility } from '../places/index.ts';
import { type Actor, type Need, type Route, route } from '../platform/http/route.ts';
import type { CasesService } from './cases.service.ts';

/** A case may have been at windows of several halls, so it has no one place: the query narrows it. */
const need: Need = { kind: 'permission', permission: 'cases:read', at: 'anywhere' };
const tag = 'cases';

export function casesRoutes(options: { cases: CasesService; visibility: Visibility }): Route[] {
  const { cases, visibility } = options;
  const seen = (actor: Actor | undefined) => visibility.visible(actor as Actor, 'cases:read');
  return [
    route({
      method: 'get',
      path: '/api/v1/cases',
      summary: 'Cases, the one heard of last first; q looks in case number and matter',
      tag,
      need,
      query: listQuery.extend({ departmentId: id.optional() }),
      response: listOf(contract.caseSummary),
      handler: async ({ actor, query }) => cases.list(await seen(actor), query),
    }),
    route({
      method: 'get',
      path: '/api/v1/cases/:caseId',
      summary: 'A case with its steps',
      tag,
      need,
      params: z.object({ caseId: id }),
      response: contract.caseDetail,
      handler: async ({ actor, params }) => cases.get(params.caseId, await seen(actor)),
    }),
  ];
}
