/** Has people told what becomes of cards, in the change's own transaction. */
import type { AlertGround } from '../contract/alerts.ts';
import type { NoticeKind, NoticeValues } from '../contract/notices.ts';
import type { HandlerOf, NewNotice, NoticeRecipients, RecipientRole, Told } from '../notices/index.ts';
import type { Db } from '../platform/db/connect.ts';

/** What of a card notices name. Never anything of an applicant. */
export interface ToldCard {
  readonly id: string;
  readonly level: 'warning' | 'yellow' | 'red';
  readonly ruleName: string;
  readonly caseNo: string;
  readonly matterName: string;
  readonly departmentId: string;
  readonly departmentName: string | null;
  readonly regionCode: string;
  readonly hallId: string | null;
  readonly dueAt: string;
  readonly issuedAt: string | null;
  readonly ground: Pick<AlertGround, 'startedAt' | 'limit'>;
}

export interface CardNoticesOptions {
  readonly notices: { notifyAll(trx: Db, notices: readonly NewNotice[]): Promise<Told[]> };
}

interface Telling {
  readonly kind: NoticeKind;
  /** Tells this from whatever else is told of the card. */
  readonly key: string;
  readonly to: NoticeRecipients;
  readonly values?: NoticeValues;
}

/** One in line is told that it was issued, or that nothing was done about it. */
export interface InLine {
  readonly card: ToldCard;
  readonly role: RecipientRole;
  readonly handler: HandlerOf;
  readonly isFirst: boolean;
  readonly appealUntil: string | null;
}

export class CardNotices {
  readonly #notices: CardNoticesOptions['notices'];

  constructor(options: CardNoticesOptions) {
    this.#notices = options.notices;
  }

  /** All that a batch of cards has to tell, at once. */
  inLine(trx: Db, all: readonly InLine[]): Promise<Told[]> {
    const notices = all.map(({ card, role, handler, isFirst, appealUntil }) =>
      noticeOf(card, {
        kind: isFirst ? 'cardIssued' : 'cardEscalated',
        // Whoever is reached in several roles at once is told once.
        key: isFirst ? 'issued' : `step:${role}`,
        to: { kind: 'step', role, handler },
        values: { until: appealUntil },
      }),
    );
    return this.#notices.notifyAll(trx, notices);
  }

  /** Those who decide: these wait for them before they are issued. */
  async waiting(trx: Db, cards: readonly ToldCard[]): Promise<void> {
    await this.#notices.notifyAll(
      trx,
      cards.map((card) =>
        noticeOf(card, {
          ...{ kind: 'cardPending', key: 'pending' },
          to: { kind: 'holders', permission: 'alerts:decide' },
        }),
      ),
    );
  }

  /** Those who decide. */
  toDeciders(
    trx: Db,
    card: ToldCard,
    kind: NoticeKind,
    key: string,
    values: NoticeValues = {},
  ): Promise<Told | undefined> {
    return this.#tell(trx, card, {
      ...{ kind, key, values },
      to: { kind: 'holders', permission: 'alerts:decide' },
    });
  }

  /** Those of the department who answer. */
  toDepartment(
    trx: Db,
    card: ToldCard,
    kind: NoticeKind,
    key: string,
    values: NoticeValues = {},
  ): Promise<Told | undefined> {
    return this.#tell(trx, card, {
      ...{ kind, key, values },
      to: { kind: 'holders', permission: 'alerts:reply' },
    });
  }

  async #tell(trx: Db, card: ToldCard, telling: Telling): Promise<Told | undefined> {
    const [told] = await this.#notices.notifyAll(trx, [noticeOf(card, telling)]);
    return told;
  }
}

function noticeOf(card: ToldCard, { kind, key, to, values = {} }: Telling): NewNotice {
  const { id, level, ruleName, caseNo, matterName, departmentName, dueAt, issuedAt, ground } = card;
  const { regionCode, hallId, departmentId } = card;
  return {
    kind,
    values: {
      ...{ level, ruleName, caseNo, matterName, departmentName, dueAt, issuedAt },
      startedAt: ground.startedAt,
      limit: ground.limit?.value ?? null,
      limitUnit: ground.limit?.unit ?? null,
      ...values,
    },
    link: `/alerts/${id}`,
    dedupeKey: `alert:${id}:${key}`,
    about: `alert:${id}`,
    urgent: level === 'red',
    place: { regionCode, hallId, departmentId },
    to,
  };
}
