/** The shift desk: sitting down, what one is told then, and what is left for the next. */
import { z } from 'zod';
import { id, instant } from '../contract/common.ts';
import {
  DUTY_BACK_MS,
  DUTY_ITEMS_MOST,
  DUTY_MOST_MS,
  type DutyDesk,
  type DutyItem,
  type DutyShift,
} from '../contract/duty.ts';
import type { Visibility } from '../places/index.ts';
import { AppError } from '../platform/errors.ts';
import type { Gate } from '../platform/http/gate.ts';
import { decodeCursor, type Page, type PageRequest, pageOf } from '../platform/http/paging.ts';
import type { Actor } from '../platform/http/route.ts';
import type { DutyItemsStore } from './duty-items.store.ts';
import { DUTY_SOURCES, type DutySource } from './duty-sources.ts';
import type { DutyShiftsStore } from './shifts.store.ts';

export type Person = Extract<Actor, { kind: 'user' }>;

export interface DutyServiceOptions {
  readonly shifts: DutyShiftsStore;
  readonly items: DutyItemsStore;
  readonly gate: Pick<Gate, 'permits'>;
  readonly visibility: Visibility;
  readonly nameOf: (userId: string) => Promise<string>;
  readonly now: () => number;
}

const HANDOVERS = 5;
const shiftKey = z.tuple([instant, id]);

export class DutyService {
  readonly #options: DutyServiceOptions;

  constructor(options: DutyServiceOptions) {
    this.#options = options;
  }

  async desk(actor: Person): Promise<DutyDesk> {
    const { shifts, items, visibility, now } = this.#options;
    const backMs = now() - DUTY_BACK_MS;
    const [shift, lastEnd, seesDuty] = await Promise.all([
      this.#standing(actor),
      shifts.lastEnd(actor.id),
      visibility.visible(actor, 'duty:write'),
    ]);
    const since = new Date(Math.max(backMs, lastEnd?.getTime() ?? now() - 86_400_000));
    const leftThen = lastEnd?.getTime() === since.getTime();
    const until = new Date(now());
    const kinds = await this.#kinds(actor);
    const [counts, happened, open, handovers] = await Promise.all([
      Promise.all(kinds.map(({ source, visible }) => items.counts(source, visible, { since, until }))),
      Promise.all(
        kinds.map(({ source, visible }) =>
          items.happened(source, visible, { since, until }, DUTY_ITEMS_MOST),
        ),
      ),
      Promise.all(
        kinds.map(({ source, visible }) =>
          items.open(source, visible, actor, { since: new Date(backMs), until }, DUTY_ITEMS_MOST),
        ),
      ),
      shifts.list(actor.id, seesDuty, { limit: HANDOVERS, noted: true }),
    ]);
    return {
      shift: shift ?? null,
      since: since.toISOString(),
      leftThen,
      happened: counts,
      items: happened.flat().sort(byUrgency('newest')).slice(0, DUTY_ITEMS_MOST),
      open: open.flat().sort(byUrgency('oldest')).slice(0, DUTY_ITEMS_MOST),
      handovers: handovers.slice(0, HANDOVERS),
    };
  }

  async own(actor: Person): Promise<{ shift: DutyShift | null }> {
    return { shift: (await this.#standing(actor)) ?? null };
  }

  /** Sitting down again at a desk one did not leave goes on with it. */
  async begin(actor: Person): Promise<DutyShift> {
    const { shifts, visibility, nameOf, now } = this.#options;
    const standing = await this.#standing(actor);
    if (standing) return standing;
    const forgotten = await shifts.open(actor.id);
    if (forgotten) await shifts.end(actor.id, null, new Date(Date.parse(forgotten.begunAt) + DUTY_MOST_MS));
    const visible = await visibility.visible(actor, 'duty:write');
    await shifts.begin({ id: actor.id, name: await nameOf(actor.id) }, visible, new Date(now()));
    const begun = await shifts.open(actor.id);
    if (!begun) throw new Error('a shift that was begun is not there');
    return begun;
  }

  /** @throws duty_not_begun */
  async end(actor: Person, note: string): Promise<DutyShift> {
    const { shifts, now } = this.#options;
    const ended = (await this.#standing(actor))
      ? await shifts.end(actor.id, note === '' ? null : note, new Date(now()))
      : undefined;
    if (!ended) throw new AppError(409, 'duty_not_begun', 'Nobody sits at this desk: begin a shift first.');
    return ended;
  }

  async list(actor: Person, { cursor, limit }: PageRequest): Promise<Page<DutyShift>> {
    const { shifts, visibility } = this.#options;
    const after = decodeCursor(cursor, shiftKey);
    const rows = await shifts.list(actor.id, await visibility.visible(actor, 'duty:write'), { after, limit });
    return pageOf(
      rows,
      limit,
      ({ begunAt, id }) => [begunAt, id],
      (row) => row,
    );
  }

  /** The shift that goes on; one that nobody ended is over by itself. */
  async #standing(actor: Person): Promise<DutyShift | undefined> {
    const open = await this.#options.shifts.open(actor.id);
    return open && this.#options.now() - Date.parse(open.begunAt) < DUTY_MOST_MS ? open : undefined;
  }

  async #kinds(actor: Person) {
    const { gate, visibility } = this.#options;
    const sights = await Promise.all(
      DUTY_SOURCES.map(async (source: DutySource) =>
        (await gate.permits(actor, source.permission))
          ? { source, visible: await visibility.visible(actor, source.permission) }
          : undefined,
      ),
    );
    return sights.filter((one) => one !== undefined);
  }
}

const byUrgency =
  (then: 'newest' | 'oldest') =>
  (a: DutyItem, b: DutyItem): number => {
    if (a.urgent !== b.urgent) return a.urgent ? -1 : 1;
    return (then === 'newest' ? -1 : 1) * (Date.parse(a.at) - Date.parse(b.at));
  };
