/** `/api/v1/leads`: the queue, a lead with its evidence, and what is decided about it. */
import { z } from 'zod';
import { id } from '../../contract/common.ts';
import * as contract from '../../contract/leads.ts';
import { inUnitOfWork } from '../../platform/db/unit-of-work.ts';
import { AppError, notFound } from '../../platform/errors.ts';
import type { AuditTrail } from '../../platform/http/audited.ts';
import { type Actor, type Need, type Route, route } from '../../platform/http/route.ts';
import type { Decisions } from './decisions.ts';
import { sendLeads } from './export.ts';
import type { LeadsService } from './leads.service.ts';

export interface LeadsRoutesOptions {
  readonly leads: LeadsService;
  readonly decisions: Decisions;
  readonly audit: AuditTrail;
  readonly now: () => number;
}

const tag = 'leads';
/** At windows as they were then, of cases, halls, departments: no one place, so the query narrows it. */
const read: Need = { kind: 'permission', permission: 'leads:read', at: 'anywhere' };
const review: Need = { kind: 'permission', permission: 'leads:review', at: 'anywhere' };
const byLead = z.object({ leadId: id });

export function leadsRoutes(options: LeadsRoutesOptions): { questions: Route[]; changes: Route[] } {
  const { leads, decisions, audit, now } = options;
  const questions = [
    route({
      method: 'get',
      path: '/api/v1/leads',
      summary: 'Leads; at first the strongest, of those the ones that wait longest',
      tag,
      need: read,
      query: contract.leadsQuery,
      response: contract.leads,
      handler: ({ actor, query }) => leads.list(actor as Actor, query),
    }),
    route({
      method: 'get',
      path: '/api/v1/leads.csv',
      summary: 'Leads as a CSV file, 50,000 at most; each is on the trail',
      tag,
      need: read,
      query: contract.leadsQuery.omit({ cursor: true, limit: true }),
      raw: true,
      handler: async ({ actor, query, reason, req, res }) => {
        await audit.append({
          ...{ actor: actor as Actor, from: req.ip ?? '', action: 'lead.export', target: 'lead' },
          ...{ reason, detail: { format: 'csv', ...query } },
        });
        await sendLeads(res, (page) => leads.list(actor as Actor, { ...query, ...page }), now());
      },
    }),
    route({
      method: 'get',
      path: '/api/v1/leads/counts',
      summary: 'How many leads wait, are watched, are explained',
      tag,
      need: read,
      response: contract.leadCounts,
      handler: ({ actor }) => leads.counts(actor as Actor),
    }),
    route({
      method: 'get',
      path: '/api/v1/leads/:leadId',
      summary: 'A lead with its evidence: who looked at the window, what was seen, what the record says',
      tag,
      need: read,
      params: byLead,
      response: contract.leadDetail,
      handler: ({ actor, params }) => leads.get(params.leadId, actor as Actor),
    }),
  ];
  const changes = [
    route({
      method: 'post',
      path: '/api/v1/leads/:leadId/decision',
      summary: 'Confirm a lead (a card, a finding, an order), dismiss it with a cause, watch it, reopen it',
      tag,
      need: review,
      action: 'lead.decide',
      params: byLead,
      body: contract.decideLead,
      response: contract.leadDetail,
      trail: ({ body }) => trailOf(body),
      subject: ({ params }) => leads.told(params.leadId ?? ''),
      handler: async ({ actor, params, body }) => {
        await decisions.decide(params.leadId, body, personOf(actor));
        return leads.get(params.leadId, actor as Actor);
      },
    }),
    route({
      method: 'post',
      path: '/api/v1/leads/decisions',
      summary: 'Dismiss or watch many leads at once; each is answered for itself',
      tag,
      need: review,
      action: 'lead.decide-many',
      body: contract.decideLeads,
      response: contract.decidedLeads,
      trail: ({ body }) => ({ ...trailOf(body), leads: body.items.map((one) => one.id) }),
      handler: async ({ actor, body }) => {
        const answers: contract.DecidedLeads['items'] = [];
        for (const one of body.items)
          answers.push(
            await answered(one.id, async () => {
              const { explainedBy } = await leads.get(one.id, actor as Actor);
              await decisions.decide(one.id, ofOne(body, one, explainedBy), personOf(actor));
              return leads.get(one.id, actor as Actor);
            }),
          );
        return { items: answers };
      },
    }),
  ];
  return { questions, changes };
}

function trailOf(body: { readonly action: string }): Record<string, unknown> {
  const { action, outcome, cause, until, reason } = body as Record<string, unknown>;
  return { decision: action, outcome, cause, until, reason };
}

/** Without a cause for all: what explains this one, as it was found out. */
function ofOne(
  body: z.output<typeof contract.decideLeads>,
  { version }: { readonly version: number },
  explainedBy: contract.BenignCause | null,
): contract.DecideLead {
  if (body.action === 'watch') return { action: 'watch', version, until: body.until, reason: body.reason };
  const cause = body.cause ?? explainedBy;
  if (cause === null)
    throw new AppError(422, 'not_explained', 'Nothing that came since explains this lead: say a cause.', {
      faults: [{ field: 'body.cause', message: 'is needed for leads that are not explained' }],
    });
  return { action: 'dismiss', version, cause, reason: body.reason };
}

/** A part of the request's unit of work that is undone alone. */
async function answered(
  leadId: string,
  run: () => Promise<contract.LeadDetail>,
): Promise<contract.DecidedLeads['items'][number]> {
  try {
    const detail = await inUnitOfWork(run);
    return { id: leadId, ok: true, lead: contract.lead.parse(detail), code: null, message: null };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { id: leadId, ok: false, lead: null, code: error.code, message: error.message };
  }
}

/** The permission to review is held by people only. */
function personOf(actor: Actor | undefined): Extract<Actor, { kind: 'user' }> {
  if (actor?.kind !== 'user') throw notFound('lead');
  return actor;
}
