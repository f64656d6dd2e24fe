/** `/api/v1/patrols/plans`. */
import { z } from 'zod';
import { id, listQuery } from '../contract/common.ts';
import * as contract from '../contract/patrols.ts';
import { type Actor, type Need, type Route, route } from '../platform/http/route.ts';
import { officerOf } from './officer.ts';
import type { PlansService } from './plans.service.ts';

const tag = 'patrols';
const byPlan = z.object({ planId: id });
/** A plan is at a region or at several halls: lists are narrowed by the query, changes asked at each by the service. */
const read: Need = { kind: 'permission', permission: 'patrols:read', at: 'anywhere' };
const write: Need = { kind: 'permission', permission: 'patrols:write', at: 'anywhere' };

export function plansRoutes({ plans }: { readonly plans: PlansService }): {
  readonly questions: Route[];
  readonly changes: Route[];
} {
  const subject: Route['subject'] = async ({ actor, params, answer }) => {
    const made = id.safeParse(params.planId ?? Reflect.get(Object(answer), 'id'));
    return made.success ? plans.get(actor as Actor, made.data) : undefined;
  };
  const questions = [
    route({
      method: 'get',
      path: '/api/v1/patrols/plans',
      summary: 'Plans of patrols, by name',
      tag,
      need: read,
      query: listQuery,
      response: contract.patrolPlans,
      handler: ({ actor, query }) => plans.list(actor as Actor, query),
    }),
    route({
      method: 'get',
      path: '/api/v1/patrols/plans/:planId',
      summary: 'A plan of patrols',
      tag,
      need: read,
      params: byPlan,
      response: contract.patrolPlan,
      handler: ({ actor, params }) => plans.get(actor as Actor, params.planId),
    }),
  ];
  const changes = [
    route({
      method: 'post',
      path: '/api/v1/patrols/plans',
      summary: 'Make a plan: fixed looks on working days, and random ones that nobody can foresee',
      tag,
      need: write,
      body: contract.patrolPlanBody,
      status: 201,
      response: contract.patrolPlan,
      subject,
      handler: ({ actor, body }) => plans.create(body, officerOf(actor)),
    }),
    route({
      method: 'put',
      path: '/api/v1/patrols/plans/:planId',
      summary: 'Change a plan; rounds nobody has begun go by it, what is drawn does from tomorrow',
      tag,
      need: write,
      params: byPlan,
      body: contract.setPatrolPlan,
      response: contract.patrolPlan,
      subject,
      handler: ({ actor, params, body }) => plans.set(params.planId, body, officerOf(actor)),
    }),
    route({
      method: 'delete',
      path: '/api/v1/patrols/plans/:planId',
      summary: 'Remove a plan; its rounds of before stay',
      tag,
      need: write,
      params: byPlan,
      subject,
      handler: ({ actor, params }) => plans.remove(params.planId, officerOf(actor)),
    }),
    route({
      method: 'post',
      path: '/api/v1/patrols/plans/:planId/restore',
      summary: 'Bring a removed plan back, within ten minutes',
      tag,
      need: write,
      params: byPlan,
      response: contract.patrolPlan,
      subject,
      handler: ({ actor, params }) => plans.restore(params.planId, officerOf(actor)),
    }),
  ];
  return { questions, changes };
}
