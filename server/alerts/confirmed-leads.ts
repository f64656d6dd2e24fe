/** Cards that a person issues by confirming a lead: by the rule that is shipped for them, one a lead. */
import type { WorkingClocks } from '../calendar/index.ts';
import type { CaseLog } from '../cases/index.ts';
import type { CardLevel } from '../contract/alerts.ts';
import type { WindowStatus } from '../contract/overlays.ts';
import type { Db } from '../platform/db/connect.ts';
import { afterCommit } from '../platform/db/unit-of-work.ts';
import { AppError, conflict, notFound } from '../platform/errors.ts';
import { type Deed, groundOfDeed, type RuleBook } from '../rules/index.ts';
import type { CardMaker, Made } from './card-maker.ts';
import { addSteps } from './card-writes.store.ts';
import { cardOfLead, lockCase } from './confirmed-leads.store.ts';
import type { Verdict } from './settle.ts';

export interface ConfirmedLead {
  readonly leadId: string;
  readonly caseId: string;
  /** Where it was seen, which may be elsewhere than where the case is by now. */
  readonly windowId: string | null;
  readonly hallId: string | null;
  readonly clerk: string | null;
  readonly kind: string;
  readonly fromMs: number;
  readonly toMs: number;
  /** Left out: the rule's. */
  readonly level?: CardLevel | undefined;
  readonly reason: string;
  readonly by: { readonly id: string; readonly name: string };
}

export interface ConfirmedLeadsOptions {
  readonly db: Db;
  readonly book: Pick<RuleBook, 'current'>;
  readonly clocks: WorkingClocks;
  readonly cases: Pick<CaseLog, 'files'>;
  readonly maker: Pick<CardMaker, 'make'>;
  /** Once it stands. */
  readonly publish: (alerts: Made['alerts'], statuses: readonly WindowStatus[]) => void;
  readonly now: () => number;
}

const RULE = 'lead-confirmed';
const NOTHING: Omit<Verdict, 'create'> = { cancel: [], revive: [], propose: [], withdraw: [], nextMs: null };

export class ConfirmedLeads {
  readonly #options: ConfirmedLeadsOptions;

  constructor(options: ConfirmedLeadsOptions) {
    this.#options = options;
  }

  /** Answers the card's id; of a lead confirmed before, the card it has. Within a unit of work. */
  async issue(lead: ConfirmedLead): Promise<string> {
    const { db, book, clocks, cases, maker, publish, now } = this.#options;
    const { caseId, leadId, by, reason } = lead;
    // As the engine does: whoever has the case in hand changes its cards.
    await lockCase(db, caseId);
    const standing = await cardOfLead(db, caseId, RULE, leadId);
    if (standing !== undefined) return standing;
    const [file] = await cases.files(db, [caseId]);
    if (file === undefined) throw notFound('case');
    const rule = (await book.current()).heldIn(file.regionCode).find(({ key }) => key === RULE);
    if (!rule?.body.enabled)
      throw conflict(
        'rule_disabled',
        'The rule for confirmed leads is switched off in this region: no card is issued.',
      );
    const body = { ...rule.body, level: lead.level ?? rule.body.level };
    const clock = await clocks.of({ hallId: file.hallId, regionCode: file.regionCode });
    const nowMs = now();
    const at = (ms: number) => new Date(ms).toISOString();
    const deed: Deed = {
      subjectKey: leadId,
      atMs: Math.min(lead.toMs, nowMs),
      facts: { leadKind: lead.kind, from: at(lead.fromMs), to: at(lead.toMs), leadId },
    };
    const seen = {
      ...file,
      ...{ windowId: lead.windowId ?? file.windowId, hallId: lead.hallId ?? file.hallId },
      clerk: lead.clerk ?? file.clerk,
    };
    const trigger = {
      ...{ subjectKey: leadId, dueMs: deed.atMs },
      ground: () => groundOfDeed(file, body, deed, clock),
    };
    const verdict: Verdict = { ...NOTHING, create: [{ rule: { ...rule, body }, trigger }] };
    const made = await maker.make(db, [{ file: seen, clock, verdict }], nowMs);
    const [card] = made.alerts;
    if (card === undefined) throw new AppError(500, 'internal_error', 'A card was not made.');
    const { alertId } = card;
    await addSteps(db, [{ alertId, action: 'note', by, reason, detail: { leadId } }], nowMs);
    afterCommit(() => publish(made.alerts, made.statuses));
    return alertId;
  }
}
