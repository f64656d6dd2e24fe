/**
 * Makes the rounds of plans ahead, tells who walks them when one is due, and who supervises when one was missed. Looks
 * every quarter of a minute; whatever it makes is made once, whoever looks as well and however often it is begun anew.
 */
import type { WorkingClocks } from '../calendar/index.ts';
import { again } from '../platform/db/again.ts';
import { inUnitOfWork } from '../platform/db/unit-of-work.ts';
import type { Logger } from '../platform/log.ts';
import { dayAfter, dayOf, instantOf, isWorked } from './days.ts';
import type { DrawKeeper } from './draw-keeper.ts';
import type { PlanInForce, PlansStore } from './plans.store.ts';
import type { RoundNotices } from './round-notices.ts';
import type { RoundsStore } from './rounds.store.ts';

export interface RoundKeeperOptions {
  readonly plans: Pick<PlansStore, 'inForce' | 'halls'>;
  readonly rounds: RoundsStore;
  readonly draws: Pick<DrawKeeper, 'look'>;
  readonly notices: RoundNotices;
  readonly clocks: WorkingClocks;
  readonly now: () => number;
  readonly log: Logger;
  readonly everyMs?: number;
}

const EVERY_MS = 15_000;
const MINUTE_MS = 60_000;
/** A walk nobody ended is ended then: what was not looked at counts as that. */
const LEFT_AFTER_MS = 12 * 60 * MINUTE_MS;

export class RoundKeeper {
  readonly #options: RoundKeeperOptions;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  #closed = false;

  constructor(options: RoundKeeperOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer ??= setInterval(() => this.nudge(), this.#options.everyMs ?? EVERY_MS).unref();
    this.nudge();
  }

  /** A plan changed, or time went on. */
  nudge(): void {
    if (this.#closed) return;
    this.look().catch((error) => this.#options.log.warn({ err: error }, 'patrols could not be looked at'));
  }

  /** Everything that is due now. A second look while one is under way comes after it. */
  look(): Promise<void> {
    const before = this.#looking;
    const looking = (before?.catch(() => undefined) ?? Promise.resolve()).then(() => this.#look());
    this.#looking = looking;
    return looking;
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    this.#timer = undefined;
    // Whoever asked for the look was told.
    await this.#looking?.catch(() => undefined);
  }

  async #look(): Promise<void> {
    if (this.#closed) return;
    const { draws, log } = this.#options;
    // What is planned does not wait for what is drawn.
    await draws.look().catch((error) => log.warn({ err: error }, 'random looks could not be drawn'));
    const today = dayOf(this.#options.now());
    for (const plan of await this.#options.plans.inForce())
      for (const day of [today, dayAfter(today)]) await this.#plan(plan, today, day);
    await this.#tell();
  }

  async #plan({ id, body, effectiveAt }: PlanInForce, today: string, day: string): Promise<void> {
    const { rounds, clocks } = this.#options;
    const made = await rounds.slots(id, today);
    const missing = body.times.filter(
      (time) => !made.has(`${day} fixed ${time}`) && instantOf(day, time) >= effectiveAt.getTime(),
    );
    if (missing.length === 0) return;
    // Where nobody said which days are worked there are none: the plan says so.
    if ((await isWorked(clocks, { hallId: null, regionCode: body.regionCode }, day)) !== true) return;
    for (const time of missing) {
      const dueMs = instantOf(day, time);
      await rounds.insert({
        ...{ planId: id, planName: body.name, kind: 'fixed', regionCode: body.regionCode },
        ...{ hallIds: body.hallIds, day, slot: `fixed ${time}`, checklist: body.checklist },
        ...{ dueAt: new Date(dueMs), untilAt: new Date(dueMs + body.graceMinutes * MINUTE_MS) },
      });
    }
  }

  async #tell(): Promise<void> {
    const { rounds, notices, now } = this.#options;
    await unit(async () => {
      const at = new Date(now());
      for (const round of await rounds.takeDue(at)) await notices.due(round);
    });
    await unit(async () => {
      const at = new Date(now());
      for (const round of await rounds.takeMissed(at)) {
        const windows = await notices.missed(round);
        await rounds.setWindows(round.id, windows);
      }
    });
    await unit(async () => {
      const at = new Date(now());
      for (const id of await rounds.left(new Date(at.getTime() - LEFT_AFTER_MS))) await rounds.end(id, at);
    });
  }
}

const unit = (work: () => Promise<void>): Promise<void> => again(() => inUnitOfWork(work));
