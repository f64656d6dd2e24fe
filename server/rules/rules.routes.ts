/** `/api/v1/rules`: when which card is due, by region. */
import { z } from 'zod';
import * as contract from '../contract/rules.ts';
import { bodyField, type PlaceFinder } from '../places/index.ts';
import { type Actor, type Need, type Route, type RouteInput, route } from '../platform/http/route.ts';
import type { RulesService } from './rules.service.ts';

export interface RulesRoutesOptions {
  readonly rules: RulesService;
  readonly finder: Pick<PlaceFinder, 'ofRegion'>;
  /** What a change would do to open cases. */
  readonly preview: (asked: z.output<typeof contract.previewRule>) => Promise<contract.RulePreview>;
}

const tag = 'rules';
const byKey = z.object({ ruleKey: contract.ruleKey });
const read: Need = { kind: 'permission', permission: 'alerts:read', at: 'anywhere' };

/** Those that change something; the others are read by whoever reads cards. */
export function rulesRoutes({ rules, finder, preview }: RulesRoutesOptions): {
  changes: Route[];
  questions: Route[];
} {
  const writes = (regionOf: (input: RouteInput) => unknown): Need => ({
    kind: 'permission',
    permission: 'rules:write',
    at: (input) => finder.ofRegion(regionOf(input)),
  });
  const inBody = writes((input) => bodyField(input, 'regionCode'));
  const inQuery = writes(({ query }) => (query as { regionCode?: unknown }).regionCode);
  const held = (ruleKey: string | undefined, regionCode: unknown) =>
    rules.held(ruleKey ?? '', String(regionCode));
  return {
    changes: [
      route({
        method: 'put',
        path: '/api/v1/rules/:ruleKey',
        summary: 'Set a rule in a region and below it; its open cases are looked at by it at once',
        tag,
        need: inBody,
        reason: 'required',
        params: byKey,
        body: contract.setRule,
        response: contract.rule,
        subject: (input) => held(input.params.ruleKey, bodyField(input, 'regionCode')),
        handler: ({ params, body: { regionCode, ...body }, actor, reason = null }) =>
          rules.set({ key: params.ruleKey, regionCode, by: nameOf(actor), reason }, body),
      }),
      route({
        method: 'delete',
        path: '/api/v1/rules/:ruleKey',
        summary: 'Set a region’s rule back to what holds above',
        tag,
        need: inQuery,
        reason: 'required',
        params: byKey,
        query: contract.inRegion,
        subject: ({ params, query }) => held(params.ruleKey, (query as { regionCode?: unknown }).regionCode),
        handler: ({ params, query, actor, reason = null }) =>
          rules.reset({
            ...{ key: params.ruleKey, regionCode: query.regionCode, reason },
            by: nameOf(actor),
          }),
      }),
    ],
    questions: [
      route({
        method: 'get',
        path: '/api/v1/rules',
        summary: 'The rules as they hold in a region, or as they are shipped',
        tag,
        need: read,
        query: contract.rulesQuery,
        response: z.object({ items: z.array(contract.rule) }),
        handler: async ({ query }) => ({ items: await rules.heldIn(query.regionCode ?? null) }),
      }),
      route({
        method: 'get',
        path: '/api/v1/rules/:ruleKey/history',
        summary: 'What a region said of a rule, the newest first; without a region: what was shipped',
        tag,
        need: read,
        params: byKey,
        query: contract.rulesQuery,
        response: z.object({ items: z.array(contract.ruleChange) }),
        handler: async ({ params, query }) => ({
          items: await rules.history(params.ruleKey, query.regionCode ?? null),
        }),
      }),
      route({
        method: 'post',
        path: '/api/v1/rules/preview',
        summary: 'How many open cases would get a card by a rule, or have one that it would not issue',
        tag,
        need: inBody,
        body: contract.previewRule,
        response: contract.rulePreview,
        handler: ({ body }) => preview(body),
      }),
    ],
  };
}

const nameOf = (actor: Actor | undefined): string =>
  actor?.kind === 'user' ? actor.username : (actor?.source ?? '');
