/**
 * Random looks that nobody can foresee and anybody can verify (docs/patrols.md). The secrets of the coming days are made
 * and committed to; when a day begins, what is drawn from is written down; each look is made at its instant and not
 * before; when the day is over, its secret is told. Whatever of it is kept meanwhile is sealed.
 */
import { createHash, createHmac, randomBytes } from 'node:crypto';
import type { WorkingClocks } from '../calendar/index.ts';
import { basisText, type DrawBasis, drawLooks } from '../contract/patrol-draw.ts';
import { again } from '../platform/db/again.ts';
import { inUnitOfWork } from '../platform/db/unit-of-work.ts';
import type { AuditTrail } from '../platform/http/audited.ts';
import type { Logger } from '../platform/log.ts';
import type { Sealer } from '../platform/sealer.ts';
import { dayAfter, dayOf, midnightOf } from './days.ts';
import type { DrawsStore } from './draws.store.ts';
import type { PlanInForce, PlansStore } from './plans.store.ts';
import type { RoundsStore } from './rounds.store.ts';

export interface DrawKeeperOptions {
  readonly store: DrawsStore;
  readonly plans: Pick<PlansStore, 'inForce' | 'halls'>;
  readonly rounds: Pick<RoundsStore, 'insert' | 'addVisits' | 'slots'>;
  readonly clocks: WorkingClocks;
  readonly sealer: Sealer;
  readonly audit: AuditTrail;
  readonly now: () => number;
  readonly log: Logger;
}

/** Days committed to beforehand: so many may the system be away without a day that has no draws. */
const AHEAD_DAYS = 3;
/** A look does not begin so shortly before a span of office hours ends. */
const LEFT_MINUTES = 10;
const MINUTE_MS = 60_000;
const SECRET_BYTES = 32;

export class DrawKeeper {
  readonly #options: DrawKeeperOptions;
  /** Days whose secrets could not be opened: told once. */
  readonly #unopened = new Set<string>();

  constructor(options: DrawKeeperOptions) {
    this.#options = options;
  }

  /** Everything that is due now. */
  async look(): Promise<void> {
    const today = dayOf(this.#options.now());
    await this.#reveal(today);
    await this.#commit(today);
    await this.#freeze(today);
    await this.#makeDue(today);
  }

  async #commit(today: string): Promise<void> {
    const { store, sealer, now } = this.#options;
    const known = new Set(await store.daysFrom(today));
    for (let ahead = 1; ahead <= AHEAD_DAYS; ahead += 1) {
      const day = dayAfter(today, ahead);
      if (known.has(day)) continue;
      const secret = randomBytes(SECRET_BYTES);
      const commitment = sha256(secret);
      const sealed = sealer.seal(secret.toString('hex'));
      await unit(async () => {
        if (!(await store.addDay({ day, sealed, commitment, at: new Date(now()) }))) return;
        await this.#tell('draw.commit', day, { commitment });
      });
    }
  }

