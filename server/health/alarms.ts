/**
 * Alarms: outages that somebody has to deal with. A hall that goes away is one alarm; a camera that comes and goes is
 * one that counts; what happens at night waits for the morning, if that is wished.
 */
import { z } from 'zod';
import type { Alarm, HealthFault } from '../contract/health.ts';
import { type Bus, topic } from '../platform/bus.ts';
import { AppError, notFound } from '../platform/errors.ts';
import type { Logger } from '../platform/log.ts';
import type { AlarmsStore } from './alarms.store.ts';
import type { HallHours } from './office-hours.ts';

/** An alarm was raised, or something about it changed. */
export const alarmChanged = topic(
  'health.alarm',
  z.object({ alarmId: z.string(), hallId: z.string(), isNews: z.boolean() }),
);

/** Outages of one hall that come this close together are looked at together. */
const GROUP_MS = 15_000;
/** This share of a hall's cameras, and two at least: it is the hall that is away. */
const HALL_SHARE = 0.6;
/** Back within this, it is the same alarm again. */
const DAMPED_MS = 30 * 60_000;
const QUIET_EVERY_MS = 30_000;

export interface AlarmsOptions {
  readonly alarms: AlarmsStore;
  readonly hours: HallHours;
  /** How many cameras a hall has, and how many of them are away. */
  readonly hallNow: (hallId: string) => { readonly cameras: number; readonly away: number };
  readonly isQuietWished: () => Promise<boolean>;
  readonly bus: Bus;
  readonly log: Logger;
  readonly now: () => number;
  readonly groupMs?: number;
}

export interface AlarmingOutage {
  readonly id: string;
  readonly cameraId: string;
  readonly hallId: string;
  readonly fault: HealthFault;
  readonly cause: string | null;
}

export class Alarms {
  readonly #options: AlarmsOptions;
  readonly #pending = new Map<string, { outages: AlarmingOutage[]; timer: NodeJS.Timeout }>();
  readonly #quietTimer: NodeJS.Timeout;
  #turn: Promise<void> = Promise.resolve();

  constructor(options: AlarmsOptions) {
    this.#options = options;
    this.#quietTimer = setInterval(() => this.#inTurn(() => this.#speakUp()), QUIET_EVERY_MS);
    this.#quietTimer.unref();
  }

  raised(outage: AlarmingOutage): void {
    const pending = this.#pending.get(outage.hallId);
    if (pending) {
      pending.outages.push(outage);
      return;
    }
    const timer = setTimeout(
      () => this.#inTurn(() => this.#raise(outage.hallId)),
      this.#options.groupMs ?? GROUP_MS,
    );
    this.#pending.set(outage.hallId, { outages: [outage], timer });
  }

