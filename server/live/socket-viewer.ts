/** One page's watching over its socket: the WebRTC session, its viewings, and the streams whose status it follows. */
import type { types } from 'mediasoup';
import type { StreamHub, StreamKey } from '../../streams/index.ts';
import type { MediaKind, ViewerSession, WebRtcPlane } from '../../streams/outputs/webrtc/index.ts';
import type { StreamStatusWire } from '../contract/cameras.ts';
import type { LiveConsumed, LiveIce, LiveTransport } from '../contract/sockets.ts';
import { AppError, tooMany } from '../platform/errors.ts';
import type { Actor } from '../platform/http/route.ts';
import { worded } from './live-faults.ts';
import type { MayListen } from './may-listen.ts';
import { idleStatus, toWire } from './stream-status.ts';
import type { Viewing, Viewings } from './viewings.ts';

const MOST_FOLLOWED = 256;
/** As often as the right to look is asked for again. */
const RECHECK_LISTENING_MS = 30_000;

export interface SocketViewerOptions {
  readonly actor: Actor;
  readonly from: string;
  readonly viewings: Viewings;
  /** Undefined: no WebRTC on this server. */
  readonly plane: WebRtcPlane | undefined;
  readonly hub: Pick<StreamHub, 'status' | 'onStatus'>;
  readonly mayListen: MayListen;
  readonly now: () => number;
  /** Calls back when what the viewer may do is not what it was; returns the way to stop. */
  readonly onRightsChanged: (userId: string, recheck: () => void) => () => void;
  readonly onStatus: (status: StreamStatusWire) => void;
  readonly onEnded: (message: { consumerId: string; code: string }) => void;
  /** The media worker is gone with the session, and a new session may be asked for. */
  readonly onReplaced: () => void;
}

interface Followed {
  readonly key: StreamKey;
  /** Followed by itself, beside any consumers. */
  alone: boolean;
  consumers: number;
}

