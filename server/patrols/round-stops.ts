/** Which windows a round goes through, and what is looked for at them. */
import type { WorkingClocks } from '../calendar/index.ts';
import { type CheckItem, checkItem } from '../contract/patrols.ts';
import { dayOf, isWorked } from './days.ts';
import type { PlansStore } from './plans.store.ts';
import type { LockedRound } from './rounds.store.ts';

export interface RoundStopsOptions {
  readonly plans: Pick<PlansStore, 'lock' | 'halls'>;
  readonly clocks: WorkingClocks;
}

/** More are not gone through in one round. */
const WINDOWS_MOST = 1000;

export class RoundStops {
  readonly #options: RoundStopsOptions;
  readonly wholeChecklist: readonly CheckItem[] = checkItem.options;

  constructor(options: RoundStopsOptions) {
    this.#options = options;
  }

  /** Every open window of the plan's halls, as they are now; without halls that are closed the whole day. */
  async ofFixed({ planId, dueAt }: Pick<LockedRound, 'planId' | 'dueAt'>): Promise<string[]> {
    const { plans, clocks } = this.#options;
    const plan = planId === null ? undefined : await plans.lock(planId);
    if (plan === undefined) return [];
    const windows: string[] = [];
    for (const { windowIds, ...place } of await plans.halls(plan.body))
      if ((await isWorked(clocks, place, dayOf(dueAt.getTime()))) !== false) windows.push(...windowIds);
    return windows.slice(0, WINDOWS_MOST);
  }

  async checklistOf({
    planId,
    checklist,
  }: Pick<LockedRound, 'planId' | 'checklist'>): Promise<readonly CheckItem[]> {
    const plan = planId === null ? undefined : await this.#options.plans.lock(planId);
    return plan?.body.checklist ?? checklist;
  }
}
