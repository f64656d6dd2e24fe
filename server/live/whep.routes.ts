/** WHEP (draft-ietf-wish-whep): one POST of an SDP offer, and it plays; for any client that is not our page. */
import { z } from 'zod';
import type { WebRtcPlane, WhepSession } from '../../streams/outputs/webrtc/index.ts';
import { profile } from '../contract/cameras.ts';
import { id } from '../contract/common.ts';
import { AppError, notFound, unavailable } from '../platform/errors.ts';
import { type Actor, type Need, type Route, route } from '../platform/http/route.ts';
import { worded } from './live-faults.ts';
import type { WebRtc } from './live-sockets.ts';
import type { MayListen } from './may-listen.ts';
import type { Viewing, Viewings } from './viewings.ts';

/** As often as the right to look is asked for again. */
const RECHECK_LISTENING_MS = 30_000;
const PATH = '/media/:cameraId/:profile/whep';
const tag = 'media';
const ofStream = z.object({ cameraId: id, profile });
const ofSession = ofStream.extend({ sessionId: id });

export interface WhepRoutesOptions {
  readonly viewings: Viewings;
  readonly webrtc: WebRtc;
  readonly mayListen: MayListen;
  /** `live:view` at the camera. */
  readonly need: Need;
  /** Calls back when what a viewer may do is not what it was. */
  readonly onRightsChanged: (userId: string, recheck: () => void) => () => void;
}

export function whepRoutes(options: WhepRoutesOptions): Route[] {
  const { need, viewings, mayListen, onRightsChanged } = options;
  /** The sessions that play, each with whoever opened it. */
  const playing = new Map<string, { session: WhepSession; actor: Actor }>();

  const own = (sessionId: string, actor: Actor | undefined): WhepSession => {
    const known = playing.get(sessionId);
    if (!known || nameOf(known.actor) !== nameOf(actor)) throw notFound('WHEP session');
    return known.session;
  };

  const stopUnlessAllowed = async (
    session: WhepSession,
    viewing: Viewing,
    actor: Actor,
    cameraId: string,
  ): Promise<void> => {
    try {
      if (await mayListen(actor, cameraId)) return;
      session.stopSound();
      viewing.stopHearing();
    } catch {
      // The database is away for a moment; the next round asks again.
    }
  };

  return [
    route({
      method: 'post',
      path: PATH,
      summary: 'WHEP: an SDP offer is answered with the live picture',
      tag,
      need,
      params: ofStream,
      textBody: 'application/sdp',
      bodyLimit: 64 * 1024,
      status: 201,
      raw: true,
      handler: async ({ params: key, body, actor, req, res }) => {
        const plane = mustPlane(options.webrtc);
        const viewer = actor as Actor;
        const offer = String(body ?? '');
        let session: WhepSession | undefined;
        let recheck: NodeJS.Timeout | undefined;
        let unwatch: (() => void) | undefined;
        const viewing = await viewings.begin({
          actor: viewer,
          from: req.ip ?? '',
          key,
          way: 'whep',
          onEnded: () => session?.close(),
        });
        try {
          // Asked only where it would matter.
          const sound = /^m=audio /m.test(offer) && (await mayListen(viewer, key.cameraId));
          session = await worded(() =>
            plane.openWhep({
              stream: viewing.stream,
              offer,
              sound,
              onClosed: () => {
                clearInterval(recheck);
                unwatch?.();
                if (session) playing.delete(session.id);
                viewing.end();
              },
            }),
          );
        } catch (error) {
          viewing.end();
          throw error;
        }
        if (session.hasSound)
          await viewing.hear().catch((error: unknown) => {
            session?.close();
            throw error;
          });
        if (viewing.ended || res.closed) session.close();
        if (session.closed) throw new AppError(503, 'webrtc_unavailable', 'It ended as it began; try again.');
        playing.set(session.id, { session, actor: viewer });
        if (session.hasSound) {
          const heard = session;
          const ask = () => void stopUnlessAllowed(heard, viewing, viewer, key.cameraId);
          recheck = setInterval(ask, RECHECK_LISTENING_MS);
          recheck.unref();
          if (viewer.kind === 'user') unwatch = onRightsChanged(viewer.id, ask);
        }
        res
          .status(201)
          .set('Location', `/media/${key.cameraId}/${key.profile}/whep/${session.id}`)
          .set('Cache-Control', 'no-store')
          .type('application/sdp')
          .send(session.answer);
      },
    }),
    route({
      method: 'delete',
      path: `${PATH}/:sessionId`,
      summary: 'WHEP: stop playing',
      tag,
      need,
      params: ofSession,
      status: 200,
      handler: async ({ params, actor }) => own(params.sessionId, actor).close(),
    }),
    route({
      method: 'patch',
      path: `${PATH}/:sessionId`,
      summary: 'WHEP: trickle ICE is not needed, the answer holds every candidate; refused with 405',
      tag,
      need,
      params: ofSession,
      handler: async ({ params, actor, res }) => {
        own(params.sessionId, actor);
        res.set('Allow', 'DELETE');
        throw new AppError(405, 'trickle_ice_unsupported', 'The answer holds every candidate already.');
      },
    }),
  ];
}

function mustPlane(webrtc: WebRtc): WebRtcPlane {
  if ('plane' in webrtc) return webrtc.plane;
  throw unavailable('webrtc_unavailable', webrtc.unavailableReason);
}

function nameOf(actor: Actor | undefined): string | undefined {
  return actor?.kind === 'user' ? actor.sessionId : actor?.tokenId;
}
