/**
 * One tile's player: which way its pictures come (WebRTC first, LL-HLS when that does not work), and what may
 * be said of them. No React and no DOM: drivers own the `<video>`, a tile subscribes to the state.
 *
 * A new way is tried as a candidate beside the current one and takes over with its first frame, so a change
 * never costs the picture that is on screen.
 */
import type { Profile, StreamStatusWire } from '../../../server/contract/cameras.ts';
import type { Asker } from '../lib/connection.ts';
import { BeforeLive, type FirstPictureFactory } from './before-live.ts';
import type { Driver, DriverFactory, DriverFault } from './driver.ts';
import { deriveTileState, type ShownFrame, sameState, type TileState } from './tile-state.ts';
import { WebrtcPatience } from './webrtc-patience.ts';

export interface PlayerOptions {
  readonly cameraId: string;
  readonly profile: Profile;
  readonly asker: Asker;
  readonly webrtc: DriverFactory | undefined;
  readonly hls: DriverFactory;
  /** Only the keyframes; left out: it always moves. */
  readonly keyframes?: DriverFactory;
  /** What is shown until the first live frame. */
  readonly first?: FirstPictureFactory;
  readonly onClosed?: () => void;
  /** Our own clock, and the server's. */
  readonly now: () => number;
  readonly serverNow: () => number;
}

interface Running {
  readonly driver: Driver;
  readonly startedAtMs: number;
}

/** A WebRTC candidate must show a frame within this, counted only while the server says the stream is live. */
const FIRST_FRAME_MS = 5000;
/** A picture that stands for so long while the stream is live is fetched anew. */
const STUCK_MS = 6000;
const TICK_MS = 250;
/** A WebRTC frame that is older belongs to the GOP that a joiner is sent first. */
const AT_EDGE_MS = 700;
const LINE_FULL = 'line_full';
/** A keyframe that is so much older than the moving picture it replaces is waited on, but only for so long. */
const KEYFRAME_BACK_MS = 500;
const KEYFRAME_WAIT_MS = 6000;

export class Player {
  readonly #options: PlayerOptions;
  readonly #listeners = new Set<() => void>();
  readonly #frameListeners = new Set<(frame: ShownFrame) => void>();
  readonly #patience: WebrtcPatience;
  #state: TileState;
  #status: StreamStatusWire | undefined;
  #statusLiveAtMs: number | undefined;
  #current: Running | undefined;
  #candidate: Running | undefined;
  #frame: ShownFrame | undefined;
  readonly #before: BeforeLive;
  #lineDownAtMs: number | undefined;
  /** The server has no room for it yet. */
  #waitsFor: string | undefined;
  #holds = 0;
  #stopWhenReleased = false;
  #error: { code: string; message: string } | undefined;
  #unstuckAtMs = 0;
  #sparse = false;
  #stoppedAtMs: number | undefined;
  #startedAtMs: number;
  #timer: ReturnType<typeof setInterval> | undefined;
  #detach: (() => void)[] = [];

