/** What is asked of the server about leads. */
import {
  type DecideLead,
  decidedLeads,
  type Lead,
  leadDetail,
  leadPrecisions,
} from '../../../../server/contract/leads.ts';
import { api } from '../../lib/api.ts';

type WithoutVersion<T> = T extends unknown ? Omit<T, 'version'> : never;
export type LeadDecision = WithoutVersion<DecideLead>;

export const leadKey = (leadId: string) => ['lead', leadId] as const;

export const fetchLead = (leadId: string, signal: AbortSignal) =>
  api(`/leads/${leadId}`, { schema: leadDetail, signal });

export const decide = ({ id, version }: Pick<Lead, 'id' | 'version'>, decision: LeadDecision) =>
  api(`/leads/${id}/decision`, { method: 'POST', body: { ...decision, version }, schema: leadDetail });

/** Each by what explains it. */
export const closeExplained = (leads: readonly Pick<Lead, 'id' | 'version'>[]) =>
  api('/leads/decisions', {
    method: 'POST',
    body: { action: 'dismiss', items: leads.map(({ id, version }) => ({ id, version })) },
    schema: decidedLeads,
  });

export const fetchPrecision = (hallId: string | undefined, signal: AbortSignal) =>
  api('/leads/precision', { schema: leadPrecisions, query: { hallId }, signal });