  /** A day without a secret that was committed to before it began has no draws: they could not be verified. */
  async #freeze(today: string): Promise<void> {
    const { store, plans, now } = this.#options;
    await unit(async () => {
      const atMs = now();
      if (!(await store.freeze(today, new Date(atMs)))) return;
      const hashes: Record<string, string> = {};
      for (const plan of await plans.inForce()) {
        const basis = await this.#basisOf(plan, today, atMs);
        if (basis === undefined) continue;
        const basisHash = sha256(basisText(basis));
        hashes[plan.id] = basisHash;
        const { name: planName, regionCode, hallIds } = plan.body;
        await store.addDraw({
          ...{ day: today, planId: plan.id, planName, regionCode, hallIds, basis, basisHash },
        });
      }
      await this.#tell('draw.freeze', today, { basisHashes: hashes });
    });
  }

  async #makeDue(day: string): Promise<void> {
    const { store, rounds, now } = this.#options;
    const inForce = await store.inForce(day);
    if (inForce.length === 0) return;
    const hmac = await this.#hmacOf(day);
    if (hmac === undefined) return;
    for (const { planId, planName, regionCode, hallIds, basis, ...plan } of inForce) {
      const looks = await drawLooks(basis, hmac);
      const due = looks.filter(({ dueAt }) => Date.parse(dueAt) <= now());
      const made = due.length === 0 ? new Set<string>() : await rounds.slots(planId, day);
      for (const [index, { dueAt, windowIds }] of due.entries()) {
        const slot = `drawn ${index + 1}`;
        // Switched off meanwhile: it was not held, and the day's page says so.
        if (made.has(`${day} ${slot}`) || Date.parse(dueAt) < plan.enabledAt.getTime()) continue;
        const untilAt = new Date(Date.parse(dueAt) + plan.graceMinutes * MINUTE_MS);
        await unit(async () => {
          const id = await rounds.insert({
            ...{ planId, planName, kind: 'drawn', regionCode, hallIds, day, slot },
            ...{ dueAt: new Date(dueAt), untilAt, checklist: plan.checklist },
          });
          if (id !== undefined) await rounds.addVisits(id, windowIds);
        });
      }
    }
  }

  async #reveal(today: string): Promise<void> {
    const { store, now } = this.#options;
    for (const { day, sealed, commitment } of await store.over(today)) {
      // What came while the system was away was missed, and is told as that.
      await this.#makeDue(day);
      const secret = this.#open(day, sealed);
      if (secret === undefined) continue;
      await unit(async () => {
        if (await store.reveal(day, secret, new Date(now())))
          await this.#tell('draw.reveal', day, { commitment });
      });
    }
  }

  async #hmacOf(day: string): Promise<((message: string) => Uint8Array) | undefined> {
    const sealed = await this.#options.store.sealed(day);
    const secret = sealed && this.#open(day, sealed);
    if (secret === undefined) return undefined;
    const key = Buffer.from(secret, 'hex');
    return (message) => createHmac('sha256', key).update(message).digest();
  }

  #open(day: string, sealed: Buffer): string | undefined {
    const { sealer, log } = this.#options;
    try {
      return sealer.open(sealed);
    } catch (error) {
      if (!this.#unopened.has(day))
        log.error({ err: error, day }, 'the secret of a day of patrols cannot be opened: it has no draws');
      this.#unopened.add(day);
      return undefined;
    }
  }

  /** Undefined: nothing is drawn, as none is asked for, no hall is open or none has a window. */
  async #basisOf(plan: PlanInForce, day: string, atMs: number): Promise<DrawBasis | undefined> {
    const { plans } = this.#options;
    const { drawsPerDay: draws, windowsPerDraw } = plan.body;
    if (draws === 0) return undefined;
    const halls: DrawBasis['halls'] = [];
    for (const { hallId, regionCode, windowIds } of await plans.halls(plan.body)) {
      const open = await this.#openMinutes({ hallId, regionCode }, day, atMs);
      if (open.length > 0) halls.push({ hallId, open, windowIds });
    }
    if (halls.length === 0) return undefined;
    const midnight = new Date(midnightOf(day)).toISOString();
    return { version: 1, planId: plan.id, day, midnight, draws, windowsPerDraw, halls };
  }

  /** Those still ahead: a system that comes late to its day does not draw what is gone by. */
  async #openMinutes(
    place: { readonly hallId: string; readonly regionCode: string },
    day: string,
    atMs: number,
  ): Promise<[number, number][]> {
    const [beginMs, endMs] = [midnightOf(day), midnightOf(dayAfter(day))];
    const clock = await this.#options.clocks.of(place);
    const spans = clock.spans(beginMs, 8).filter(({ fromMs, toMs }) => fromMs < endMs && toMs > beginMs);
    const soonest = Math.floor((atMs - beginMs) / MINUTE_MS) + 1;
    return spans
      .map(({ fromMs, toMs }): [number, number] => [
        Math.max(Math.ceil((fromMs - beginMs) / MINUTE_MS), soonest),
        Math.floor((Math.min(toMs, endMs) - beginMs) / MINUTE_MS) - LEFT_MINUTES,
      ])
      .filter(([from, to]) => to > from);
  }

  #tell(action: string, day: string, detail: Readonly<Record<string, unknown>>): Promise<void> {
    return this.#options.audit.append({
      ...{ actor: 'system', from: '', action, target: `draw:${day}`, targetName: day, detail },
    });
  }
}

const unit = (work: () => Promise<void>): Promise<void> => again(() => inUnitOfWork(work));
const sha256 = (data: Buffer | string): string => createHash('sha256').update(data).digest('hex');