  constructor(options: PlayerOptions) {
    this.#options = options;
    this.#patience = new WebrtcPatience({ now: options.now });
    this.#before = new BeforeLive({
      create: options.first,
      now: options.now,
      onStill: () => this.#settle(),
    });
    this.#startedAtMs = options.serverNow();
    this.#state = {
      kind: 'starting',
      sinceMs: this.#startedAtMs,
      still: undefined,
      waitsFor: undefined,
      place: undefined,
    };
  }

  /** Changes identity only when the tile should look different; `latest()` reads the picture's age at any time. */
  get state(): TileState {
    return this.#state;
  }

  /** Why not WebRTC, as a code; undefined while it is used or being tried. */
  get fallbackReason(): string | undefined {
    return this.#options.webrtc === undefined ? 'webrtc_off' : this.#patience.reason;
  }

  get status(): StreamStatusWire | undefined {
    return this.#status;
  }

  /** It shows keyframes only, or is about to. */
  get sparse(): boolean {
    return this.#sparse;
  }

  /** It pulls pictures. */
  get running(): boolean {
    return this.#timer !== undefined;
  }

  /**
   * Whether keyframes are enough, because the machine cannot play all that is on screen. What is seen stays until the
   * other way has a picture.
   */
  setSparse(sparse: boolean): void {
    if (this.#options.keyframes === undefined || sparse === this.#sparse) return;
    this.#sparse = sparse;
    if (this.#timer === undefined) return;
    const { protocol } = this.#current?.driver ?? {};
    if ((protocol === 'keyframes') === sparse && protocol !== undefined) this.#drop('candidate');
    else this.#choose();
    this.#settle();
  }

  /** The state with the readings of this instant. */
  latest(): TileState {
    if (this.#timer === undefined && this.#stoppedAtMs !== undefined)
      return { kind: 'paused', sinceMs: this.#stoppedAtMs };
    return deriveTileState({
      nowMs: this.#options.now(),
      serverNowMs: this.#options.serverNow(),
      startedAtMs: this.#startedAtMs,
      status: this.#status,
      frame: this.#frame,
      lineDownAtMs: this.#lineDownAtMs,
      still: this.#before.still,
      waitsFor: this.#waitsFor,
      error: this.#error,
    });
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  onFrame(listener: (frame: ShownFrame) => void): () => void {
    this.#frameListeners.add(listener);
    return () => this.#frameListeners.delete(listener);
  }

  start(): void {
    this.#stopWhenReleased = false;
    if (this.#timer !== undefined) return;
    const { asker } = this.#options;
    this.#stoppedAtMs = undefined;
    this.#startedAtMs = this.#options.serverNow();
    this.#frame = undefined;
    this.#error = undefined;
    this.#patience.reset();
    this.#detach = [
      asker.on('live:status', (status) => this.#onStatus(status)),
      asker.on('live:replaced', () => this.#patience.renewed()),
      asker.onConnect(() => {
        this.#lineDownAtMs = undefined;
        this.#follow();
        this.#patience.renewed();
      }),
      asker.onDisconnect(() => {
        this.#lineDownAtMs ??= this.#options.now();
      }),
    ];
    this.#lineDownAtMs = asker.connected ? undefined : this.#options.now();
    if (asker.connected) this.#follow();
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
    this.#before.begin();
    this.#choose();
    this.#settle();
  }

  /** Stops pulling pictures, or does so when nobody holds it any more. `start()` begins anew. */
  stop(): void {
    this.#stopWhenReleased = this.#holds > 0;
    if (this.#stopWhenReleased || this.#timer === undefined) return;
    this.#halt();
    this.#stoppedAtMs = this.#options.serverNow();
    this.#settle();
  }

  /** Goes on, though `stop()` be called, until the returned function is called. */
  hold(): () => void {
    this.#holds += 1;
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.#holds -= 1;
      if (this.#stopWhenReleased && this.#holds === 0) this.stop();
    };
  }

  #halt(): void {
    if (this.#timer === undefined) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    for (const detach of this.#detach) detach();
    this.#detach = [];
    const { asker, cameraId, profile } = this.#options;
    if (asker.connected)
      asker.ask('live:unfollow', { cameraId, profile }).catch(() => {
        // The connection ended meanwhile, and with it what it followed.
      });
    this.#drop('candidate');
    this.#drop('current');
    this.#before.end();
    this.#waitsFor = undefined;
    this.#frame = undefined;
    this.#status = undefined;
    this.#statusLiveAtMs = undefined;
  }

  /** The last picture stays where it lies: another player of the same camera may go on from it. */
  close(): void {
    this.#halt();
    this.#options.onClosed?.();
    this.#listeners.clear();
    this.#frameListeners.clear();
  }

  #follow(): void {
    const { asker, cameraId, profile } = this.#options;
    asker.ask('live:follow', { cameraId, profile }).then(
      (status) => this.#onStatus(status),
      (cause: unknown) => {
        const code = (cause as { code?: unknown }).code;
        if (code !== 'forbidden' && code !== 'not_found') return;
        this.#error = { code, message: String((cause as Error).message) };
        this.#settle();
      },
    );
  }

  #onStatus(status: StreamStatusWire): void {
    if (status.cameraId !== this.#options.cameraId || status.profile !== this.#options.profile) return;
    if (this.#timer === undefined) return;
    const wasLive = this.#status?.state === 'live';
    const hadStatus = this.#status !== undefined;
    this.#status = status;
    if (status.state !== 'live') this.#statusLiveAtMs = undefined;
    else if (!wasLive) {
      this.#statusLiveAtMs = this.#options.now();
      if (hadStatus) this.#onLiveAgain();
    }
    this.#settle();
  }

  /** The source is back: wake the driver, and if no picture is on screen, begin the choice again. */
  #onLiveAgain(): void {
    this.#error = undefined;
    this.#current?.driver.recover();
    this.#candidate?.driver.recover();
    if (this.#sparse) return;
    if (this.#current?.driver.protocol !== 'webrtc' && this.#candidate?.driver.protocol !== 'webrtc')
      this.#choose();
  }

  /** Starts a candidate: keyframes where they are enough; WebRTC when it may be tried, else LL-HLS unless that is running. */
  #choose(): void {
    const { webrtc, hls, keyframes } = this.#options;
    if (this.#sparse && keyframes !== undefined) {
      if (this.#current?.driver.protocol !== 'keyframes') this.#launch(keyframes);
    } else if (webrtc !== undefined && this.#patience.mayTry()) this.#launch(webrtc);
    else if (webrtc !== undefined && this.#waitsFor === LINE_FULL) return;
    else if (!isHls(this.#current)) this.#launch(hls);
  }

  #launch(factory: DriverFactory): void {
    this.#drop('candidate');
    let driver: Driver | undefined;
    driver = factory({
      onFrame: (capturedAtMs, everyMs) =>
        driver !== undefined && this.#onFrame(driver, capturedAtMs, everyMs),
      onFault: (fault) => driver !== undefined && this.#onFault(driver, fault),
    });
    this.#candidate = { driver, startedAtMs: this.#options.now() };
    this.#before.launched();
    driver.start();
  }

  #onFrame(driver: Driver, capturedAtMs: number | undefined, everyMs: number | undefined): void {
    if (this.#candidate?.driver === driver) {
      if (this.#frame === undefined && this.#behind(driver, capturedAtMs)) return;
      if (driver.protocol === 'keyframes' && this.#keyframeBehind(this.#candidate, capturedAtMs)) return;
      const candidate = this.#candidate;
      this.#candidate = undefined;
      this.#drop('current');
      this.#before.end();
      this.#waitsFor = undefined;
      this.#current = candidate;
      this.#error = undefined;
      if (driver.protocol === 'webrtc') this.#patience.worked();
      driver.show();
    } else if (this.#current?.driver !== driver) return;
    const { protocol } = driver;
    this.#frame = { presentedAtMs: this.#options.now(), capturedAtMs, protocol, everyMs };
    for (const listener of this.#frameListeners) listener(this.#frame);
    if (this.#state.kind !== 'live' || this.#state.protocol !== protocol) this.#settle();
  }

  /** What moves on screen is newer than the keyframe that is to replace it. */
  #keyframeBehind({ startedAtMs }: Running, capturedAtMs: number | undefined): boolean {
    const shownMs = this.#frame?.capturedAtMs;
    if (shownMs === undefined || capturedAtMs === undefined) return false;
    if (this.#options.now() - startedAtMs > KEYFRAME_WAIT_MS) return false;
    return capturedAtMs < shownMs - KEYFRAME_BACK_MS;
  }

  #behind({ protocol }: Driver, capturedAtMs: number | undefined): boolean {
    const edgeAtMs = protocol === 'webrtc' ? this.#options.serverNow() - AT_EDGE_MS : undefined;
    return this.#before.stillBehind(capturedAtMs, edgeAtMs);
  }

  #onFault(driver: Driver, fault: DriverFault): void {
    const role =
      this.#candidate?.driver === driver
        ? 'candidate'
        : this.#current?.driver === driver
          ? 'current'
          : undefined;
    if (role === undefined) return;
    if (fault.code === LINE_FULL) {
      this.#wait(role, driver);
      return;
    }
    if (driver.protocol !== 'webrtc') {
      if (fault.fatal) {
        this.#drop(role);
        this.#error = { code: fault.code, message: fault.message };
        this.#settle();
      }
      return;
    }
    this.#drop(role);
    // A feed that worked and ended (worker replaced, line lost) deserves another WebRTC try before the fallback.
    if (role === 'candidate' || fault.lasting === true)
      this.#patience.failed(fault.code, fault.lasting === true);
    if (this.#candidate === undefined) this.#choose();
    this.#settle();
  }

  /**
   * No way has room on the line to the camera's hall, so none is tried instead. What else is there of this camera
   * may be shown meanwhile, as before any first frame.
   */
  #wait(role: 'candidate' | 'current', driver: Driver): void {
    this.#waitsFor = LINE_FULL;
    if (driver.protocol === 'webrtc') {
      this.#drop(role);
      this.#patience.failed(LINE_FULL, false);
    }
    if (role === 'current') {
      this.#frame = undefined;
      this.#before.begin();
    }
    this.#settle();
  }

  #tick(): void {
    const now = this.#options.now();
    const candidate = this.#candidate;
    if (candidate?.driver.protocol === 'webrtc' && this.#waitedFor(candidate, now) > FIRST_FRAME_MS)
      this.#onFault(candidate.driver, { code: 'no_frame', message: 'no frame over WebRTC', fatal: true });
    else if (this.#current !== undefined && this.#stuck(now)) this.#unstick(this.#current, now);
    else if (
      candidate === undefined &&
      !this.#sparse &&
      this.#options.webrtc !== undefined &&
      this.#current?.driver.protocol !== 'webrtc' &&
      this.#patience.mayTry()
    )
      this.#choose();
    this.#settle();
  }

  /** The server says live, nothing else is being tried, and yet no frame comes. */
  #stuck(now: number): boolean {
    if (this.#candidate !== undefined || this.#statusLiveAtMs === undefined || this.#frame === undefined)
      return false;
    return now - Math.max(this.#frame.presentedAtMs, this.#statusLiveAtMs, this.#unstuckAtMs) > STUCK_MS;
  }

  #unstick(current: Running, now: number): void {
    this.#unstuckAtMs = now;
    if (current.driver.protocol === 'webrtc')
      this.#onFault(current.driver, { code: 'no_frame', message: 'no frame over WebRTC', fatal: true });
    else current.driver.recover();
  }

  /** How long a candidate has had a live stream to show and has not. */
  #waitedFor(candidate: Running, now: number): number {
    if (this.#status !== undefined && this.#statusLiveAtMs === undefined) return 0;
    return now - Math.max(candidate.startedAtMs, this.#statusLiveAtMs ?? 0);
  }

  #drop(role: 'current' | 'candidate'): void {
    if (role === 'current') {
      this.#current?.driver.close();
      this.#current = undefined;
    } else {
      this.#candidate?.driver.close();
      this.#candidate = undefined;
    }
  }

  #settle(): void {
    const next = this.latest();
    if (sameState(this.#state, next)) return;
    this.#state = next;
    for (const listener of this.#listeners) listener();
  }
}

function isHls(running: Running | undefined): boolean {
  return running?.driver.protocol === 'hls' || running?.driver.protocol === 'll-hls';
}
