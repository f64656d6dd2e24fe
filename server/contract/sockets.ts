/**
 * Everything spoken over Socket.IO at `/socket.io` (namespace `/`). Requests are acknowledged with `Reply`;
 * the handshake carries the session cookie, and a socket without a valid session is refused.
 */
import { z } from 'zod';
import type { AlertCounts, AlertMessage, AlertsFollowed, alertsFollow } from './alerts.ts';
import { profile, type StreamStatusWire } from './cameras.ts';
import type { Problem } from './common.ts';
import { id } from './common.ts';
import type { FeedMessage, FeedsFollowed } from './exchange.ts';
import type { Alarm, HealthChanged, HealthFollowed } from './health.ts';
import type { LeadCounts, LeadMessage, LeadsFollowed } from './leads.ts';
import type { NoticesFollowed, NoticesNews } from './notices.ts';
import type { OccupancyFollowed, OccupancySpan, occupancyFollow } from './occupancy.ts';
import { statusVersion, type WindowStatus } from './overlays.ts';
import type { Screen, ScreenContent, screenJoin, screenShow, Trouble } from './walls.ts';

export type Reply<T> = { ok: true; value: T } | { ok: false; problem: Problem };
type Ack<T> = (reply: Reply<T>) => void;

/** Follow windows. `after`: the last version seen (0: none); missed versions are answered, oldest first. */
export const overlaysFollow = z.object({
  windows: z
    .array(z.object({ windowId: id, after: statusVersion }))
    .min(1)
    .max(200),
});
/**
 * `updates`: in version order per window. `reset: true` for a window whose gap is too old to be replayed: forget
 * what you have, `updates` holds its newest statuses: those of the last half minute and the one before, for pictures
 * that are some seconds behind. With `after: 0` the same. A window you may not see is in `refused`, nothing is said of it.
 */
export interface OverlaysFollowed {
  windows: { windowId: string; reset: boolean; updates: WindowStatus[] }[];
  refused: string[];
}
export const overlaysUnfollow = z.object({ windowIds: z.array(id).min(1).max(200) });

/** mediasoup's own parameter objects go through as they are; mediasoup validates them. */
const opaque = z.record(z.string(), z.unknown());

export const liveConnect = z.object({ dtlsParameters: opaque });
/** Watch a camera over WebRTC, or listen to it: sound is a consumer of its own, and off until it is asked for. */
export const liveConsume = z.object({
  cameraId: id,
  profile,
  kind: z.enum(['video', 'audio']).default('video'),
  rtpCapabilities: opaque,
});
export const liveConsumer = z.object({ consumerId: z.string().max(64) });
/** Follow a stream's status without WebRTC (an LL-HLS player, a health list). */
export const liveFollow = z.object({ cameraId: id, profile });

export interface LiveCapabilities {
  /** Null: WebRTC is not available here, for the reason given; use LL-HLS. */
  rtpCapabilities: unknown | null;
  unavailableReason: string | null;
}
export interface LiveTransport {
  id: string;
  iceParameters: unknown;
  iceCandidates: unknown[];
  dtlsParameters: unknown;
}
export interface LiveConsumed {
  consumerId: string;
  producerId: string;
  kind: 'video' | 'audio';
  /** Its `rtcp.cname` is the same for a camera profile's picture and sound, so that lips stay in step. */
  rtpParameters: unknown;
}
/** New ICE credentials of the transport that stands; consumers go on. */
export interface LiveIce {
  iceParameters: unknown;
}

