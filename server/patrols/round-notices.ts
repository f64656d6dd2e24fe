/** Who hears of rounds: that one is due, and that one was missed. */
import type { Permission } from '../contract/access.ts';
import type { NoticeKind, NoticePlace } from '../contract/notices.ts';
import type { NewNotice } from '../notices/index.ts';
import type { Db } from '../platform/db/connect.ts';
import type { PlanHall, PlansStore } from './plans.store.ts';
import type { ToldRound } from './rounds.store.ts';

export interface RoundNoticesOptions {
  readonly db: Db;
  readonly notices: { notifyAll(trx: Db, notices: readonly NewNotice[]): Promise<unknown> };
  readonly plans: Pick<PlansStore, 'hallsOf'>;
}

/** Of a plan with many halls: told at the region, and at the first ones. */
const HALLS_MOST = 50;

export class RoundNotices {
  readonly #options: RoundNoticesOptions;

  constructor(options: RoundNoticesOptions) {
    this.#options = options;
  }

  /** To who walks there. */
  async due(round: ToldRound): Promise<void> {
    const { halls, windows } = await this.#around(round);
    await this.#tell(round, 'roundDue', 'patrols:walk', windows, halls);
  }

  /** To who plans there. Answers how many windows it would have had. */
  async missed(round: ToldRound): Promise<number> {
    const { halls, windows } = await this.#around(round);
    await this.#tell(round, 'roundMissed', 'patrols:write', windows, halls);
    return windows;
  }

  async #around(round: ToldRound): Promise<{ halls: PlanHall[]; windows: number }> {
    const halls = await this.#options.plans.hallsOf(round);
    const all = halls.reduce((sum, { windowIds }) => sum + windowIds.length, 0);
    // A drawn round knows its windows.
    return { halls, windows: round.windows > 0 ? round.windows : all };
  }

  /** The same key for all of it: whoever looks after the region and a hall is told once. */
  async #tell(
    round: ToldRound,
    kind: Extract<NoticeKind, 'roundDue' | 'roundMissed'>,
    permission: Permission,
    windows: number,
    halls: readonly PlanHall[],
  ): Promise<void> {
    const { db, notices } = this.#options;
    const places: NoticePlace[] = [
      ...(round.regionCode !== null && round.hallIds.length === 0
        ? [{ regionCode: round.regionCode, hallId: null, departmentId: null }]
        : []),
      ...halls
        .slice(0, HALLS_MOST)
        .map(({ hallId, regionCode }) => ({ regionCode, hallId, departmentId: null })),
    ];
    await notices.notifyAll(
      db,
      places.map((place) => ({
        ...{ kind, place, about: `round:${round.id}`, urgent: false, to: { kind: 'holders', permission } },
        dedupeKey: `${kind}:${round.id}`,
        values: {
          ...{ planName: round.planName, windows },
          ...{ dueAt: round.dueAt.toISOString(), until: round.untilAt.toISOString() },
        },
        link: kind === 'roundDue' ? `/patrols/rounds/${round.id}` : '/patrols/ledger?state=missed',
      })),
    );
  }
}
