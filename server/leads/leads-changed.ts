/** Leads that were raised, that grew or were explained, or that somebody decided about; published once that stands. */
import { z } from 'zod';
import { topic } from '../platform/bus.ts';

export const leadsChanged = topic(
  'leads.changed',
  /** `isNews`: raised just now. */
  z.array(z.object({ leadId: z.string(), isNews: z.boolean() })),
);
