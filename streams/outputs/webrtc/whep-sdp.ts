/**
 * SDP for WHEP (draft-ietf-wish-whep): what is needed of an offer, and the answer to it. Pure text in and out.
 * The offer comes from any client, so nothing is taken for granted and every fault is named.
 */
import type { types } from 'mediasoup';
import { WebRtcError } from './webrtc-error.ts';

const MAX_SDP_BYTES = 64 * 1024;
const MAX_SECTIONS = 16;
/** mediasoup's names, and the algorithms it knows. */
const FINGERPRINTS = ['sha-256', 'sha-384', 'sha-512', 'sha-224', 'sha-1'] as const;
/** `profile_idc` in hex, best first. */
const PROFILES = ['64', '4d', '42'];

interface Section {
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
}

export function parseWhepOffer(sdp: string): WhepOffer {
  if (sdp.length > MAX_SDP_BYTES) throw bad('is larger than 64 KiB');
  const lines = sdp.split(/\r?\n/).filter((line) => line !== '');
  if (lines[0] !== 'v=0') throw bad('does not begin with v=0');
  const { session, sections } = split(lines);
  const video = sections.findIndex(isUsableVideo);
  const section = sections[video];
  if (!section) throw bad(whyNoVideo(sections));

  const all = [...section.attributes, ...session];
  const bundles = values(session, 'group:BUNDLE').flatMap((group) => group.split(' '));
  const mid = value(section.attributes, 'mid:') ?? String(video);
  if (!/^[\w.+~-]{1,32}$/.test(mid)) throw bad('has a mid that is not a short token');
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
  };
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

function isUsableVideo({ kind, port, protocol, attributes }: Section): boolean {
  const offered = port !== '0' || attributes.includes('bundle-only');
  const receives = !attributes.includes('sendonly') && !attributes.includes('inactive');
  return kind === 'video' && offered && receives && /^(UDP|TCP)\/TLS\/RTP\/SAVPF?$/.test(protocol);
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

export interface WhepAnswerParts {
  readonly offer: WhepOffer;
  readonly iceParameters: types.IceParameters;
  readonly iceCandidates: readonly types.IceCandidate[];
  readonly dtlsParameters: types.DtlsParameters;
  readonly rtpParameters: types.RtpParameters;
  /** Numeric, names the session in `o=`. */
  readonly sessionId: string;
}

export function whepAnswer(parts: WhepAnswerParts): string {
  const { offer } = parts;
  const lines = [
    'v=0',
    `o=- ${parts.sessionId} 1 IN IP4 0.0.0.0`,
    's=-',
    't=0 0',
    'a=ice-lite',
    ...(offer.bundled ? [`a=group:BUNDLE ${offer.mid}`] : []),
    'a=msid-semantic: WMS *',
    ...offer.sections.flatMap((section, index) =>
      index === offer.video ? videoSection(section, parts) : refused(section),
    ),
  ];
  return `${lines.join('\r\n')}\r\n`;
}

function videoSection(section: Section, parts: WhepAnswerParts): string[] {
  const { offer, iceParameters, rtpParameters } = parts;
  const pt = offer.payloadType;
  const fingerprint = parts.dtlsParameters.fingerprints.find(({ algorithm }) => algorithm === 'sha-256');
  const ssrc = rtpParameters.encodings?.[0]?.ssrc;
  const cname = rtpParameters.rtcp?.cname ?? 'mingchuang';
  return [
    `m=video 9 ${section.protocol} ${pt}`,
    'c=IN IP4 0.0.0.0',
    `a=mid:${offer.mid}`,
    'a=sendonly',
    'a=rtcp-mux',
    ...(section.attributes.includes('rtcp-rsize') ? ['a=rtcp-rsize'] : []),
    `a=ice-ufrag:${iceParameters.usernameFragment}`,
    `a=ice-pwd:${iceParameters.password}`,
    ...(fingerprint ? [`a=fingerprint:sha-256 ${fingerprint.value}`] : []),
    `a=setup:${offer.dtlsParameters.role === 'server' ? 'active' : 'passive'}`,
    `a=rtpmap:${pt} H264/90000`,
    `a=fmtp:${pt} level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=${offer.profileLevelId}`,
    ...(rtpParameters.codecs[0]?.rtcpFeedback ?? []).map(
      ({ type, parameter }) => `a=rtcp-fb:${pt} ${type}${parameter ? ` ${parameter}` : ''}`,
    ),
    ...(rtpParameters.headerExtensions ?? []).map(({ id, uri }) => `a=extmap:${id} ${uri}`),
    'a=msid:mingchuang video',
    ...(ssrc === undefined ? [] : [`a=ssrc:${ssrc} cname:${cname}`, `a=ssrc:${ssrc} msid:mingchuang video`]),
    ...parts.iceCandidates.map(candidateLine),
    'a=end-of-candidates',
  ];
}

function candidateLine(candidate: types.IceCandidate): string {
  const { foundation, protocol, priority, address, port, type, tcpType } = candidate;
  const tcp = tcpType ? ` tcptype ${tcpType}` : '';
  return `a=candidate:${foundation} 1 ${protocol} ${priority} ${address} ${port} typ ${type}${tcp}`;
}

/** RFC 3264 6: a stream is refused with port 0, its formats echoed. */
function refused(section: Section): string[] {
  const mid = value(section.attributes, 'mid:');
  return [
    `m=${section.kind} 0 ${section.protocol} ${section.formats.join(' ')}`,
    'c=IN IP4 0.0.0.0',
    ...(mid === undefined ? [] : [`a=mid:${mid}`]),
    'a=inactive',
  ];
}

function values(attributes: readonly string[], prefix: string): string[] {
  return attributes.filter((a) => a.startsWith(prefix)).map((a) => a.slice(prefix.length).trim());
}

function value(attributes: readonly string[], prefix: string): string | undefined {
  return values(attributes, prefix)[0];
}

function bad(what: string, code: 'signalling_invalid' | 'viewer_codec_unsupported' = 'signalling_invalid') {
  return new WebRtcError(code, `The SDP offer ${what}.`);
}