  /** These are over. */
  cleared(outageIds: readonly string[]): void {
    for (const pending of this.#pending.values())
      pending.outages = pending.outages.filter(({ id }) => !outageIds.includes(id));
    this.#inTurn(async () => {
      const { alarms, now } = this.#options;
      for (const id of await alarms.clear(outageIds, now())) await this.#tell(id, false);
    });
  }

  async take(id: string, by: string, note: string | null): Promise<Alarm> {
    const { alarms, now } = this.#options;
    const alarm = await this.#mustBeOpen(id);
    if (alarm.takenBy !== null && alarm.takenBy !== by)
      throw new AppError(409, 'alarm_taken', `${alarm.takenBy} has taken it on already.`);
    await alarms.take(id, by, note, now());
    return this.#tell(id, false);
  }

  async close(id: string, by: string, note: string): Promise<Alarm> {
    const { alarms, now } = this.#options;
    await this.#mustBeOpen(id);
    await alarms.close(id, by, note, now());
    return this.#tell(id, false);
  }

  /** What is under way is finished. */
  async end(): Promise<void> {
    clearInterval(this.#quietTimer);
    const left = [...this.#pending.keys()];
    for (const { timer } of this.#pending.values()) clearTimeout(timer);
    for (const hallId of left) this.#inTurn(() => this.#raise(hallId));
    await this.#turn;
  }

  async #mustBeOpen(id: string): Promise<Alarm> {
    const alarm = await this.#options.alarms.get(id);
    if (!alarm) throw notFound('alarm');
    if (alarm.closedAt !== null) throw new AppError(409, 'alarm_closed', 'It is closed already.');
    return alarm;
  }

  /** One after the other, so that two outages never make two alarms of one hall. */
  #inTurn(run: () => Promise<void>): void {
    this.#turn = this.#turn.then(run).catch((error) => {
      // The database is away for a moment: outages stand in the list, the alarm is missed.
      this.#options.log.warn({ err: error }, 'an alarm could not be raised or cleared');
    });
  }

  async #raise(hallId: string): Promise<void> {
    const outages = this.#pending.get(hallId)?.outages ?? [];
    this.#pending.delete(hallId);
    const away = outages.filter(({ fault }) => fault === 'offline');
    const { cameras, away: awayNow } = this.#options.hallNow(hallId);
    const isHall = awayNow >= 2 && awayNow >= cameras * HALL_SHARE;
    const standing = await this.#options.alarms.recent(hallId, null, 'offline', this.#options.now());
    if (away.length > 0 && (isHall || standing)) await this.#raiseHall(hallId, away);
    else for (const outage of away) await this.#raiseOne(outage);
    for (const outage of outages) if (outage.fault !== 'offline') await this.#raiseOne(outage);
  }

  async #raiseHall(hallId: string, outages: readonly AlarmingOutage[]): Promise<void> {
    const { alarms, now } = this.#options;
    const id = await this.#alarmFor({ hallId, cameraId: null, fault: 'offline', cause: causeOf(outages) });
    await alarms.link(
      id,
      outages.map((outage) => outage.id),
    );
    const folded = await alarms.fold(hallId, id, 'offline', now());
    for (const one of folded) await this.#tell(one, false);
    await this.#tell(id, true);
  }

  async #raiseOne({ id: outageId, hallId, cameraId, fault, cause }: AlarmingOutage): Promise<void> {
    const id = await this.#alarmFor({ hallId, cameraId, fault, cause });
    await this.#options.alarms.link(id, [outageId]);
    await this.#tell(id, true);
  }

  async #alarmFor(about: {
    hallId: string;
    cameraId: string | null;
    fault: HealthFault;
    cause: string | null;
  }): Promise<string> {
    const { alarms, hours, isQuietWished, now } = this.#options;
    const { hallId, cameraId, fault } = about;
    const atMs = now();
    const known = await alarms.recent(hallId, cameraId, fault, atMs - DAMPED_MS);
    if (known) {
      if (known.isCleared) await alarms.again(known.id, atMs);
      return known.id;
    }
    const quiet = (await isQuietWished()) && !(await hours.isOpen(hallId, atMs));
    return alarms.add({ ...about, atMs, quiet });
  }

  async #speakUp(): Promise<void> {
    const { alarms, hours, isQuietWished, now } = this.#options;
    const isWished = await isQuietWished();
    for (const { id, hallId } of await alarms.quiet()) {
      if (isWished && !(await hours.isOpen(hallId, now()))) continue;
      await alarms.speak(id, now());
      await this.#tell(id, true);
    }
  }

  async #tell(id: string, isNews: boolean): Promise<Alarm> {
    const alarm = await this.#options.alarms.get(id);
    if (!alarm) throw notFound('alarm');
    if (!alarm.quiet) this.#options.bus.publish(alarmChanged, { alarmId: id, hallId: alarm.hallId, isNews });
    return alarm;
  }
}

/** What most of them say. */
function causeOf(outages: readonly AlarmingOutage[]): string | null {
  const counts = new Map<string | null, number>();
  for (const { cause } of outages) counts.set(cause, (counts.get(cause) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null;
}