export interface ClientToServer {
  'overlays:follow': (request: z.infer<typeof overlaysFollow>, ack: Ack<OverlaysFollowed>) => void;
  'overlays:unfollow': (request: z.infer<typeof overlaysUnfollow>, ack: Ack<null>) => void;
  'live:capabilities': (ack: Ack<LiveCapabilities>) => void;
  /** One receive transport a page; asking again replaces it. */
  'live:transport': (ack: Ack<LiveTransport>) => void;
  'live:connect': (request: z.infer<typeof liveConnect>, ack: Ack<null>) => void;
  /**
   * The page's network changed: give the answer to `transport.restartIce()`. Consumers, DTLS and what was agreed stay.
   * `transport_missing` where there is nothing to restart: ask for a transport.
   */
  'live:restartIce': (ack: Ack<LiveIce>) => void;
  /**
   * Answered paused; `live:resume` when the player is ready. Also follows the stream's status. For sound: `forbidden`
   * where it may not be heard, `no_sound` where the camera has none.
   */
  'live:consume': (request: z.input<typeof liveConsume>, ack: Ack<LiveConsumed>) => void;
  'live:resume': (request: z.infer<typeof liveConsumer>, ack: Ack<null>) => void;
  'live:stop': (request: z.infer<typeof liveConsumer>, ack: Ack<null>) => void;
  'live:follow': (request: z.infer<typeof liveFollow>, ack: Ack<StreamStatusWire>) => void;
  'live:unfollow': (request: z.infer<typeof liveFollow>, ack: Ack<null>) => void;
  /** Alarms of halls where one holds `health:read`, and a word when the board changed. */
  'health:follow': (ack: Ack<HealthFollowed>) => void;
  'health:unfollow': (ack: Ack<null>) => void;
  /** Cards of places where one holds `alerts:read`, as they are made and change; counts about once a second. */
  'alerts:follow': (request: z.infer<typeof alertsFollow>, ack: Ack<AlertsFollowed>) => void;
  'alerts:unfollow': (ack: Ack<null>) => void;
  /** One's own inbox. */
  'notices:follow': (ack: Ack<NoticesFollowed>) => void;
  'notices:unfollow': (ack: Ack<null>) => void;
  /** What begins to be wrong with a department's feed, where one holds `exchange:read`, or is right again. */
  'exchange:follow': (ack: Ack<FeedsFollowed>) => void;
  'exchange:unfollow': (ack: Ack<null>) => void;
  /** Windows' places as the pictures show them, where one holds `occupancy:view`. */
  'occupancy:follow': (request: z.infer<typeof occupancyFollow>, ack: Ack<OccupancyFollowed>) => void;
  'occupancy:unfollow': (request: z.infer<typeof occupancyFollow>, ack: Ack<null>) => void;
  /** Leads of places where one holds `leads:read`, as they are raised and change; counts about once a second. */
  'leads:follow': (ack: Ack<LeadsFollowed>) => void;
  'leads:unfollow': (ack: Ack<null>) => void;
  /** Windows that need a look, of those one may see; pushed as they change, about once a second at most. */
  'trouble:follow': (ack: Ack<{ items: Trouble[] }>) => void;
  'trouble:unfollow': (ack: Ack<null>) => void;
  /** This browser window is a screen by that name, until it leaves or its socket ends; it is told `screens:show`. */
  'screens:join': (request: z.input<typeof screenJoin>, ack: Ack<Screen>) => void;
  'screens:leave': (ack: Ack<null>) => void;
  /** One's own screens, and a word when they change. */
  'screens:follow': (ack: Ack<{ screens: Screen[] }>) => void;
  'screens:unfollow': (ack: Ack<null>) => void;
  /** Have one of one's own screens show something. `screen_missing` where there is none by that id. */
  'screens:show': (request: z.infer<typeof screenShow>, ack: Ack<null>) => void;
  /** For the clock in the bar: the server's wall clock, ms. */
  'time:now': (ack: Ack<{ nowMs: number }>) => void;
}

export interface ServerToClient {
  /** `isNews`: it was raised just now; else something about it changed. */
  'health:alarm': (message: { alarm: Alarm; isNews: boolean }) => void;
  'health:changed': (message: HealthChanged) => void;
  'alerts:card': (message: AlertMessage) => void;
  'alerts:counts': (counts: AlertCounts) => void;
  'notices:news': (message: NoticesNews) => void;
  'exchange:feed': (message: FeedMessage) => void;
  'overlays:update': (status: WindowStatus) => void;
  /** What is seen of a window changed, or its open span went on (about every 10 s). */
  'occupancy:update': (span: OccupancySpan) => void;
  'leads:lead': (message: LeadMessage) => void;
  'leads:counts': (counts: LeadCounts) => void;
  'trouble:changed': (message: { items: Trouble[] }) => void;
  'screens:show': (message: { content: ScreenContent }) => void;
  /** Another window joined by this one's name: it is the screen now. */
  'screens:replaced': () => void;
  'screens:changed': (message: { screens: Screen[] }) => void;
  'live:status': (status: StreamStatusWire) => void;
  /** The consumer is gone (stream cannot go on over WebRTC, or rights ended); the player chooses again. */
  'live:ended': (message: { consumerId: string; code: string }) => void;
  /** This page's media worker is gone and another is there: make a new transport and consume again. */
  'live:replaced': () => void;
  /** The session ended: sign in again. */
  'session:ended': () => void;
  /** What the person may do is not what it was; the session stays. Ask again what is shown and what may be done. */
  'rights:changed': () => void;
}
