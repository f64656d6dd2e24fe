/** What people decide about leads: each decision with who, when and why, and what it becomes in the same transaction. */
import type { z } from 'zod';
import type { ConfirmedLeads } from '../../alerts/index.ts';
import type { reason as reasonSchema } from '../../contract/common.ts';
import type { FindingKind } from '../../contract/findings.ts';
import type { DecideLead, LeadKind, LeadOutcome, LeadState } from '../../contract/leads.ts';
import type { FindingsPort } from '../../findings/index.ts';
import type { PlaceFinder, Visibility } from '../../places/index.ts';
import type { Bus } from '../../platform/bus.ts';
import { AppError, conflict, forbidden, invalid, notFound } from '../../platform/errors.ts';
import type { Gate } from '../../platform/http/gate.ts';
import type { Actor } from '../../platform/http/route.ts';
import { leadsChanged } from '../lead-book.ts';
import type { DecisionsStore, LeadChange, LockedLead } from './decisions.store.ts';
import type { LeadRowsStore } from './lead-rows.store.ts';
import { needsReason, transition } from './transitions.ts';

type Person = Extract<Actor, { kind: 'user' }>;
type Reason = z.output<typeof reasonSchema> | undefined;

export interface DecisionsOptions {
  readonly store: DecisionsStore;
  readonly rows: Pick<LeadRowsStore, 'byIds'>;
  readonly cards: Pick<ConfirmedLeads, 'issue'>;
  readonly findings: FindingsPort;
  readonly visibility: Visibility;
  readonly gate: Pick<Gate, 'permits'>;
  readonly finder: Pick<PlaceFinder, 'ofCase'>;
  readonly bus: Bus;
  readonly now: () => number;
}

/** What a lead is called where it becomes a finding. */
const FINDING_OF: Readonly<Record<LeadKind, FindingKind>> = {
  offRecord: 'offRecord',
  stepWhileVacant: 'falseRecord',
  postVacated: 'vacated',
  backfill: 'falseRecord',
  doneThenRecorded: 'falseRecord',
  outOfHours: 'falseRecord',
  identity: 'falseRecord',
  clockAbuse: 'falseRecord',
  voidAndRefile: 'falseRecord',
  feedFault: 'equipment',
  cameraDown: 'equipment',
};
const USUAL_ORDER_DAYS = 5;
/** Its picture is of when it was under way, and its clip of no more than this. */
const CLIP_MOST_MS = 5 * 60_000;
const INTO_IT_MS = 60_000;

export class Decisions {
  readonly #options: DecisionsOptions;

  constructor(options: DecisionsOptions) {
    this.#options = options;
  }

  /** Within a unit of work. A lead that the asker may not review is as if it were not. */
  async decide(id: string, asked: DecideLead, actor: Person): Promise<void> {
    const { store, rows, visibility, bus, now } = this.#options;
    const [seen] = await rows.byIds([id], await visibility.visible(actor, 'leads:review'));
    const lead = seen && (await store.lock(id));
    if (lead === undefined) throw notFound('lead');
    if (lead.version !== asked.version)
      throw new AppError(409, 'lead_changed', `Somebody was faster: the lead is ${lead.state} now.`, {
        context: { version: String(lead.version), state: lead.state },
      });
    const state = transition(lead.state, asked.action);
    if (state === undefined)
      throw new AppError(409, 'not_possible', `A lead that is ${lead.state} cannot take: ${asked.action}.`, {
        context: { version: String(lead.version), state: lead.state },
      });
    const at = new Date(now());
    const by = { id: actor.id, name: actor.username };
    const made = await this.#make(lead, state, asked, actor, at);
    await store.change(id, made.change, at);
    if (asked.action === 'reopen') await store.forgetReleasedHold(id);
    await store.addStep(
      id,
      { action: asked.action, by, reason: ('reason' in asked && asked.reason) || null, detail: made.detail },
      at,
    );
    bus.publish(leadsChanged, [{ leadId: id, isNews: false }]);
  }

