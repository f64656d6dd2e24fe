/** SDP for WHEP (draft-ietf-wish-whep): the answer to an offer. Pure text. */
import type { types } from 'mediasoup';
import { type Section, value, type WhepOffer, type WhepSound } from './whep-offer.ts';

export interface WhepAnswerParts {
  readonly offer: WhepOffer;
  readonly iceParameters: types.IceParameters;
  readonly iceCandidates: readonly types.IceCandidate[];
  readonly dtlsParameters: types.DtlsParameters;
  /** What is sent: the picture's RTP parameters, and the sound's if there is any. */
  readonly video: types.RtpParameters;
  readonly audio?: WhepSound & { readonly rtpParameters: types.RtpParameters };
  /** Numeric, names the session in `o=`. */
  readonly sessionId: string;
}

export function whepAnswer(parts: WhepAnswerParts): string {
  const { offer, audio } = parts;
  const accepted = offer.sections.flatMap((_, index) => {
    if (index === offer.video) return offer.mid;
    return index === audio?.section ? audio.mid : [];
  });
  const lines = [
    'v=0',
    `o=- ${parts.sessionId} 1 IN IP4 0.0.0.0`,
    's=-',
    't=0 0',
    'a=ice-lite',
    ...(offer.bundled ? [`a=group:BUNDLE ${accepted.join(' ')}`] : []),
    'a=msid-semantic: WMS *',
    ...offer.sections.flatMap((section, index) => {
      if (index === offer.video) return videoSection(section, parts);
      return audio?.section === index ? audioSection(section, parts, audio) : refused(section, parts);
    }),
  ];
  return `${lines.join('\r\n')}\r\n`;
}

function videoSection(section: Section, parts: WhepAnswerParts): string[] {
  const { offer, video } = parts;
  const pt = offer.payloadType;
  return [
    `m=video 9 ${section.protocol} ${pt}`,
    ...transportLines(section, parts, offer.mid),
    `a=rtpmap:${pt} H264/90000`,
    `a=fmtp:${pt} level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=${offer.profileLevelId}`,
    ...(video.codecs[0]?.rtcpFeedback ?? []).map(
      ({ type, parameter }) => `a=rtcp-fb:${pt} ${type}${parameter ? ` ${parameter}` : ''}`,
    ),
    ...sourceLines(video, 'video'),
    ...candidateLines(parts),
  ];
}

function audioSection(
  section: Section,
  parts: WhepAnswerParts,
  { codec, payloadType, mid, rtpParameters }: WhepSound & { readonly rtpParameters: types.RtpParameters },
): string[] {
  const encoding = codec === 'opus' ? 'opus/48000/2' : `${codec.toUpperCase()}/8000`;
  return [
    `m=audio 9 ${section.protocol} ${payloadType}`,
    ...transportLines(section, parts, mid),
    `a=rtpmap:${payloadType} ${encoding}`,
    ...sourceLines(rtpParameters, 'audio'),
    ...candidateLines(parts),
  ];
}

function transportLines(section: Section, parts: WhepAnswerParts, mid: string): string[] {
  return [
    'c=IN IP4 0.0.0.0',
    `a=mid:${mid}`,
    'a=sendonly',
    'a=rtcp-mux',
    ...(section.attributes.includes('rtcp-rsize') ? ['a=rtcp-rsize'] : []),
    ...securityLines(parts),
  ];
}

function securityLines({ offer, iceParameters, dtlsParameters }: WhepAnswerParts): string[] {
  const fingerprint = dtlsParameters.fingerprints.find(({ algorithm }) => algorithm === 'sha-256');
  return [
    `a=ice-ufrag:${iceParameters.usernameFragment}`,
    `a=ice-pwd:${iceParameters.password}`,
    ...(fingerprint ? [`a=fingerprint:sha-256 ${fingerprint.value}`] : []),
    `a=setup:${offer.dtlsParameters.role === 'server' ? 'active' : 'passive'}`,
  ];
}

/** One name for both: the viewer keeps what he sees and hears in step. */
function sourceLines(parameters: types.RtpParameters, track: 'video' | 'audio'): string[] {
  const ssrc = parameters.encodings?.[0]?.ssrc;
  const cname = parameters.rtcp?.cname ?? 'mingchuang';
  return [
    ...(parameters.headerExtensions ?? []).map(({ id, uri }) => `a=extmap:${id} ${uri}`),
    `a=msid:mingchuang ${track}`,
    ...(ssrc === undefined
      ? []
      : [`a=ssrc:${ssrc} cname:${cname}`, `a=ssrc:${ssrc} msid:mingchuang ${track}`]),
  ];
}

function candidateLines({ iceCandidates }: WhepAnswerParts): string[] {
  return [...iceCandidates.map(candidateLine), 'a=end-of-candidates'];
}

function candidateLine(candidate: types.IceCandidate): string {
  const { foundation, protocol, priority, address, port, type, tcpType } = candidate;
  const tcp = tcpType ? ` tcptype ${tcpType}` : '';
  return `a=candidate:${foundation} 1 ${protocol} ${priority} ${address} ${port} typ ${type}${tcp}`;
}

/**
 * RFC 3264 6: a stream is refused with port 0, its formats echoed. GStreamer takes no answer at all in which such a
 * section lacks what a transport needs.
 */
function refused(section: Section, parts: WhepAnswerParts): string[] {
  const mid = value(section.attributes, 'mid:');
  return [
    `m=${section.kind} 0 ${section.protocol} ${section.formats.join(' ')}`,
    'c=IN IP4 0.0.0.0',
    ...(mid === undefined ? [] : [`a=mid:${mid}`]),
    'a=inactive',
    ...securityLines(parts),
  ];
}
