/**
 * What a tile says of its picture, from what is known at one instant. Pure: the player asks it, tests ask it.
 * The one rule above all others: a stale picture is never called live.
 */
import type { StreamStatusWire } from '../../../server/contract/cameras.ts';

/** `keyframes`: a picture every second or more, where the machine cannot play them all. */
export type Protocol = 'webrtc' | 'll-hls' | 'hls' | 'keyframes';

export type TileState =
  | {
      readonly kind: 'starting';
      readonly sinceMs: number;
      /** A picture is seen that does not move yet. */
      readonly still: StillShown | undefined;
      /** What it waits for, as a code (`line_full`); undefined for what any start waits for. */
      readonly waitsFor: string | undefined;
      /** Where it stands in the queue for an encoder: 1 is the next. */
      readonly place: number | undefined;
    }
  | {
      readonly kind: 'live';
      readonly protocol: Protocol;
      /** Server's wall clock when the frame on screen was captured; undefined while it cannot be told. */
      readonly capturedAtMs: number | undefined;
      readonly latencyMs: number | undefined;
      /** A picture each so often, where it does not move. */
      readonly everyMs?: number | undefined;
    }
  /** Nobody could see it: it is not pulled. What was seen last is kept. */
  | { readonly kind: 'paused'; readonly sinceMs: number }
  | { readonly kind: 'frozen'; readonly sinceMs: number }
  /** The line to the server is gone: why there is no picture, and how the camera is, cannot be known. */
  | { readonly kind: 'cut'; readonly sinceMs: number }
  | {
      readonly kind: 'offline';
      readonly sinceMs: number;
      readonly code: string;
      readonly message: string;
    }
  | { readonly kind: 'error'; readonly code: string; readonly message: string };

export interface StillShown {
  /** Server's wall clock; undefined while it cannot be told. */
  readonly capturedAtMs: number | undefined;
  /** Too old to pass for how things are now. */
  readonly stale: boolean;
}

/** A picture on screen: when it was put there (our clock) and when it was captured (server's clock). */
export interface ShownFrame {
  readonly presentedAtMs: number;
  readonly capturedAtMs: number | undefined;
  readonly protocol: Protocol;
  /** Of keyframes: how far apart they are, as far as it is known. */
  readonly everyMs?: number | undefined;
}

export interface TileFacts {
  /** Our own clock. */
  readonly nowMs: number;
  readonly serverNowMs: number;
  readonly startedAtMs: number;
  readonly status: StreamStatusWire | undefined;
  readonly frame: ShownFrame | undefined;
  /** Since when the line to the server has been down, on our clock; undefined while it stands. */
  readonly lineDownAtMs: number | undefined;
  /** A picture that does not move, seen until the first frame. */
  readonly still: { readonly capturedAtMs: number | undefined } | undefined;
  /** The server has no room for this picture yet (`line_full`): it is asked for again and again. */
  readonly waitsFor: string | undefined;
  /** Something that will not pass by itself (no right, a codec this browser lacks). */
  readonly error: { readonly code: string; readonly message: string } | undefined;
}

/** No new frame for so long: frozen. From the media notes: a tile older than 3 s says so. */
export const FROZEN_AFTER_MS = 3000;
/** Once the server says the stream is off, what is still buffered may play out for this long between frames. */
const DRAINING_MS = 2000;
/** Frames that still move but show a past this far back are no live picture either. */
export const TOO_LATE_MS = 10_000;
/** A capture time further than this from now is no capture time (a stream without our stamps). */
const BELIEVABLE_MS = 60_000;

/** Before a second keyframe has come: cameras with more between two are rare. */
const UNKNOWN_PACE_MS = 12_000;

/** A line that is back within this is no loss worth telling. */
const LINE_DOWN_MS = 1500;