export class SocketViewer {
  readonly #options: SocketViewerOptions;
  readonly #viewings = new Map<string, Viewing>();
  /** Consumers of sound, with their camera. */
  readonly #listening = new Map<string, string>();
  readonly #followed = new Map<string, Followed>();
  #session: ViewerSession | undefined;
  readonly #unsubscribe: readonly (() => void)[];
  #recheckTimer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: SocketViewerOptions) {
    this.#options = options;
    const { actor, hub } = options;
    this.#unsubscribe = [
      hub.onStatus((status) => {
        if (this.#followed.has(nameOf(status.key))) options.onStatus(toWire(status));
      }),
      ...(actor.kind === 'user' ? [options.onRightsChanged(actor.id, () => this.#recheckRights())] : []),
    ];
  }

  /** The session before it goes and the new one is ours in one step: of two asked for at once neither is left over. */
  async transport(): Promise<LiveTransport> {
    return worded(() => {
      // One that stood and never carried anything: a firewall may be between the viewer and that worker's port.
      const onFirstPort = this.#session !== undefined && !this.#session.everConnected;
      this.#dropSession();
      const plane = this.#mustPlane();
      if (this.#closed) throw new AppError(409, 'transport_missing', 'The page is gone.');
      const session = plane.createSession(
        {
          onConsumerEnded: (consumerId, fault) => {
            this.#release(consumerId);
            this.#options.onEnded({ consumerId, code: fault.code });
          },
          onClosed: () => {
            for (const consumerId of [...this.#viewings.keys()]) this.#release(consumerId);
          },
          onReplaced: () => {
            if (!this.#closed && this.#session === session) this.#options.onReplaced();
          },
        },
        { onFirstPort },
      );
      this.#session = session;
      return session.createTransport();
    });
  }

  async connect(dtlsParameters: Record<string, unknown>): Promise<void> {
    await worded(() => this.#mustSession().connect(dtlsParameters as unknown as types.DtlsParameters));
  }

  /** New credentials for the transport that stands: the page's network changed. */
  async restartIce(): Promise<LiveIce> {
    return worded(async () => ({ iceParameters: await this.#mustSession().restartIce() }));
  }

  /** @throws AppError `forbidden` where the picture may be seen and the sound not be heard. */
  async consume(
    key: StreamKey,
    kind: MediaKind,
    rtpCapabilities: Record<string, unknown>,
  ): Promise<LiveConsumed> {
    const { actor, from, viewings } = this.#options;
    const session = this.#mustSession();
    if (kind === 'audio') await this.#mustHear(key.cameraId);
    let consumerId: string | undefined;
    const viewing = await viewings.begin({
      actor,
      from,
      key,
      way: 'webrtc',
      onEnded: (code) => {
        if (consumerId === undefined) return;
        this.stop(consumerId);
        this.#options.onEnded({ consumerId, code });
      },
    });
    try {
      if (kind === 'audio') await viewing.hear();
      const consumed = await worded(() => session.consume({ stream: viewing.stream, kind, rtpCapabilities }));
      consumerId = consumed.consumerId;
      if (session.closed) throw new AppError(409, 'transport_missing', 'The transport was replaced.');
      if (viewing.ended) throw new AppError(403, 'session_ended', 'The right to watch has ended.');
      this.#follow(key).consumers += 1;
      this.#options.onStatus(toWire(viewing.stream.status));
      this.#viewings.set(consumerId, viewing);
      if (kind === 'audio') this.#listen(consumerId, key.cameraId);
      return consumed;
    } catch (error) {
      if (consumerId !== undefined) session.stopConsuming(consumerId);
      viewing.end();
      throw error;
    }
  }

  async resume(consumerId: string): Promise<void> {
    await worded(() => this.#mustSession().resume(consumerId));
  }

  stop(consumerId: string): void {
    this.#session?.stopConsuming(consumerId);
    this.#release(consumerId);
  }

  /** Status only; a stream is not started for it. */
  async follow(key: StreamKey): Promise<StreamStatusWire> {
    const { actor, viewings, hub, now } = this.#options;
    await viewings.mustSee(actor, key.cameraId);
    this.#follow(key).alone = true;
    return toWire(hub.status(key) ?? idleStatus(key, now()));
  }

  unfollow(key: StreamKey): void {
    const followed = this.#followed.get(nameOf(key));
    if (!followed) return;
    followed.alone = false;
    this.#dropUnused(key, followed);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    clearInterval(this.#recheckTimer);
    this.#dropSession();
    this.#followed.clear();
  }

  #follow(key: StreamKey): Followed {
    const name = nameOf(key);
    const followed = this.#followed.get(name) ?? { key, alone: false, consumers: 0 };
    if (this.#followed.size >= MOST_FOLLOWED && !this.#followed.has(name))
      throw tooMany(`At most ${MOST_FOLLOWED} streams at once.`);
    this.#followed.set(name, followed);
    return followed;
  }

  async #mustHear(cameraId: string): Promise<void> {
    const { actor, viewings, mayListen } = this.#options;
    await viewings.mustSee(actor, cameraId);
    if (!(await mayListen(actor, cameraId)))
      throw new AppError(403, 'forbidden', 'This camera may not be listened to.');
  }

  #listen(consumerId: string, cameraId: string): void {
    this.#listening.set(consumerId, cameraId);
    if (this.#recheckTimer) return;
    this.#recheckTimer = setInterval(() => void this.#recheckListening(), RECHECK_LISTENING_MS);
    this.#recheckTimer.unref();
  }

  /** Viewings look after themselves (`Viewings`); this is for sound, and for statuses followed without one. */
  #recheckRights(): void {
    void this.#recheckListening();
    void this.#recheckFollowed();
  }

  async #recheckFollowed(): Promise<void> {
    const { actor, viewings } = this.#options;
    for (const [name, followed] of [...this.#followed])
      try {
        if (followed.alone) await viewings.mustSee(actor, followed.key.cameraId);
      } catch {
        // No right any more, or it cannot be found out: no status rather than one without a right to it.
        if (this.#followed.get(name) === followed) this.unfollow(followed.key);
      }
  }

  async #recheckListening(): Promise<void> {
    const { actor, mayListen, onEnded } = this.#options;
    for (const [consumerId, cameraId] of [...this.#listening])
      try {
        if (await mayListen(actor, cameraId)) continue;
        this.stop(consumerId);
        onEnded({ consumerId, code: 'forbidden' });
      } catch {
        // The database is away for a moment; the next round asks again.
      }
  }

  #release(consumerId: string): void {
    this.#listening.delete(consumerId);
    const viewing = this.#viewings.get(consumerId);
    if (!viewing) return;
    this.#viewings.delete(consumerId);
    viewing.end();
    const followed = this.#followed.get(nameOf(viewing.stream.key));
    if (!followed) return;
    followed.consumers -= 1;
    this.#dropUnused(viewing.stream.key, followed);
  }

  #dropUnused(key: StreamKey, followed: Followed): void {
    if (followed.alone || followed.consumers > 0) return;
    this.#followed.delete(nameOf(key));
  }

  #dropSession(): void {
    this.#session?.close();
    this.#session = undefined;
  }

  #mustPlane(): WebRtcPlane {
    const { plane } = this.#options;
    if (!plane) throw new AppError(503, 'webrtc_unavailable', 'WebRTC is not available here.');
    return plane;
  }

  #mustSession(): ViewerSession {
    if (!this.#session) throw new AppError(409, 'transport_missing', 'Ask for a transport first.');
    return this.#session;
  }
}

function nameOf(key: StreamKey): string {
  return `${key.cameraId} ${key.profile}`;
}
