/** Windows' live statuses: made from events, kept as versions, told to those who follow. */
import { z } from 'zod';
import { onRightsChanged } from '../access/index.ts';
import { type WindowStatus, windowStatus } from '../contract/overlays.ts';
import type { Places, Visibility } from '../places/index.ts';
import { type Bus, topic } from '../platform/bus.ts';
import type { Db } from '../platform/db/connect.ts';
import { afterCommit } from '../platform/db/unit-of-work.ts';
import type { Route } from '../platform/http/route.ts';
import type { Logger } from '../platform/log.ts';
import type { SocketHandlers } from '../platform/sockets.ts';
import { OverlayHub } from './overlay-hub.ts';
import { overlaysRoutes } from './overlays.routes.ts';
import { overlaysSockets } from './overlays.sockets.ts';
import { StatusesStore } from './statuses.store.ts';
import { WindowStatuses } from './window-statuses.ts';

export type { WindowFact } from './apply-event.ts';
export type { WindowStatuses } from './window-statuses.ts';

/** Statuses made and committed, by window in version order. */
export const statusesMade = topic('overlays.statuses-made', z.array(windowStatus));

/** Another department runs these windows now, or nobody: who follows them is asked anew. */
export const windowsHandedOver = topic(
  'overlays.windows-handed-over',
  z.object({ windowIds: z.array(z.string()) }),
);

export interface OverlaysNeeds {
  readonly db: Db;
  readonly bus: Bus;
  readonly places: Pick<Places, 'service' | 'finder'>;
  readonly visibility: Visibility;
  readonly now: () => number;
  readonly log: Logger;
}

export interface Overlays {
  readonly routes: readonly Route[];
  readonly sockets: SocketHandlers;
  /** For the exchange: makes statuses in its transaction … */
  readonly windows: WindowStatuses;
  /** … and tells of them once it is committed. */
  publish(statuses: readonly WindowStatus[]): void;
  close(): void;
}

export function createOverlays(needs: OverlaysNeeds): Overlays {
  const { bus, places, visibility, now, log } = needs;
  const statuses = new StatusesStore(needs);
  const hub = new OverlayHub({ statuses, now, log });
  const windows = new WindowStatuses({ statuses });
  const publish = (made: readonly WindowStatus[]) => {
    if (made.length > 0) bus.publish(statusesMade, [...made]);
  };
  const stops = [
    bus.subscribe(statusesMade, (made) => hub.deliver(made)),
    bus.subscribe(windowsHandedOver, ({ windowIds }) => hub.reconsider(windowIds)),
  ];
  places.service.handovers.join(async (handovers) => {
    const made = await windows.handOver(needs.db, handovers);
    const windowIds = handovers.map((one) => one.windowId);
    afterCommit(() => {
      // First, so that nobody is told of what comes next who may not see it any more.
      bus.publish(windowsHandedOver, { windowIds });
      publish(made);
    });
  });
  return {
    routes: overlaysRoutes({ statuses, finder: places.finder, visibility }),
    sockets: overlaysSockets({
      hub,
      visibility,
      windowsOf: (visible, ids) => places.service.windowsOf(visible, ids),
      onRightsChanged: (userId, recheck) => onRightsChanged(bus, userId, recheck),
      log,
    }),
    windows,
    publish,
    close: () => {
      for (const stop of stops) stop();
    },
  };
}
