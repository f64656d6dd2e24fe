/** The connection test in the words of the contract: what the media plane measured, and what to know about it. */
import { AddressRefusedError, type Examination, examineCamera, type Log } from '../streams/index.ts';
import type { Probe } from './cameras/index.ts';
import type { ProbeResult } from './contract/cameras.ts';

/** A new tile's first picture waits for a keyframe; LL-HLS cuts there. Past this it is worth changing. */
const GOP_LONG_MS = 4000;
const CLOCK_WRONG_MS = 2000;
const FPS_LOW = 8;
const FIRST_SLOW_MS = 4000;
const JITTER_MS = 300;
const LARGE_KEYFRAME_BYTES = 400_000;
/** Enough for one GOP of the usual 2 s, and how much longer a second keyframe is waited for. */
const ENOUGH_MS = 2600;
const WATCH_MS = 6500;
/** The sound that is carried to browsers, as RTSP names it. */
const CARRIED = new Set(['PCMU', 'PCMA', 'MPEG4-GENERIC', 'MP4A-LATM', 'OPUS']);

export const probe: Probe = async (address, { timeoutMs, reach }) =>
  resultOf(
    await examineCamera(address, {
      ...{ reach, log: SILENT, now: Date.now, watchMs: WATCH_MS, enoughMs: ENOUGH_MS, wantsPicture: true },
      waitMs: timeoutMs,
    }),
    { hasCredentials: address.username !== undefined },
  );

export function resultOf(examination: Examination, about: { readonly hasCredentials: boolean }): ProbeResult {
  const { rtsp, picture } = examination;
  const seen = picture?.seen;
  if (!picture || !seen) return failureOf(examination, about);
  const sound = rtsp?.tracks.find(({ kind }) => kind === 'audio');
  const { source } = picture;
  return {
    ok: true,
    codec: seen.codec,
    width: seen.width,
    height: seen.height,
    fps: seen.fps || null,
    bitrateKbps: seen.bitrateKbps || null,
    gopMs: seen.gopMs ?? null,
    hasBFrames: seen.hasBFrames,
    audioCodec: sound?.encoding ?? null,
    picture: picture.picture ? `data:image/jpeg;base64,${picture.picture.toString('base64')}` : null,
    clockOffsetMs: seen.clockOffsetMs ?? null,
    transport: seen.transport ?? null,
    source: source?.kind === 'push' ? null : (source?.kind ?? null),
    sourceReason: source?.reason?.code ?? null,
    plays: seen.isEncoded || (seen.webrtcReason ?? seen.httpReason) ? 'transcoded' : 'direct',
    firstPictureMs: seen.firstPictureMs,
    server: rtsp?.server ?? null,
    auth: rtsp?.challenge?.scheme ?? 'none',
    packetsLost: seen.packetsLost,
    advice: adviceOf(examination, sound?.encoding),
  };
}

function adviceOf({ rtsp, picture }: Examination, sound: string | undefined): string[] {
  const seen = picture?.seen;
  if (!seen) return [];
  const why = seen.isEncoded ? 'codec_not_in_browsers' : (seen.httpReason ?? seen.webrtcReason);
  const found: readonly (readonly [string, boolean])[] = [
    [why ?? '', why !== undefined],
    ['gop_long', (seen.gopMs ?? 0) > GOP_LONG_MS],
    ['gop_unknown', seen.gopMs === undefined],
    ['clock_wrong', Math.abs(seen.clockOffsetMs ?? 0) > CLOCK_WRONG_MS],
    ['packets_lost', seen.packetsLost > 0],
    ['uneven', seen.jitterMs > JITTER_MS],
    ['fps_low', seen.fps > 0 && seen.fps < FPS_LOW],
    ['keyframe_large', seen.largestKeyframeBytes > LARGE_KEYFRAME_BYTES],
    ['first_picture_slow', seen.firstPictureMs > FIRST_SLOW_MS],
    ['auth_none', rtsp !== undefined && rtsp.challenge === undefined && !rtsp.fault],
    ['auth_basic', rtsp?.challenge?.scheme === 'basic'],
    ['sound_not_carried', sound !== undefined && !CARRIED.has(sound.toUpperCase())],
  ];
  return found.filter(([, isSo]) => isSo).map(([code]) => code);
}

function failureOf(
  { network, rtsp, picture }: Examination,
  { hasCredentials }: { readonly hasCredentials: boolean },
): ProbeResult {
  const { refusal, host, port } = network;
  if (refusal)
    return {
      ...{ ok: false, code: 'address_not_allowed', why: 'address_not_allowed' },
      reason: new AddressRefusedError(refusal).message,
    };
  if (network.fault)
    return {
      ...{ ok: false, code: 'camera_unreachable', why: network.fault },
      reason: NETWORK[network.fault](host, port),
    };
  if (rtsp?.isTls)
    return {
      ...{ ok: false, code: 'camera_protocol_error', why: 'tls' },
      reason: `Port ${port} speaks TLS, not plain RTSP.`,
    };
  const fault = picture?.fault ?? rtsp?.fault;
  const code = fault?.code ?? 'camera_stalled';
  const reason = fault?.message ?? 'The camera did not send a picture in the time allowed.';
  const saidNothing = rtsp?.fault !== undefined && !rtsp.answered;
  const why = saidNothing ? 'not_rtsp' : whyOf(code, hasCredentials);
  return { ok: false, code, ...(why !== undefined && { why }), reason };
}

const NETWORK = {
  not_allowed: (host: string) => `${host} is on no camera network.`,
  not_resolved: (host: string) => `The host name ${host} cannot be resolved.`,
  refused: (_host: string, port: number) => `Nothing listens at port ${port} (connection refused).`,
  no_answer: (host: string, port: number) => `${host}:${port} does not answer.`,
  no_route: (host: string) => `There is no network route to ${host}.`,
} as const;

function whyOf(code: string, hasCredentials: boolean): string | undefined {
  switch (code) {
    case 'camera_unauthorized':
      return hasCredentials ? 'auth_refused' : 'auth_missing';
    case 'camera_not_found':
      return 'path_wrong';
    case 'camera_codec_unsupported':
      return 'no_video';
    case 'camera_stalled':
      return 'no_picture';
    default:
      return undefined;
  }
}

const SILENT: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
