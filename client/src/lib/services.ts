/** What lives as long as a signed-in page: one socket, one clock, one WebRTC session, one overlay store. */
import { createContext, useContext } from 'react';
import { createGopDecoder } from '../media/gop/create-decoder.ts';
import { InstantPictures } from '../media/gop/instant-pictures.ts';
import { budgetOfPage, type HlsBudget } from '../media/hls-budget.ts';
import { KeyframeDecoder } from '../media/keyframes/keyframe-decoder.ts';
import { KeyframeSession } from '../media/keyframes/keyframe-session.ts';
import { LentPictures } from '../media/lent-pictures.ts';
import { LiveSession } from '../media/live-session.ts';
import { TileLoad } from '../media/load/tile-load.ts';
import { SoundDesk } from '../media/sound-desk.ts';
import { AlertFeed } from './alerts/alert-feed.ts';
import { AttentionDesk } from './attention/attention-desk.ts';
import { AttentionSound } from './attention/attention-sound.ts';
import { type Channel, OneVoice } from './attention/one-voice.ts';
import { Connection } from './connection.ts';
import { fetchOpenLeads } from './leads/fetch-open.ts';
import { LeadFeed } from './leads/lead-feed.ts';
import { OccupancyStore } from './occupancy/occupancy-store.ts';
import { OverlayStore } from './overlays/overlay-store.ts';
import { ServerClock } from './server-clock.ts';

export interface Services {
  readonly connection: Connection;
  readonly clock: ServerClock;
  readonly live: LiveSession;
  readonly overlays: OverlayStore;
  readonly occupancy: OccupancyStore;
  /** Current pictures, asked for once, before anything is live. */
  readonly instant: InstantPictures;
  readonly lent: LentPictures;
  /** Keyframes of the tiles that this machine cannot play. */
  readonly keyframes: KeyframeSession;
  /** Which tiles those are. */
  readonly tileLoad: TileLoad;
  readonly soundDesk: SoundDesk;
  readonly hlsBudget: HlsBudget;
  readonly alerts: AlertFeed;
  readonly leads: LeadFeed;
  readonly sound: AttentionSound;
  /** One of this person's pages tells of a thing. */
  readonly voice: OneVoice;
  /** What draws attention, as was chosen. */
  readonly attention: AttentionDesk;
  close(): void;
}

export function createServices(): Services {
  const connection = new Connection();
  const clock = new ServerClock({ asker: connection });
  const live = new LiveSession({ asker: connection });
  const overlays = new OverlayStore({ asker: connection });
  const occupancy = new OccupancyStore({ asker: connection });
  const instant = new InstantPictures({ createDecoder: createGopDecoder, now: () => performance.now() });
  const keyframeDecoder = new KeyframeDecoder();
  const keyframes = new KeyframeSession({
    decoder: keyframeDecoder,
    fetch: (url, init) => fetch(url, init),
  });
  const tileLoad = new TileLoad({ now: () => performance.now(), cores: navigator.hardwareConcurrency });
  const alerts = new AlertFeed({ asker: connection });
  const leads = new LeadFeed({ asker: connection, fetchOpen: () => fetchOpenLeads(clock.now()) });
  const sound = new AttentionSound();
  const voice = new OneVoice({ channel: voiceChannel(), waitMs: () => voiceWaitMs(sound) });
  const attention = new AttentionDesk({ sound, voice });
  clock.start();
  connection.open();
  return {
    connection,
    clock,
    live,
    overlays,
    occupancy,
    instant,
    lent: new LentPictures(),
    keyframes,
    tileLoad,
    soundDesk: new SoundDesk(),
    hlsBudget: budgetOfPage(),
    alerts,
    leads,
    sound,
    voice,
    attention,
    close: () => {
      alerts.close();
      leads.close();
      attention.close();
      sound.close();
      voice.close();
      instant.close();
      tileLoad.close();
      keyframes.close();
      keyframeDecoder.close();
      live.close();
      overlays.close();
      occupancy.close();
      clock.close();
      connection.close();
    },
  };
}

function voiceChannel(): Channel | undefined {
  if (typeof BroadcastChannel === 'undefined') return undefined;
  const channel = new BroadcastChannel('mc-alerts');
  const own: Channel = {
    onmessage: null,
    postMessage: (message) => channel.postMessage(message),
    close: () => channel.close(),
  };
  channel.onmessage = ({ data }) => own.onmessage?.({ data });
  return own;
}

/** The page in front tells at once; of those behind, one that would be heard before one that would not. */
function voiceWaitMs(sound: AttentionSound): number {
  if (document.visibilityState === 'visible' && document.hasFocus()) return 0;
  return (document.visibilityState === 'visible' ? 80 : 160) + (sound.isReady ? 0 : 120) + Math.random() * 40;
}

export const ServicesContext = createContext<Services | undefined>(undefined);

export function useServices(): Services {
  const services = useContext(ServicesContext);
  if (services === undefined) throw new Error('this part of the page needs a signed-in user');
  return services;
}
