/** What people do with cards: decided, appealed, ordered, answered. Each step with who, when and why. */
import type { WorkingClock, WorkingClocks } from '../calendar/index.ts';
import type { CaseFile, CaseLog } from '../cases/index.ts';
import type { WindowStatus } from '../contract/overlays.ts';
import type { Db } from '../platform/db/connect.ts';
import { afterCommit } from '../platform/db/unit-of-work.ts';
import { AppError, notFound } from '../platform/errors.ts';
import { type CardMaker, handlerOf } from './card-maker.ts';
import type { CardNotices } from './card-notices.ts';
import { addSnapshots, addSteps, keepGravity } from './card-writes.store.ts';
import { daysAfter, inLine, nextInLine, toldAtOnce } from './deadlines.ts';
import { attachFiles, type CardChange, changeCard, type LockedCard, lockCard } from './life.store.ts';
import { snapshotOf } from './snapshot.ts';
import { toldOf } from './told-card.store.ts';
import { type PersonAction, transition } from './transitions.ts';

export interface LifeOptions {
  readonly db: Db;
  readonly clocks: WorkingClocks;
  readonly cases: Pick<CaseLog, 'files'>;
  readonly maker: Pick<CardMaker, 'showOnWindows'>;
  readonly notices: CardNotices;
  /** Once it stands. */
  readonly publish: (alertId: string, isNews: boolean, statuses: readonly WindowStatus[]) => void;
  readonly now: () => number;
}

export interface Doing {
  readonly alertId: string;
  readonly action: PersonAction;
  /** As the card was when it was decided on. */
  readonly version: number;
  readonly reason: string;
  readonly by: { readonly id: string; readonly name: string };
  readonly days?: number | undefined;
  readonly files?: readonly string[];
}

interface Context {
  readonly card: LockedCard;
  readonly file: CaseFile;
  readonly clock: WorkingClock;
  readonly nowMs: number;
}

export class LifeService {
  readonly #options: LifeOptions;

  constructor(options: LifeOptions) {
    this.#options = options;
  }

  /** Within a unit of work. */
  async do(doing: Doing): Promise<void> {
    const { db, cases, clocks, publish, now } = this.#options;
    const { alertId, action, reason, by } = doing;
    const card = await lockCard(db, alertId);
    const [file] = card === undefined ? [] : await cases.files(db, [card.caseId]);
    if (card === undefined || file === undefined) throw notFound('card');
    mustBeAsDecidedOn(card, doing.version);
    const nowMs = now();
    const made = transition({ ...card, appealUntilMs: card.appealUntil?.getTime() ?? null }, action, nowMs);
    if (made === undefined)
      throw new AppError(409, 'not_possible', `A card that is ${wordsOf(card)} cannot take: ${action}.`, {
        context: stateOf(card),
      });
    const clock = await clocks.of({ hallId: card.hallId, regionCode: card.regionCode });
    const context: Context = { card, file, clock, nowMs };
    const change: CardChange = { ...made, ...changeOf(action, context, doing.days) };
    await changeCard(db, alertId, change, nowMs);
    const until = change.orderUntilMs;
    const detail = typeof until === 'number' ? { until: new Date(until).toISOString() } : {};
    const [seq = 0] = await addSteps(db, [{ alertId, action, by, reason, detail }], nowMs);
    await this.#attach(doing, seq);
    if (made.state === 'revoked')
      await addSnapshots(db, [{ alertId, why: 'revoked', state: snapshotOf(file, clock, nowMs) }], nowMs);
    const statuses = await this.#show(card.caseId, made.state, nowMs);
    await this.#tell(context, doing, change, seq);
    afterCommit(() => publish(alertId, action === 'issue', statuses));
  }

