/** `exchange:follow`: what begins to be wrong with a feed, or is right again, as it is found. */
import type { PlaceFinder, Visibility } from '../places/index.ts';
import type { Bus } from '../platform/bus.ts';
import { Followers } from '../platform/following/followers.ts';
import type { Gate } from '../platform/http/gate.ts';
import type { Logger } from '../platform/log.ts';
import { type SocketHandlers, socketAsk } from '../platform/sockets.ts';
import { feedChanged } from './feed-watch.ts';
import type { FeedsService } from './feeds.service.ts';

export interface ExchangeSocketsOptions {
  readonly feeds: Pick<FeedsService, 'feeds'>;
  readonly gate: Pick<Gate, 'permits'>;
  readonly visibility: Visibility;
  readonly finder: Pick<PlaceFinder, 'ofDepartment'>;
  readonly bus: Bus;
  readonly log: Logger;
}

/** As many as a list answers: a page says "500+" at most. */
const COUNTED = 500;

export function exchangeSockets(options: ExchangeSocketsOptions): {
  readonly sockets: SocketHandlers;
  close(): void;
} {
  const { feeds, gate, visibility, finder, bus, log } = options;
  const followers = new Followers();
  const unsubscribe = bus.subscribe(feedChanged, (message) => {
    const tell = async () => {
      const place = await finder.ofDepartment(message.departmentId);
      // Rights are asked each time: few things happen.
      for (const socket of followers)
        if (place && (await gate.permits(socket.data.actor, 'exchange:read', place)))
          socket.emit('exchange:feed', message);
    };
    tell().catch((error) => log.warn({ err: error }, 'a feed’s fault could not be told to those who follow'));
  });
  return {
    sockets: (socket, actor) => {
      followers.attach(socket, 'exchange:unfollow', log);
      socket.on(
        'exchange:follow',
        socketAsk(log, () =>
          followers.follow(socket, async () => {
            const visible = await visibility.visible(actor, 'exchange:read');
            const { items } = await feeds.feeds(visible, { state: 'faulty', limit: COUNTED });
            return { faulty: items.length };
          }),
        ),
      );
    },
    close: () => {
      unsubscribe();
      followers.clear();
    },
  };
}
