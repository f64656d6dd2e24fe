/** `health:follow`: alarms as they are raised, and a word when something on the board changed. */
import type { PlaceFinder, Visibility } from '../places/index.ts';
import type { Bus } from '../platform/bus.ts';
import { Followers } from '../platform/following/followers.ts';
import type { Gate } from '../platform/http/gate.ts';
import type { Logger } from '../platform/log.ts';
import { type SocketHandlers, socketAsk } from '../platform/sockets.ts';
import { placeOfAlarm } from './alarms.routes.ts';
import type { AlarmsStore } from './alarms.store.ts';
import { alarmChanged } from './alarms.ts';
import { healthChanged } from './recorder.ts';

export interface HealthSocketsOptions {
  readonly alarms: AlarmsStore;
  readonly gate: Pick<Gate, 'permits'>;
  readonly visibility: Visibility;
  readonly finder: Pick<PlaceFinder, 'ofCamera' | 'ofHall'>;
  readonly bus: Bus;
  readonly log: Logger;
}

export function healthSockets(options: HealthSocketsOptions): { sockets: SocketHandlers; close(): void } {
  const { alarms, gate, visibility, finder, bus, log } = options;
  const followers = new Followers();

  /** Rights are asked each time: few things happen, and a camera may have moved. */
  const told = async (alarmId: string, isNews: boolean): Promise<void> => {
    const alarm = await alarms.get(alarmId);
    const place = alarm && (await placeOfAlarm(alarm, finder));
    if (!alarm || !place) return;
    const names = new Set<string>();
    for (const socket of followers)
      if (await gate.permits(socket.data.actor, 'health:read', place)) {
        socket.emit('health:alarm', { alarm, isNews });
        names.add(socket.data.actor.username);
      }
    if (isNews) await alarms.told(alarmId, [...names]);
  };
  const changed = async (hallIds: readonly string[]): Promise<void> => {
    const places = await Promise.all(hallIds.map((hallId) => finder.ofHall(hallId)));
    for (const socket of followers) {
      const mine: string[] = [];
      for (const place of places)
        if (place?.hallId !== undefined && (await gate.permits(socket.data.actor, 'health:read', place)))
          mine.push(place.hallId);
      if (mine.length > 0) socket.emit('health:changed', { hallIds: mine });
    }
  };
  const unheard = (error: unknown) =>
    log.warn({ err: error }, 'health could not be told to those who follow');
  const detach = [
    bus.subscribe(alarmChanged, ({ alarmId, isNews }) => void told(alarmId, isNews).catch(unheard)),
    bus.subscribe(healthChanged, ({ hallIds }) => void changed(hallIds).catch(unheard)),
  ];

  return {
    sockets: (socket, actor) => {
      followers.attach(socket, 'health:unfollow', log);
      socket.on(
        'health:follow',
        socketAsk(log, () =>
          followers.follow(socket, async () => ({
            open: await alarms.openCount(await visibility.visible(actor, 'health:read')),
          })),
        ),
      );
    },
    close: () => {
      for (const each of detach) each();
      followers.clear();
    },
  };
}