  async #attach({ alertId, files = [], by }: Doing, seq: number): Promise<void> {
    const wanted = [...new Set(files)];
    if ((await attachFiles(this.#options.db, alertId, seq, wanted, by.id)) === wanted.length) return;
    throw new AppError(422, 'unknown_file', 'Some of these files were not uploaded to this card.', {
      faults: [{ field: 'body.files', message: 'must be uploaded to this card by whoever answers' }],
    });
  }

  /** The case's gravest card may be another now. */
  async #show(caseId: string, state: string | undefined, nowMs: number): Promise<WindowStatus[]> {
    if (state !== 'issued' && state !== 'revoked') return [];
    const { db, maker } = this.#options;
    await keepGravity(db, [caseId]);
    return maker.showOnWindows(db, [caseId], nowMs);
  }

  async #tell({ card, file }: Context, doing: Doing, change: CardChange, seq: number): Promise<void> {
    const { db, notices } = this.#options;
    const { action, reason } = doing;
    const told = await toldOf(db, card.id);
    if (told === undefined) return;
    const key = `step:${seq}`;
    const isoOrNull = (ms: number | null | undefined) =>
      typeof ms === 'number' ? new Date(ms).toISOString() : null;
    const until = isoOrNull(change.orderUntilMs);
    switch (action) {
      case 'issue': {
        const handler = handlerOf(file);
        const appealUntil = isoOrNull(change.appealUntilMs);
        const roles = inLine(card.body).slice(0, toldAtOnce(card.body));
        const first = { card: told, handler, isFirst: true, appealUntil };
        await notices.inLine(
          db,
          roles.map(({ to: role }) => ({ ...first, role })),
        );
        return;
      }
      case 'appeal':
        return void (await notices.toDeciders(db, told, 'cardAppealed', key, { reason }));
      case 'uphold':
      case 'reject_appeal': {
        const outcome = action === 'uphold' ? 'upheld' : 'rejected';
        return void (await notices.toDepartment(db, told, 'appealDecided', key, { reason, outcome }));
      }
      case 'order':
        return void (await notices.toDepartment(db, told, 'orderIssued', key, { reason, until }));
      case 'reply':
        return void (await notices.toDeciders(db, told, 'orderReplied', key, { reason }));
      case 'send_back':
        return void (await notices.toDepartment(db, told, 'orderSentBack', key, { reason, until }));
      case 'cancel':
      case 'dismiss_proposal':
      case 'rectify':
      case 'note':
        return;
    }
  }
}

/** What goes with a step beyond the states. */
function changeOf(
  action: PersonAction,
  { card, clock, nowMs }: Context,
  days: number | undefined,
): Partial<CardChange> {
  const { body } = card;
  switch (action) {
    case 'issue': {
      const told = toldAtOnce(body);
      return {
        issuedMs: nowMs,
        appealUntilMs: daysAfter(clock, nowMs, body.appealDays),
        told,
        actMs: nextInLine(body, nowMs, told, clock),
      };
    }
    case 'appeal':
      return { appealedMs: nowMs };
    case 'uphold':
      return { revokedMs: nowMs, proposalDropped: 'revoked', orderUntilMs: null, actMs: null };
    case 'dismiss_proposal':
      return { proposalDropped: 'dismissed', ...goesOn(card, clock) };
    case 'reject_appeal':
      return goesOn(card, clock);
    case 'order':
    case 'send_back': {
      const untilMs = daysAfter(clock, nowMs, days ?? body.orderDays);
      return { orderUntilMs: untilMs, actMs: untilMs === null ? null : untilMs + 1 };
    }
    case 'reply':
    case 'rectify':
      return { orderUntilMs: null, actMs: null };
    case 'cancel':
    case 'note':
      return {};
  }
}

/** It stands after all: whoever was to be told while it was disputed is told. */
function goesOn({ body, order, issuedAt, told }: LockedCard, clock: WorkingClock): Pick<CardChange, 'actMs'> {
  if (order !== 'none' || issuedAt === null) return {};
  return { actMs: nextInLine(body, issuedAt.getTime(), told, clock) };
}

function mustBeAsDecidedOn(card: LockedCard, version: number): void {
  if (card.version === version) return;
  throw new AppError(409, 'alert_changed', `Somebody was faster: the card is ${wordsOf(card)} now.`, {
    context: stateOf(card),
  });
}

const stateOf = ({ version, state, order }: LockedCard) => ({ version: String(version), state, order });
const wordsOf = ({ state, order }: LockedCard): string => (order === 'none' ? state : `${state}, ${order}`);
