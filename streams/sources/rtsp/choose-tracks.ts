import { describeAudio, type RtpTrack, videoTrackFault } from '../../rtp/index.ts';
import { fault, type SdpFormat, type SdpMedia, type SessionDescription } from '../../rtsp/index.ts';
import type { StreamFault } from '../../types.ts';

/** One medium that is to be played, and how it is coded. */
export interface ChosenTrack {
  readonly media: SdpMedia;
  readonly track: RtpTrack;
}

export interface ChosenTracks {
  readonly video: ChosenTrack;
  readonly audio?: ChosenTrack;
}

const VIDEO_CLOCK_RATE = 90_000;

/**
 * The first picture that we can carry and, if wanted, the first sound.
 * @throws StreamFaultError `camera_codec_unsupported` where there is no picture at all, `source_unsuitable` where
 * there is none that this client carries
 */
export function chooseTracks({ media }: SessionDescription, wantsAudio: boolean): ChosenTracks {
  const video = chooseVideo(media.filter(({ kind }) => kind === 'video'));
  const audio = wantsAudio ? chooseAudio(media) : undefined;
  return { video, ...(audio && { audio }) };
}

function chooseVideo(media: readonly SdpMedia[]): ChosenTrack {
  if (media.length === 0) throw fault('camera_codec_unsupported', 'The camera sends no video.');
  let why: StreamFault | undefined;
  for (const each of media) {
    if (isEncrypted(each)) {
      why ??= { code: 'source_unsuitable', message: 'The camera encrypts its pictures (SRTP).' };
      continue;
    }
    for (const format of each.formats) {
      const track = videoTrack(format);
      const trackFault = videoTrackFault(track);
      if (!trackFault) return { media: each, track };
      why ??= trackFault;
    }
  }
  const { code, message } = why ?? {
    code: 'source_unsuitable',
    message: 'The camera names no video format.',
  };
  throw fault(code, message);
}

function chooseAudio(media: readonly SdpMedia[]): ChosenTrack | undefined {
  for (const each of media) {
    // ONVIF marks so the way back, from us to a loudspeaker.
    const isBackChannel = each.attributes.some((attribute) => attribute.toLowerCase() === 'sendonly');
    if (each.kind !== 'audio' || isBackChannel || isEncrypted(each)) continue;
    for (const format of each.formats) {
      const { encoding, clockRate } = format;
      if (encoding === undefined || clockRate === undefined) continue;
      const track = toTrack(format, encoding, clockRate);
      if (describeAudio(track)) return { media: each, track };
    }
  }
  return undefined;
}

/** Where the description does not say how it is coded (no `rtpmap`), its parameters do; most of all it is H.264. */
function videoTrack(format: SdpFormat): RtpTrack {
  const guess = /sprop-vps|sprop-sps/i.test(format.fmtp ?? '') ? 'H265' : 'H264';
  return toTrack(format, format.encoding ?? guess, format.clockRate ?? VIDEO_CLOCK_RATE);
}

function toTrack({ payloadType, channels, fmtp }: SdpFormat, encoding: string, clockRate: number): RtpTrack {
  return {
    encoding,
    payloadType,
    clockRate,
    ...(channels !== undefined && { channels }),
    fmtp: fmtpParameters(fmtp ?? ''),
  };
}

/** `name=value; name=value`: names in lower case. */
function fmtpParameters(text: string): Map<string, string> {
  const parameters = new Map<string, string>();
  for (const piece of text.split(';')) {
    const equals = piece.indexOf('=');
    if (equals > 0)
      parameters.set(piece.slice(0, equals).trim().toLowerCase(), piece.slice(equals + 1).trim());
  }
  return parameters;
}

function isEncrypted({ protocol }: SdpMedia): boolean {
  return protocol.includes('SAVP');
}
