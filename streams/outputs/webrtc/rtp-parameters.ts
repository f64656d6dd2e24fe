/**
 * How H.264 and sound are spoken of in RTP parameters.
 *
 * A producer always says constrained baseline, which every browser knows, whatever the camera sends: the
 * profile may change with a source's restart, and mediasoup only matches on it. What a viewer is told is the
 * highest profile it knows, since a decoder made for High takes Main and constrained Baseline too.
 */
import type { types } from 'mediasoup';

export const PLAYOUT_DELAY_URI = 'http://www.webrtc.org/experiments/rtp-hdrext/playout-delay';
export const MID_URI = 'urn:ietf:params:rtp-hdrext:sdes:mid';

export const H264_PARAMETERS = { 'packetization-mode': 1, 'level-asymmetry-allowed': 1 } as const;
export const BASE_PROFILE = '42e01f';

/** Highest first. */
const PROFILES = ['64001f', '4d001f', BASE_PROFILE] as const;

/** Fixed by RFC 3551. */
export const PCMU_PAYLOAD_TYPE = 0;
export const PCMA_PAYLOAD_TYPE = 8;

export type SoundCodec = 'pcma' | 'pcmu' | 'opus';

/** The numbers a WHEP offer gives to what has none of its own. */
export interface WhepPayloadTypes {
  readonly video: number;
  /** Opus; undefined where the offer has no use for it. */
  readonly opus: number | undefined;
}

/** For mediasoup-client: every profile, so that its capabilities tell which of them the browser knows. */
export function pageCodecs(): types.RouterRtpCodecCapability[] {
  return [...PROFILES.map((profile) => h264(profile)), sound('pcmu'), sound('pcma'), sound('opus')];
}

/** For WHEP, where the viewer's offer fixes the payload types. */
export function whepCodecs({ video, opus }: WhepPayloadTypes): types.RouterRtpCodecCapability[] {
  return [
    { ...h264(BASE_PROFILE), preferredPayloadType: video },
    { ...sound('pcmu'), preferredPayloadType: PCMU_PAYLOAD_TYPE },
    { ...sound('pcma'), preferredPayloadType: PCMA_PAYLOAD_TYPE },
    ...(opus === undefined ? [] : [{ ...sound('opus'), preferredPayloadType: opus }]),
  ];
}

/** Opus is always said to be of 48 kHz and two channels (RFC 7587 7), whatever is in it. */
export function sound(
  codec: SoundCodec,
): { kind: 'audio' } & Pick<types.RouterRtpCodecCapability, 'mimeType' | 'clockRate' | 'channels'> {
  if (codec === 'opus') return { kind: 'audio', mimeType: 'audio/opus', clockRate: 48_000, channels: 2 };
  return { kind: 'audio', mimeType: `audio/${codec.toUpperCase()}`, clockRate: 8_000, channels: 1 };
}

function h264(profile: string): types.RouterRtpCodecCapability {
  return {
    kind: 'video',
    mimeType: 'video/H264',
    clockRate: 90_000,
    parameters: { ...H264_PARAMETERS, 'profile-level-id': profile },
  };
}

/**
 * The viewer's capabilities without what is of no use here: bandwidth estimation costs the worker time, and a
 * camera's one bitrate cannot follow it.
 */
export function trimmed(capabilities: types.RtpCapabilities): types.RtpCapabilities {
  return {
    codecs: (capabilities.codecs ?? []).map((codec) => ({
      ...codec,
      rtcpFeedback: (codec.rtcpFeedback ?? []).filter(
        ({ type }) => type !== 'transport-cc' && type !== 'goog-remb',
      ),
    })),
    headerExtensions: (capabilities.headerExtensions ?? []).filter(
      ({ uri }) => uri === MID_URI || uri === PLAYOUT_DELAY_URI,
    ),
  };
}

/**
 * The consumer's parameters as the page gets them: saying the highest profile that `capabilities` knows, and
 * naming the stream. Browsers keep the tracks of one name in step, and only those.
 */
export function forPage(
  parameters: types.RtpParameters,
  capabilities: types.RtpCapabilities,
  streamName: string,
): types.RtpParameters {
  const known = new Set(
    (capabilities.codecs ?? [])
      .filter((codec) => codec.mimeType.toLowerCase() === 'video/h264')
      .map((codec) => String(codec.parameters?.['profile-level-id']).slice(0, 4).toLowerCase()),
  );
  const profile = PROFILES.find((candidate) => known.has(candidate.slice(0, 4))) ?? BASE_PROFILE;
  return {
    ...parameters,
    rtcp: { ...parameters.rtcp, cname: streamName },
    codecs: parameters.codecs.map((codec) =>
      codec.mimeType.toLowerCase() === 'video/h264'
        ? { ...codec, parameters: { ...codec.parameters, 'profile-level-id': profile } }
        : codec,
    ),
  };
}
