/** What lives as long as a signed-in page: one socket, one clock, one WebRTC session, one overlay store. */
import { createContext, useContext } from 'react';
import { createGopDecoder } from '../media/gop/create-decoder.ts';
import { InstantPictures } from '../media/gop/instant-pictures.ts';
import { budgetOfPage, type HlsBudget } from '../media/hls-budget.ts';
import { LentPictures } from '../media/lent-pictures.ts';
import { LiveSession } from '../media/live-session.ts';
import { SoundDesk } from '../media/sound-desk.ts';
import { Connection } from './connection.ts';
import { OverlayStore } from './overlays/overlay-store.ts';
import { ServerClock } from './server-clock.ts';

export interface Services {
  readonly connection: Connection;
  readonly clock: ServerClock;
  readonly live: LiveSession;
  readonly overlays: OverlayStore;
  /** Current pictures, asked for once, before anything is live. */
  readonly instant: InstantPictures;
  readonly lent: LentPictures;
  readonly soundDesk: SoundDesk;
  readonly hlsBudget: HlsBudget;
  close(): void;
}

export function createServices(): Services {
  const connection = new Connection();
  const clock = new ServerClock({ asker: connection });
  const live = new LiveSession({ asker: connection });
  const overlays = new OverlayStore({ asker: connection });
  const instant = new InstantPictures({ createDecoder: createGopDecoder, now: () => performance.now() });
  clock.start();
  connection.open();
  return {
    connection,
    clock,
    live,
    overlays,
    instant,
    lent: new LentPictures(),
    soundDesk: new SoundDesk(),
    hlsBudget: budgetOfPage(),
    close: () => {
      instant.close();
      live.close();
      overlays.close();
      clock.close();
      connection.close();
    },
  };
}

export const ServicesContext = createContext<Services | undefined>(undefined);

export function useServices(): Services {
  const services = useContext(ServicesContext);
  if (services === undefined) throw new Error('this part of the page needs a signed-in user');
  return services;
}
