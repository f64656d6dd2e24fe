/**
 * Keeps what rules found: a subject is one lead, raised once, which grows while it goes on and is marked explained when
 * what came later accounts for it. People decide; what they decided on is not touched any more.
 */
import { z } from 'zod';
import type { BenignCause, LeadKind } from '../contract/leads.ts';
import { type Bus, topic } from '../platform/bus.ts';
import { again } from '../platform/db/again.ts';
import type { Db } from '../platform/db/connect.ts';
import { inUnitOfWork } from '../platform/db/unit-of-work.ts';
import { type Candidate, strengthOf } from './candidate.ts';
import {
  addLeadSteps,
  explainLead,
  growLead,
  insertLeads,
  type KnownLead,
  leadsAtWindows,
  lockLeads,
  type NewLeadStep,
} from './lead-book.store.ts';

export type { KnownLead } from './lead-book.store.ts';

/** Leads that were raised, grew, were explained or decided, and that are committed. `isNews`: raised just now. */
export const leadsChanged = topic(
  'leads.changed',
  z.array(z.object({ leadId: z.string(), isNews: z.boolean() })),
);

export interface LeadBookOptions {
  readonly db: Db;
  readonly bus: Bus;
  readonly now: () => number;
}

/** Within the unit of work that raises them: what is to stand or fall with them (a hold of their footage). */
export type RaisedListener = (leadIds: readonly string[]) => Promise<void>;

export interface Kept {
  readonly raised: readonly { readonly id: string; readonly candidate: Candidate }[];
  readonly grown: readonly string[];
}

const NOTHING: Kept = { raised: [], grown: [] };
/** Rows of one transaction. */
const CHUNK = 100;
/** A lead that goes on is written again so often; when it ends or is another, at once. */
const GROW_EVERY_MS = 60_000;

export class LeadBook {
  readonly #options: LeadBookOptions;
  readonly #listeners: RaisedListener[] = [];

  constructor(options: LeadBookOptions) {
    this.#options = options;
  }

  whenRaised(listener: RaisedListener): void {
    this.#listeners.push(listener);
  }

  async raise(candidates: readonly Candidate[]): Promise<Kept> {
    const once = [...new Map(candidates.map((one) => [keyOf(one), one])).values()];
    let kept = NOTHING;
    for (let at = 0; at < once.length; at += CHUNK) {
      const chunk = once.slice(at, at + CHUNK);
      const { raised, grown } = await again(() => inUnitOfWork(() => this.#raise(chunk)));
      kept = { raised: [...kept.raised, ...raised], grown: [...kept.grown, ...grown] };
    }
    return kept;
  }

  /** False: there is none that waits for a person, or it is explained already. */
  async explain(kind: LeadKind, subjectKey: string, cause: BenignCause): Promise<boolean> {
    return again(() =>
      inUnitOfWork(async () => {
        const { db, now } = this.#options;
        const [lead] = await lockLeads(db, [{ kind, subjectKey }]);
        if (lead === undefined || isDecided(lead) || lead.explained) return false;
        await explainLead(db, lead.id, cause, now());
        await addLeadSteps(db, [{ leadId: lead.id, action: 'explain', detail: { cause } }], now());
        this.#tell([lead.id], false);
        return true;
      }),
    );
  }

  /** What is known of windows in a span of time, decided or not. */
  known(
    windowIds: readonly string[],
    kinds: readonly LeadKind[],
    fromMs: number,
    toMs: number,
  ): Promise<KnownLead[]> {
    return leadsAtWindows(this.#options.db, windowIds, kinds, fromMs, toMs);
  }

  async #raise(candidates: readonly Candidate[]): Promise<Kept> {
    const { db, now } = this.#options;
    const nowMs = now();
    const known = new Map((await lockLeads(db, candidates)).map((lead) => [keyOf(lead), lead]));
    const fresh = candidates.filter((one) => !known.has(keyOf(one)));
    const made = await insertLeads(db, fresh, nowMs);
    const steps: NewLeadStep[] = fresh.flatMap((one) => {
      const leadId = made.get(keyOf(one));
      return leadId === undefined ? [] : [{ leadId, action: 'raise', detail: { strength: strengthOf(one) } }];
    });
    const grown: string[] = [];
    for (const candidate of candidates) {
      const lead = known.get(keyOf(candidate));
      if (lead === undefined || isDecided(lead)) continue;
      const isAnother = lead.explained || !sameReasons(lead, candidate);
      if (!isAnother && !hasGrown(lead, candidate)) continue;
      await growLead(db, lead.id, candidate, isAnother, nowMs);
      grown.push(lead.id);
      if (isAnother)
        steps.push({
          leadId: lead.id,
          action: 'grow',
          detail: { before: lead.strength, strength: strengthOf(candidate) },
        });
    }
    await addLeadSteps(db, steps, nowMs);
    const raised = fresh.flatMap((candidate) => {
      const id = made.get(keyOf(candidate));
      return id === undefined ? [] : [{ id, candidate }];
    });
    const ids = raised.map((one) => one.id);
    if (ids.length > 0) for (const listener of this.#listeners) await listener(ids);
    this.#tell(ids, true);
    this.#tell(grown, false);
    return { raised, grown };
  }

  #tell(leadIds: readonly string[], isNews: boolean): void {
    if (leadIds.length > 0)
      this.#options.bus.publish(
        leadsChanged,
        leadIds.map((leadId) => ({ leadId, isNews })),
      );
  }
}

const keyOf = ({ kind, subjectKey }: { readonly kind: LeadKind; readonly subjectKey: string }): string =>
  `${kind} ${subjectKey}`;
const isDecided = ({ state }: KnownLead): boolean => state === 'confirmed' || state === 'dismissed';

const sameReasons = (a: Pick<KnownLead, 'reasons'>, b: Candidate): boolean =>
  a.reasons.length === b.reasons.length &&
  a.reasons.every(({ what, points }, at) => b.reasons[at]?.what === what && b.reasons[at]?.points === points);

/** Its end is told exactly; while it goes on (`facts.open`), by the minute. */
const hasGrown = (lead: KnownLead, candidate: Candidate): boolean => {
  if (candidate.fromMs < lead.fromMs) return true;
  if (lead.facts.open !== candidate.facts.open) return true;
  const byMs = Math.abs(candidate.toMs - lead.toMs);
  return candidate.facts.open === true ? byMs >= GROW_EVERY_MS : byMs > 0;
};
