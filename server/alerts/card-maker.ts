/** Carries verdicts out: cards, their steps and snapshots, the windows' statuses, and who is told. In one transaction. */
import type { WorkingClock } from '../calendar/index.ts';
import type { CaseFile, CaseLog } from '../cases/index.ts';
import { gravity } from '../contract/alerts.ts';
import type { WindowStatus } from '../contract/overlays.ts';
import type { HandlerOf } from '../notices/index.ts';
import type { WindowFact, WindowStatuses } from '../overlays/index.ts';
import type { Db } from '../platform/db/connect.ts';
import type { CardNotices, InLine, ToldCard } from './card-notices.ts';
import {
  addSnapshots,
  addSteps,
  changeByItself,
  insertCards,
  keepGravity,
  type NewCard,
  type NewSnapshot,
  type NewStep,
} from './card-writes.store.ts';
import { daysAfter, inLine, nextInLine, toldAtOnce } from './deadlines.ts';
import type { CardDue, KnownCard, Verdict } from './settle.ts';
import { snapshotOf } from './snapshot.ts';

/** A case with what is to be done about it. */
export interface Work {
  readonly file: CaseFile;
  readonly clock: WorkingClock;
  readonly verdict: Verdict;
}

export interface Made {
  readonly alerts: readonly { readonly alertId: string; readonly isNews: boolean }[];
  /** To be published once it stands. */
  readonly statuses: readonly WindowStatus[];
}

export interface CardMakerOptions {
  readonly windows: Pick<WindowStatuses, 'record'>;
  readonly cases: Pick<CaseLog, 'views'>;
  readonly notices: CardNotices;
  readonly departmentNames: (trx: Db, ids: readonly string[]) => Promise<ReadonlyMap<string, string>>;
}

interface Draft {
  readonly work: Work;
  readonly due: CardDue;
  readonly card: NewCard;
}

const BY_THEMSELVES = ['cancel', 'revive', 'propose', 'withdraw'] as const;
const ACTIONS = {
  cancel: 'cancel',
  revive: 'create',
  propose: 'propose_revocation',
  withdraw: 'withdraw_proposal',
} as const;
/** Why, in a word that pages have words for. */
const WHY = {
  cancel: 'holds_no_more',
  revive: 'holds_again',
  propose: 'holds_no_more',
  withdraw: 'holds_again',
} as const;

export class CardMaker {
  readonly #options: CardMakerOptions;

  constructor(options: CardMakerOptions) {
    this.#options = options;
  }

  async make(trx: Db, all: readonly Work[], nowMs: number): Promise<Made> {
    const drafts = all.flatMap((work) =>
      work.verdict.create.map((due) => ({ work, due, card: newCard(work, due, nowMs) })),
    );
    const ids = await insertCards(
      trx,
      drafts.map(({ card }) => card),
      nowMs,
    );
    const fresh = drafts.flatMap((draft) => {
      const alertId = ids.get(keyOf(draft.card));
      return alertId === undefined ? [] : [{ ...draft, alertId }];
    });
    const changed = await this.#changeByThemselves(trx, all, nowMs);
    await addSteps(
      trx,
      fresh.map(({ alertId, card }) => ({
        ...{ alertId, by: null, reason: null },
        action: card.state === 'issued' ? ('issue' as const) : ('create' as const),
      })),
      nowMs,
    );
    await addSnapshots(
      trx,
      fresh.map(({ alertId, card }) => ({ alertId, why: 'created', state: card.snapshot })),
      nowMs,
    );
    const issued = fresh.filter(({ card }) => card.state === 'issued');
    const caseIds = issued.map(({ card }) => card.caseId);
    await keepGravity(trx, caseIds);
    await this.#tell(trx, fresh, nowMs);
    return {
      alerts: [
        ...fresh.map(({ alertId }) => ({ alertId, isNews: true })),
        ...changed.map((alertId) => ({ alertId, isNews: false })),
      ],
      statuses: await this.showOnWindows(trx, caseIds, nowMs),
    };
  }

  /** Windows that show one of these cases show its gravest card from now on. */
  async showOnWindows(trx: Db, caseIds: readonly string[], nowMs: number): Promise<WindowStatus[]> {
    const ids = [...new Set(caseIds)];
    if (ids.length === 0) return [];
    const { windows, cases } = this.#options;
    const facts = ids.map(
      (caseId): WindowFact => ({
        ...{ type: 'card', atMs: nowMs, receivedAt: new Date(nowMs) },
        ...{ windowId: null, clerk: null, ticket: null, caseId, completes: false },
      }),
    );
    return windows.record(trx, facts, await cases.views(trx, ids));
  }

