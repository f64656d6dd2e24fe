/**
 * SDP for WHEP (draft-ietf-wish-whep): what is needed of an offer. It comes from any client, so nothing is taken for
 * granted and every fault is named.
 */
import type { types } from 'mediasoup';
import { PCMA_PAYLOAD_TYPE, PCMU_PAYLOAD_TYPE, type SoundCodec } from './rtp-parameters.ts';
import { WebRtcError } from './webrtc-error.ts';

const MAX_SDP_BYTES = 64 * 1024;
const MAX_SECTIONS = 16;
/** mediasoup's names, and the algorithms it knows. */
const FINGERPRINTS = ['sha-256', 'sha-384', 'sha-512', 'sha-224', 'sha-1'] as const;
/** `profile_idc` in hex, best first. */
const PROFILES = ['64', '4d', '42'];

export interface Section {
  readonly kind: string;
  readonly port: string;
  readonly protocol: string;
  readonly formats: readonly string[];
  /** `a=` lines without `a=`. */
  readonly attributes: readonly string[];
}

export interface WhepOffer {
  readonly sections: readonly Section[];
  /** Index of the section that will carry the video. */
  readonly video: number;
  readonly mid: string;
  readonly payloadType: number;
  readonly profileLevelId: string;
  readonly rtcpFeedback: types.RtcpFeedback[];
  readonly headerExtensions: readonly { readonly uri: string; readonly id: number }[];
  readonly dtlsParameters: types.DtlsParameters;
  readonly bundled: boolean;
  /** How sound may be sent; empty where the offer does not ask for any on the picture's transport. */
  readonly sounds: readonly WhepSound[];
}

export interface WhepSound {
  readonly codec: SoundCodec;
  readonly payloadType: number;
  /** Index of its section, and its name. */
  readonly section: number;
  readonly mid: string;
}

export function parseWhepOffer(sdp: string): WhepOffer {
  if (sdp.length > MAX_SDP_BYTES) throw bad('is larger than 64 KiB');
  const lines = sdp.split(/\r?\n/).filter((line) => line !== '');
  if (lines[0] !== 'v=0') throw bad('does not begin with v=0');
  const { session, sections } = split(lines);
  const video = sections.findIndex((section) => isUsable(section, 'video'));
  const section = sections[video];
  if (!section) throw bad(whyNoVideo(sections));

  const all = [...section.attributes, ...session];
  const bundles = values(session, 'group:BUNDLE').flatMap((group) => group.split(' '));
  const mid = value(section.attributes, 'mid:') ?? String(video);
  if (!isMid(mid)) throw bad('has a mid that is not a short token');
  // In a bundle the transport's lines may stand in another section.
  const bundled = bundles.includes(mid);
  const transport = bundled ? [...all, ...sections.flatMap((other) => other.attributes)] : all;
  if (!section.attributes.includes('rtcp-mux')) throw bad('m=video lacks a=rtcp-mux');
  return {
    sections,
    video,
    mid,
    bundled,
    ...h264Of(section),
    headerExtensions: values(section.attributes, 'extmap:').flatMap((extension) => {
      const [id, uri] = extension.split(' ');
      return id && uri && /^\d+$/.test(id) ? [{ id: Number(id), uri }] : [];
    }),
    dtlsParameters: dtlsOf(transport),
    sounds: bundled ? soundsOf(sections, bundles) : [],
  };
}

/** Only in the picture's bundle: there is one transport. */
function soundsOf(sections: readonly Section[], bundles: readonly string[]): WhepSound[] {
  const index = sections.findIndex((section) => isUsable(section, 'audio'));
  const attributes = sections[index]?.attributes ?? [];
  const mid = value(attributes, 'mid:');
  if (mid === undefined || !isMid(mid) || !bundles.includes(mid)) return [];
  const sounds: WhepSound[] = [];
  const add = (codec: SoundCodec, payloadType: number) =>
    sounds.push({ codec, payloadType, section: index, mid });
  const formats = sections[index]?.formats ?? [];
  // Numbers of their own, with or without a line that says so (RFC 3551).
  if (formats.includes(String(PCMU_PAYLOAD_TYPE))) add('pcmu', PCMU_PAYLOAD_TYPE);
  if (formats.includes(String(PCMA_PAYLOAD_TYPE))) add('pcma', PCMA_PAYLOAD_TYPE);
  const opus = values(attributes, 'rtpmap:').find((map) => /^\d{2,3} opus\/48000\/2$/i.test(map));
  const payloadType = Number(opus?.split(' ')[0]);
  if (payloadType >= 35 && payloadType <= 127) add('opus', payloadType);
  return sounds;
}

function isMid(mid: string): boolean {
  return /^[\w.+~-]{1,32}$/.test(mid);
}

function split(lines: readonly string[]): { session: string[]; sections: Section[] } {
  const session: string[] = [];
  const sections: (Section & { attributes: string[] })[] = [];
  for (const line of lines) {
    const text = line.slice(2);
    if (line.startsWith('m=')) {
      const [kind = '', port = '', protocol = '', ...formats] = text.split(' ');
      if (!/^\d+$/.test(port) || formats.length === 0)
        throw bad(`has a malformed line "${line.slice(0, 60)}"`);
      sections.push({ kind, port, protocol, formats, attributes: [] });
      if (sections.length > MAX_SECTIONS) throw bad(`has more than ${MAX_SECTIONS} media sections`);
    } else if (line.startsWith('a=')) (sections.at(-1)?.attributes ?? session).push(text);
  }
  return { session, sections };
}