  /** What whoever asks may make of it. */
  async outcomes(
    lead: { readonly id: string; readonly caseId: string | null; readonly windowId: string | null },
    actor: Actor,
  ): Promise<LeadOutcome[]> {
    const may = await Promise.all(
      (['card', 'finding', 'order'] as const).map(async (outcome) =>
        (await this.#fault(lead, outcome, actor)) === undefined ? [outcome] : [],
      ),
    );
    return may.flat();
  }

  async #make(
    lead: LockedLead,
    state: LeadState,
    asked: DecideLead,
    actor: Person,
    at: Date,
  ): Promise<{ change: LeadChange; detail: Record<string, unknown> }> {
    const noWatch = { watcherId: null, watchUntil: null };
    switch (asked.action) {
      case 'watch': {
        const until = asked.until === null ? null : new Date(asked.until);
        if (until !== null && until <= at)
          throw invalid([{ field: 'body.until', message: 'must be still to come' }]);
        return {
          change: { state, watcherId: actor.id, watchUntil: until },
          detail: until === null ? {} : { until: until.toISOString() },
        };
      }
      case 'unwatch':
        return { change: { state, ...noWatch }, detail: {} };
      case 'dismiss':
        return {
          change: { state, ...noWatch, decidedBy: actor.id, dismissedAs: asked.cause },
          detail: { cause: asked.cause },
        };
      case 'reopen':
        mustSayWhy(lead, asked.reason, actor, at);
        return { change: { state, decidedBy: null, dismissedAs: null }, detail: {} };
      case 'confirm': {
        const became = await this.#confirm(lead, asked, actor);
        return {
          change: { state, ...noWatch, decidedBy: actor.id, outcome: asked.outcome, ...became },
          detail: { outcome: asked.outcome, ...became },
        };
      }
    }
  }

  async #confirm(
    lead: LockedLead,
    { outcome, level, days, reason }: Extract<DecideLead, { action: 'confirm' }>,
    actor: Person,
  ): Promise<{ alertId: string } | { findingId: string }> {
    const { cards, findings } = this.#options;
    const fault = await this.#fault(lead, outcome, actor);
    if (fault !== undefined) throw fault;
    const by = { id: actor.id, name: actor.username };
    const [fromMs, toMs] = [lead.fromAt.getTime(), lead.toAt.getTime()];
    const { id: leadId, caseId, windowId, hallId, clerk, kind } = lead;
    if (outcome === 'card' && caseId !== null) {
      const place = { windowId, hallId, clerk };
      return {
        alertId: await cards.issue({ leadId, caseId, ...place, kind, fromMs, toMs, level, reason, by }),
      };
    }
    if (windowId === null) throw notFound('window');
    const atMs = fromMs + Math.min((toMs - fromMs) / 2, INTO_IT_MS);
    const findingId = await findings.note({
      ...{ kind: FINDING_OF[kind], origin: 'lead', originId: leadId, windowId, caseId, by },
      ...{ cameraId: lead.cameraIds[0] ?? null, atMs, text: reason },
      clip: { fromMs, toMs: Math.max(fromMs + INTO_IT_MS, Math.min(toMs, fromMs + CLIP_MOST_MS)) },
      ...(outcome === 'order' && { order: { days: days ?? USUAL_ORDER_DAYS, reason } }),
    });
    return { findingId };
  }

  /** Why it cannot become that, for this asker. */
  async #fault(
    lead: { readonly id: string; readonly caseId: string | null; readonly windowId: string | null },
    outcome: LeadOutcome,
    actor: Actor,
  ): Promise<AppError | undefined> {
    const { gate, finder, rows, visibility } = this.#options;
    if (outcome === 'card') {
      if (lead.caseId === null)
        return conflict('lead_without_case', 'A card is issued on a case: this lead is about none.');
      const place = await finder.ofCase(lead.caseId);
      const may = place !== undefined && (await gate.permits(actor, 'alerts:decide', place));
      return may ? undefined : forbidden('alerts:decide');
    }
    if (lead.windowId === null)
      return conflict('lead_without_window', 'A finding is noted at a window: this lead is about none.');
    const needed =
      outcome === 'order' ? (['findings:write', 'findings:decide'] as const) : (['findings:write'] as const);
    for (const permission of needed) {
      const [seen] = await rows.byIds([lead.id], await visibility.visible(actor, permission));
      if (seen === undefined) return forbidden(permission);
    }
    return undefined;
  }
}

function mustSayWhy(lead: LockedLead, reason: Reason, actor: Person, at: Date): void {
  const dismissed = { by: lead.decidedBy, atMs: lead.decidedAt?.getTime() ?? null };
  if (reason !== undefined || !needsReason(dismissed, actor.id, at.getTime())) return;
  throw invalid([
    {
      field: 'body.reason',
      message: 'is needed: it was dismissed by somebody else, or more than ten minutes ago; 2–500 characters',
    },
  ]);
}