  async #changeByThemselves(trx: Db, all: readonly Work[], nowMs: number): Promise<string[]> {
    const steps: NewStep[] = [];
    const snapshots: NewSnapshot[] = [];
    const proposed: { work: Work; card: KnownCard }[] = [];
    for (const what of BY_THEMSELVES) {
      const cards = all.flatMap((work) => work.verdict[what].map((card) => ({ work, card })));
      await changeByItself(
        trx,
        what,
        cards.map(({ card }) => card.id),
        nowMs,
      );
      for (const { work, card } of cards) {
        steps.push({ alertId: card.id, action: ACTIONS[what], by: null, reason: WHY[what] });
        if (what !== 'propose') continue;
        proposed.push({ work, card });
        const state = snapshotOf(work.file, work.clock, nowMs);
        snapshots.push({ alertId: card.id, why: 'proposed', state });
      }
    }
    const seqs = await addSteps(trx, steps, nowMs);
    await addSnapshots(trx, snapshots, nowMs);
    const names = await this.#names(
      trx,
      proposed.map(({ work }) => work),
    );
    for (const { work, card } of proposed) {
      const seq = seqs[steps.findIndex((step) => step.alertId === card.id)];
      const rule = { name: card.ruleKey, level: card.level };
      const told = toldCard(work.file, { ...rule, id: card.id, dueAt: null, issuedAt: null }, names);
      await this.#options.notices.toDeciders(trx, told, 'revocationProposed', `proposed:${seq}`);
    }
    return steps.map((step) => step.alertId);
  }

  /** Of several cards of one case at once only the gravest is told of: it says what the others would. */
  async #tell(trx: Db, made: readonly (Draft & { alertId: string })[], nowMs: number): Promise<void> {
    const names = await this.#names(
      trx,
      made.map(({ work }) => work),
    );
    const byCase = new Map<string, typeof made>();
    for (const one of made) byCase.set(one.card.caseId, [...(byCase.get(one.card.caseId) ?? []), one]);
    const told: InLine[] = [];
    const waiting: ToldCard[] = [];
    for (const { work, due, card, alertId } of made) {
      const isIssued = card.state === 'issued';
      const isOutdone = (byCase.get(card.caseId) ?? []).some(
        (other) =>
          other.card.state === card.state &&
          other.card.subject === card.subject &&
          other.card.subjectKey === card.subjectKey &&
          gravity(other.due.rule.body.level) > gravity(due.rule.body.level),
      );
      if (isOutdone) continue;
      const { body } = due.rule;
      const named: ToldCard = {
        ...toldCard(
          work.file,
          {
            ...{ id: alertId, name: body.name, level: body.level },
            dueAt: new Date(card.dueMs).toISOString(),
            issuedAt: isIssued ? new Date(nowMs).toISOString() : null,
          },
          names,
        ),
        ground: card.ground,
      };
      if (!isIssued) {
        waiting.push(named);
        continue;
      }
      const appealUntil = card.appealUntilMs === null ? null : new Date(card.appealUntilMs).toISOString();
      const handler = handlerOf(work.file);
      for (const { to: role } of inLine(body).slice(0, card.told))
        told.push({ card: named, role, handler, isFirst: true, appealUntil });
    }
    await this.#options.notices.inLine(trx, told);
    await this.#options.notices.waiting(trx, waiting);
  }

  #names(trx: Db, works: readonly Work[]): Promise<ReadonlyMap<string, string>> {
    if (works.length === 0) return Promise.resolve(new Map());
    return this.#options.departmentNames(trx, [...new Set(works.map(({ file }) => file.departmentId))]);
  }
}

function newCard({ file, clock }: Work, { rule, trigger }: CardDue, nowMs: number): NewCard {
  const { body } = rule;
  const isIssued = body.mode === 'auto';
  const told = isIssued ? toldAtOnce(body) : 0;
  return {
    caseId: file.id,
    ...{ ruleId: rule.id, ruleKey: rule.key, level: body.level, subject: body.subject },
    subjectKey: trigger.subjectKey,
    state: isIssued ? 'issued' : 'pending',
    ...{ departmentId: file.departmentId, hallId: file.hallId, windowId: file.windowId, clerk: file.clerk },
    dueMs: trigger.dueMs,
    appealUntilMs: isIssued ? daysAfter(clock, nowMs, body.appealDays) : null,
    actMs: isIssued ? nextInLine(body, nowMs, told, clock) : null,
    told,
    ground: trigger.ground(),
    snapshot: snapshotOf(file, clock, nowMs),
  };
}

const keyOf = (card: NewCard): string => `${card.caseId} ${card.ruleKey} ${card.level} ${card.subjectKey}`;

/** Who is responsible for the stage it is at, and who had it in hand. */
export function handlerOf({ matter, state, clerk }: CaseFile): HandlerOf {
  const stage = matter.stages.find((one) => one.stage === state.stage);
  return {
    responsibleUserId: stage?.responsibleUserId ?? null,
    responsibleName: stage?.responsibleName ?? null,
    clerk,
  };
}

function toldCard(
  file: CaseFile,
  card: {
    readonly id: string;
    readonly name: string;
    readonly level: ToldCard['level'];
    readonly dueAt: string | null;
    readonly issuedAt: string | null;
  },
  names: ReadonlyMap<string, string>,
): ToldCard {
  return {
    ...{ id: card.id, level: card.level, ruleName: card.name, issuedAt: card.issuedAt },
    ...{ caseNo: file.caseNo, matterName: file.matter.name },
    ...{ departmentId: file.departmentId, departmentName: names.get(file.departmentId) ?? null },
    ...{ regionCode: file.regionCode, hallId: file.hallId, dueAt: card.dueAt ?? '' },
    ground: {
      startedAt: file.state.acceptedAt?.toISOString() ?? null,
      limit: file.matter.promisedLimit,
    },
  };
}