function isUsable({ kind, port, protocol, attributes }: Section, wanted: 'video' | 'audio'): boolean {
  const offered = port !== '0' || attributes.includes('bundle-only');
  const receives = !attributes.includes('sendonly') && !attributes.includes('inactive');
  return kind === wanted && offered && receives && /^(UDP|TCP)\/TLS\/RTP\/SAVPF?$/.test(protocol);
}

function whyNoVideo(sections: readonly Section[]): string {
  const videos = sections.filter(({ kind }) => kind === 'video');
  if (videos.length === 0) return 'has no m=video section';
  if (videos.some(({ protocol }) => !protocol.includes('TLS')))
    return 'm=video is not over DTLS (UDP/TLS/RTP/SAVPF)';
  if (videos.every(({ attributes }) => attributes.includes('sendonly') || attributes.includes('inactive')))
    return 'm=video does not receive (it is sendonly or inactive)';
  return 'm=video has port 0: it is refused by the offer itself';
}

function h264Of({ attributes }: Section): Pick<WhepOffer, 'payloadType' | 'profileLevelId' | 'rtcpFeedback'> {
  const formats = values(attributes, 'rtpmap:').flatMap((map) => {
    const [pt, encoding = ''] = map.split(' ');
    if (!/^H264\/90000$/i.test(encoding) || !pt || !/^\d{1,3}$/.test(pt) || Number(pt) > 127) return [];
    const parameters = new Map(
      (value(attributes, `fmtp:${pt} `) ?? '').split(';').map((pair): [string, string] => {
        const [name = '', content = ''] = pair.split('=');
        return [name.trim().toLowerCase(), content.trim()];
      }),
    );
    return [{ payloadType: Number(pt), parameters }];
  });
  if (formats.length === 0) throw bad('m=video offers no H264/90000', 'viewer_codec_unsupported');

  // Mode 0 cannot carry a camera's large pictures. Clients that say nothing of it take mode 1 in practice.
  const mode1 = formats.filter(({ parameters }) => parameters.get('packetization-mode') === '1');
  const unsaid = formats.filter(({ parameters }) => !parameters.has('packetization-mode'));
  const able = mode1.length > 0 ? mode1 : unsaid;
  const byProfile = able
    .map((format) => ({ ...format, profileLevelId: format.parameters.get('profile-level-id') ?? '42e01f' }))
    .filter(({ profileLevelId }) => /^[0-9a-f]{6}$/i.test(profileLevelId))
    .map((format) => ({ ...format, rank: PROFILES.indexOf(format.profileLevelId.slice(0, 2).toLowerCase()) }))
    .filter(({ rank }) => rank >= 0)
    .sort((a, b) => a.rank - b.rank);
  const best = byProfile[0];
  if (!best)
    throw bad(
      'm=video offers no H264 with packetization-mode=1 in baseline, main or high profile',
      'viewer_codec_unsupported',
    );
  return {
    payloadType: best.payloadType,
    profileLevelId: best.profileLevelId,
    rtcpFeedback: feedbackOf(attributes, best.payloadType),
  };
}

/** The feedback we act on: retransmission, and requests for a keyframe (which a camera does not hear). */
function feedbackOf(attributes: readonly string[], payloadType: number): types.RtcpFeedback[] {
  const offered = new Set(
    [`rtcp-fb:${payloadType} `, 'rtcp-fb:* '].flatMap((prefix) => values(attributes, prefix)),
  );
  return [{ type: 'nack' }, { type: 'nack', parameter: 'pli' }, { type: 'ccm', parameter: 'fir' }].filter(
    ({ type, parameter }) => offered.has(parameter === undefined ? type : `${type} ${parameter}`),
  );
}

function dtlsOf(attributes: readonly string[]): types.DtlsParameters {
  const fingerprints = values(attributes, 'fingerprint:').flatMap((text): types.DtlsFingerprint[] => {
    const [name = '', digest = ''] = text.split(' ');
    const algorithm = FINGERPRINTS.find((known) => known === name.toLowerCase());
    return algorithm && /^[0-9a-f]{2}(:[0-9a-f]{2})+$/i.test(digest)
      ? [{ algorithm, value: digest.toUpperCase() }]
      : [];
  });
  const first = fingerprints[0];
  if (!first) throw bad('has no a=fingerprint of a known kind');
  const setup = value(attributes, 'setup:') ?? 'actpass';
  if (!['actpass', 'active', 'passive'].includes(setup)) throw bad(`has a=setup:${setup.slice(0, 20)}`);
  // The role is the other side's. We wait for its handshake unless it insists on waiting for ours.
  return { role: setup === 'passive' ? 'server' : 'client', fingerprints: [first] };
}

export function values(attributes: readonly string[], prefix: string): string[] {
  return attributes.filter((a) => a.startsWith(prefix)).map((a) => a.slice(prefix.length).trim());
}

export function value(attributes: readonly string[], prefix: string): string | undefined {
  return values(attributes, prefix)[0];
}

function bad(what: string, code: 'signalling_invalid' | 'viewer_codec_unsupported' = 'signalling_invalid') {
  return new WebRtcError(code, `The SDP offer ${what}.`);
}