export function deriveTileState(facts: TileFacts): TileState {
  const { frame, status, nowMs } = facts;
  const ageMs = frame === undefined ? Number.POSITIVE_INFINITY : nowMs - frame.presentedAtMs;
  if (facts.error !== undefined && ageMs > FROZEN_AFTER_MS) return { kind: 'error', ...facts.error };
  // Before what was last heard of the camera: a server that ends says its streams do.
  const lineDownMs = facts.lineDownAtMs === undefined ? 0 : nowMs - facts.lineDownAtMs;
  if (lineDownMs > LINE_DOWN_MS && ageMs > DRAINING_MS)
    return { kind: 'cut', sinceMs: facts.serverNowMs - lineDownMs };
  if (status !== undefined && status.offlineSince !== null && ageMs > DRAINING_MS && !beginning(status))
    return {
      kind: 'offline',
      sinceMs: Date.parse(status.offlineSince),
      code: status.fault?.code ?? 'stream_offline',
      message: status.fault?.message ?? '',
    };
  if (frame === undefined)
    return {
      kind: 'starting',
      sinceMs: facts.startedAtMs,
      still: stillShown(facts),
      waitsFor: facts.waitsFor ?? encoderWait(status),
      place: facts.waitsFor === undefined ? (status?.transcode?.place ?? undefined) : undefined,
    };
  const capturedAtMs = believableCapture(frame.capturedAtMs, facts.serverNowMs);
  const late = lateness(frame);
  if (ageMs > late.frozenAfterMs)
    return { kind: 'frozen', sinceMs: capturedAtMs ?? facts.serverNowMs - ageMs };
  const latencyMs = capturedAtMs === undefined ? undefined : facts.serverNowMs - capturedAtMs;
  if (latencyMs !== undefined && latencyMs > late.tooLateMs)
    return { kind: 'frozen', sinceMs: capturedAtMs ?? facts.serverNowMs };
  const { protocol, everyMs } = frame;
  return { kind: 'live', protocol, capturedAtMs, latencyMs, ...(everyMs !== undefined && { everyMs }) };
}

/** Keyframes are as far apart as the camera makes them; one that stays away is waited for, and then told. */
function lateness({ protocol, everyMs }: ShownFrame): { frozenAfterMs: number; tooLateMs: number } {
  if (protocol !== 'keyframes') return { frozenAfterMs: FROZEN_AFTER_MS, tooLateMs: TOO_LATE_MS };
  const frozenAfterMs = everyMs === undefined ? UNKNOWN_PACE_MS : FROZEN_AFTER_MS + 1.5 * everyMs;
  return { frozenAfterMs, tooLateMs: Math.max(TOO_LATE_MS, frozenAfterMs) };
}

/** A picture that browsers cannot play as it is, and whose encoder is not running yet. */
function encoderWait(status: StreamStatusWire | undefined): string | undefined {
  const state = status?.transcode?.state;
  return state === 'queued' || state === 'starting' || state === 'failed' ? `transcode_${state}` : undefined;
}

/** A still whose age is not known is not called fresh. */
function stillShown({ still, serverNowMs }: TileFacts): StillShown | undefined {
  if (still === undefined) return undefined;
  const { capturedAtMs } = still;
  return {
    capturedAtMs,
    stale: capturedAtMs === undefined || serverNowMs - capturedAtMs > FROZEN_AFTER_MS,
  };
}

/** When what is seen was captured: a live frame, or a still that is fresh. Undefined: nothing current is seen. */
export function shownAt(state: TileState | undefined): number | undefined {
  if (state?.kind === 'live') return state.capturedAtMs;
  if (state?.kind === 'starting' && state.still?.stale === false) return state.still.capturedAtMs;
  return undefined;
}

/**
 * No picture yet, and nothing is wrong with the camera: the first start of a stream, one kind of source that hands over
 * to another (between the two it is `backing-off` for a moment), and whoever waits for an encoder, whatever was before.
 */
function beginning({ fault, state, transcode }: StreamStatusWire): boolean {
  if (transcode?.state === 'queued') return true;
  return (fault === null || fault.code === 'source_unsuitable') && state !== 'stalled';
}

/** The capture time, if it can be one at all. */
export function believableCapture(capturedAtMs: number | undefined, serverNowMs: number): number | undefined {
  if (capturedAtMs === undefined || !Number.isFinite(capturedAtMs)) return undefined;
  return Math.abs(serverNowMs - capturedAtMs) > BELIEVABLE_MS ? undefined : capturedAtMs;
}

/** Whether two states look the same on screen; readings of a live picture change without a redraw. */
export function sameState(a: TileState, b: TileState): boolean {
  if (a.kind !== b.kind) return false;
  if (a.kind === 'live' && b.kind === 'live')
    return a.protocol === b.protocol && samePace(a.everyMs, b.everyMs);
  if (a.kind === 'starting' && b.kind === 'starting')
    if (a.still?.stale !== b.still?.stale || a.waitsFor !== b.waitsFor || a.place !== b.place) return false;
  if ('sinceMs' in a && 'sinceMs' in b && Math.abs(a.sinceMs - b.sinceMs) > 1000) return false;
  if ('code' in a && 'code' in b) return a.code === b.code;
  return true;
}

/** Told to a tenth of a picture a second. */
function samePace(a: number | undefined, b: number | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return Math.round(10_000 / a) === Math.round(10_000 / b);
}
