/** `/api/v1/halls/:hallId/lead-rules`: what makes a lead there; and how often reviewers agreed. */
import { z } from 'zod';
import { id } from '../../contract/common.ts';
import * as contract from '../../contract/leads.ts';
import type { PlaceFinder, Visibility } from '../../places/index.ts';
import { type Actor, type Need, type Route, type RouteInput, route } from '../../platform/http/route.ts';
import type { LeadRulesService } from './lead-rules.service.ts';

export interface LeadRulesRoutesOptions {
  readonly rules: LeadRulesService;
  readonly finder: Pick<PlaceFinder, 'ofHall'>;
  readonly visibility: Visibility;
  readonly replay: (
    hallId: string,
    asked: z.output<typeof contract.replayLeads>,
  ) => Promise<contract.LeadReplay>;
}

const tag = 'leads';
const byHall = z.object({ hallId: id });

export function leadRulesRoutes({ rules, finder, visibility, replay }: LeadRulesRoutesOptions): {
  questions: Route[];
  changes: Route[];
} {
  const at = (input: RouteInput) => finder.ofHall(input.params.hallId);
  const read: Need = { kind: 'permission', permission: 'leads:read', at };
  const write: Need = { kind: 'permission', permission: 'leads:write', at };
  const shown = async ({ params }: RouteInput) => {
    const { fields: _, ...held } = await rules.of(params.hallId ?? '');
    return held;
  };
  return {
    questions: [
      route({
        method: 'get',
        path: '/api/v1/leads/precision',
        summary: 'How often reviewers agreed with each rule, and why they did not',
        tag,
        need: { kind: 'permission', permission: 'leads:read', at: 'anywhere' },
        query: contract.leadPrecisionQuery,
        response: contract.leadPrecisions,
        handler: async ({ actor, query }) =>
          rules.precision(query, await visibility.visible(actor as Actor, 'leads:read')),
      }),
      route({
        method: 'get',
        path: '/api/v1/halls/:hallId/lead-rules',
        summary: 'What makes a lead in a hall, and what each value may be',
        tag,
        need: read,
        params: byHall,
        response: contract.hallLeadRules,
        handler: ({ params }) => rules.of(params.hallId),
      }),
      route({
        method: 'post',
        path: '/api/v1/halls/:hallId/lead-rules/replay',
        summary:
          'What these rules would have raised in the last days, beside what was decided; nothing is kept',
        tag,
        need: write,
        params: byHall,
        body: contract.replayLeads,
        response: contract.leadReplay,
        handler: ({ params, body }) => replay(params.hallId, body),
      }),
    ],
    changes: [
      route({
        method: 'put',
        path: '/api/v1/halls/:hallId/lead-rules',
        summary: 'Set what makes a lead in a hall, if its version is the one given',
        tag,
        need: write,
        reason: 'required',
        params: byHall,
        body: contract.setLeadRules,
        response: contract.hallLeadRules,
        subject: shown,
        handler: ({ params, body, actor }) =>
          rules.set(params.hallId, body, actor?.kind === 'user' ? actor.id : null),
      }),
    ],
  };
}
