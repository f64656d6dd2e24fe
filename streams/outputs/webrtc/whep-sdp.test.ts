import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { WebRtcError } from './webrtc-error.ts';
import { whepAnswer } from './whep-answer.ts';
import { parseWhepOffer } from './whep-offer.ts';

const DIGEST = Array.from({ length: 32 }, (_, i) => i.toString(16).padStart(2, '0')).join(':');
const TRANSPORT = ['a=ice-ufrag:abcd', 'a=ice-pwd:0123456789abcdef012345', `a=fingerprint:sha-256 ${DIGEST}`];
const SESSION = ['v=0', 'o=- 1 2 IN IP4 127.0.0.1', 's=-', 't=0 0'];

/** As Chromium writes it, shortened. */
const chromium = sdp(
  ...SESSION,
  'a=group:BUNDLE 0 1',
  'a=extmap-allow-mixed',
  'm=audio 9 UDP/TLS/RTP/SAVPF 111 9',
  'c=IN IP4 0.0.0.0',
  ...TRANSPORT,
  'a=setup:actpass',
  'a=mid:0',
  'a=recvonly',
  'a=rtcp-mux',
  'a=rtpmap:111 opus/48000/2',
  'm=video 9 UDP/TLS/RTP/SAVPF 96 103 104 109 114',
  'c=IN IP4 0.0.0.0',
  ...TRANSPORT,
  'a=setup:actpass',
  'a=mid:1',
  'a=extmap:1 urn:ietf:params:rtp-hdrext:toffset',
  'a=extmap:9 urn:ietf:params:rtp-hdrext:sdes:mid',
  'a=recvonly',
  'a=rtcp-mux',
  'a=rtcp-rsize',
  'a=rtpmap:96 VP8/90000',
  'a=rtpmap:103 H264/90000',
  'a=rtcp-fb:103 goog-remb',
  'a=rtcp-fb:103 nack',
  'a=rtcp-fb:103 nack pli',
  'a=fmtp:103 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42001f',
  'a=rtpmap:104 rtx/90000',
  'a=fmtp:104 apt=103',
  'a=rtpmap:109 H264/90000',
  'a=fmtp:109 level-asymmetry-allowed=1;packetization-mode=0;profile-level-id=64001f',
  'a=rtpmap:114 H264/90000',
  'a=rtcp-fb:114 nack',
  'a=rtcp-fb:114 nack pli',
  'a=rtcp-fb:114 transport-cc',
  'a=fmtp:114 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=64001f',
);

/** A client that says no more than it must. */
const plain = sdp(
  ...SESSION,
  ...TRANSPORT,
  'm=video 9 UDP/TLS/RTP/SAVPF 96',
  'a=setup:passive',
  'a=recvonly',
  'a=rtcp-mux',
  'a=rtpmap:96 H264/90000',
);

describe('parseWhepOffer', () => {
  test('chooses packetization-mode 1 and the highest profile', () => {
    expect(parseWhepOffer(chromium)).toMatchObject({
      video: 1,
      mid: '1',
      payloadType: 114,
      profileLevelId: '64001f',
      rtcpFeedback: [{ type: 'nack' }, { type: 'nack', parameter: 'pli' }],
      dtlsParameters: {
        role: 'client',
        fingerprints: [{ algorithm: 'sha-256', value: DIGEST.toUpperCase() }],
      },
      bundled: true,
    });
  });

  test('finds how sound may be sent: in the picture’s bundle, by numbers that are known', () => {
    const all = chromium.replace('SAVPF 111 9', 'SAVPF 111 0 8');
    expect(parseWhepOffer(all).sounds).toEqual([
      { codec: 'pcmu', payloadType: 0, section: 0, mid: '0' },
      { codec: 'pcma', payloadType: 8, section: 0, mid: '0' },
      { codec: 'opus', payloadType: 111, section: 0, mid: '0' },
    ]);
    expect(parseWhepOffer(all.replace('BUNDLE 0 1', 'BUNDLE 1')).sounds).toEqual([]);
    expect(parseWhepOffer(all.replace('a=mid:0\r\na=recvonly', 'a=mid:0\r\na=sendonly')).sounds).toEqual([]);
    expect(parseWhepOffer(all.replaceAll('111', '5')).sounds.map(({ codec }) => codec)).toEqual([
      'pcmu',
      'pcma',
    ]);
    expect(parseWhepOffer(plain).sounds).toEqual([]);
  });

  test('whatever comes is read or refused by name', () => {
    const lines = chromium.split('\r\n');
    const damage = fc.record({
      at: fc.nat(lines.length - 1),
      by: fc.oneof(fc.string(), fc.constantFrom('', 'm=video 9', 'a=', 'm=audio 9 UDP/TLS/RTP/SAVPF 0')),
      cut: fc.nat(60),
    });
    fc.assert(
      fc.property(fc.array(damage, { minLength: 1, maxLength: 6 }), (all) => {
        const damaged = [...lines];
        for (const { at, by, cut } of all) damaged[at] = `${(damaged[at] ?? '').slice(0, cut)}${by}`;
        try {
          parseWhepOffer(damaged.join('\r\n'));
        } catch (error) {
          expect(error).toBeInstanceOf(WebRtcError);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('takes a client that says nothing of mode, profile, mid or bundle; it waits, so we begin', () => {
    expect(parseWhepOffer(plain)).toMatchObject({
      payloadType: 96,
      mid: '0',
      bundled: false,
      dtlsParameters: { role: 'server' },
    });
  });

  test.each([
    ['not SDP', 'hello', 'does not begin with v=0'],
    ['audio only', sdp(...SESSION, 'm=audio 9 UDP/TLS/RTP/SAVPF 0'), 'has no m=video section'],
    ['a sender', plain.replace('recvonly', 'sendonly'), 'm=video does not receive'],
    ['a refused section', plain.replace('m=video 9', 'm=video 0'), 'port 0'],
    ['no DTLS', plain.replace('UDP/TLS/RTP/SAVPF', 'RTP/AVP'), 'm=video is not over DTLS'],
    ['no fingerprint', plain.replace(/a=fingerprint.*\r\n/, ''), 'has no a=fingerprint of a known kind'],
    ['an unknown hash', plain.replace('sha-256', 'md5'), 'has no a=fingerprint of a known kind'],
    ['a strange role', plain.replace('passive', 'holdconn'), 'has a=setup:holdconn'],
    ['no rtcp-mux', plain.replace('a=rtcp-mux\r\n', ''), 'lacks a=rtcp-mux'],
    ['a broken m-line', sdp(...SESSION, 'm=video x'), 'malformed line "m=video x"'],
    [
      'a mid to break lines with',
      plain.replace('a=recvonly', 'a=recvonly\r\na=mid:a b'),
      'mid that is not a',
    ],
    ['too many sections', sdp(...SESSION, ...Array(17).fill('m=audio 9 RTP/AVP 0')), 'more than 16'],
    ['too much', `v=0${'x'.repeat(70_000)}`, 'larger than 64 KiB'],
  ])('names what is wrong with %s', (_, offer, fault) => {
    expect(() => parseWhepOffer(offer)).toThrow(expect.objectContaining({ code: 'signalling_invalid' }));
    expect(() => parseWhepOffer(offer)).toThrow(fault);
  });

  test.each([
    ['no H.264', plain.replace('H264', 'VP8')],
    ['mode 0 alone', plain.replace('96 H264/90000', '96 H264/90000\r\na=fmtp:96 packetization-mode=0')],
    ['High 10 alone', plain.replace('96 H264/90000', '96 H264/90000\r\na=fmtp:96 profile-level-id=6e001f')],
  ])('says that the viewer cannot take the codec: %s', (_, offer) => {
    expect(() => parseWhepOffer(offer)).toThrow(
      expect.objectContaining({ code: 'viewer_codec_unsupported' }),
    );
  });
});

test('the answer sends sound in the bundle, under the picture’s name', () => {
  const offer = parseWhepOffer(chromium.replace('SAVPF 111 9', 'SAVPF 111 8'));
  const [pcma] = offer.sounds;
  if (!pcma) throw new Error('no PCMA');
  const parameters = { codecs: [], encodings: [{ ssrc: 7 }], rtcp: { cname: 'mingchuang' } };
  const answer = whepAnswer({
    offer,
    iceParameters: { usernameFragment: 'ufrag', password: 'secret', iceLite: true },
    iceCandidates: [],
    dtlsParameters: { role: 'auto', fingerprints: [{ algorithm: 'sha-256', value: DIGEST }] },
    video: parameters,
    audio: { ...pcma, rtpParameters: parameters },
    sessionId: '42',
  });
  expect(answer).toContain('a=group:BUNDLE 0 1\r\n');
  expect(answer).toContain('m=audio 9 UDP/TLS/RTP/SAVPF 8\r\nc=IN IP4 0.0.0.0\r\na=mid:0\r\na=sendonly\r\n');
  expect(answer).toContain(
    'a=rtpmap:8 PCMA/8000\r\na=msid:mingchuang audio\r\na=ssrc:7 cname:mingchuang\r\n',
  );
});

test('the answer refuses audio, sends video and speaks with the offer’s numbers', () => {
  const answer = whepAnswer({
    offer: parseWhepOffer(chromium),
    iceParameters: { usernameFragment: 'ufrag', password: 'secret', iceLite: true },
    iceCandidates: [
      {
        foundation: 'udpcandidate',
        priority: 1,
        ip: '10.0.0.5',
        address: '10.0.0.5',
        protocol: 'udp',
        port: 40_000,
        type: 'host',
      },
      {
        foundation: 'tcpcandidate',
        priority: 2,
        ip: '10.0.0.5',
        address: '10.0.0.5',
        protocol: 'tcp',
        port: 40_000,
        type: 'host',
        tcpType: 'passive',
      },
    ],
    dtlsParameters: { role: 'auto', fingerprints: [{ algorithm: 'sha-256', value: DIGEST }] },
    video: {
      codecs: [
        { mimeType: 'video/H264', payloadType: 114, clockRate: 90_000, rtcpFeedback: [{ type: 'nack' }] },
      ],
      encodings: [{ ssrc: 1234 }],
      rtcp: { cname: 'mingchuang' },
    },
    sessionId: '42',
  });
  expect(answer.split('\r\n')).toEqual([
    'v=0',
    'o=- 42 1 IN IP4 0.0.0.0',
    's=-',
    't=0 0',
    'a=ice-lite',
    'a=group:BUNDLE 1',
    'a=msid-semantic: WMS *',
    'm=audio 0 UDP/TLS/RTP/SAVPF 111 9',
    'c=IN IP4 0.0.0.0',
    'a=mid:0',
    'a=inactive',
    'a=ice-ufrag:ufrag',
    'a=ice-pwd:secret',
    `a=fingerprint:sha-256 ${DIGEST}`,
    'a=setup:passive',
    'm=video 9 UDP/TLS/RTP/SAVPF 114',
    'c=IN IP4 0.0.0.0',
    'a=mid:1',
    'a=sendonly',
    'a=rtcp-mux',
    'a=rtcp-rsize',
    'a=ice-ufrag:ufrag',
    'a=ice-pwd:secret',
    `a=fingerprint:sha-256 ${DIGEST}`,
    'a=setup:passive',
    'a=rtpmap:114 H264/90000',
    'a=fmtp:114 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=64001f',
    'a=rtcp-fb:114 nack',
    'a=msid:mingchuang video',
    'a=ssrc:1234 cname:mingchuang',
    'a=ssrc:1234 msid:mingchuang video',
    'a=candidate:udpcandidate 1 udp 1 10.0.0.5 40000 typ host',
    'a=candidate:tcpcandidate 1 tcp 2 10.0.0.5 40000 typ host tcptype passive',
    'a=end-of-candidates',
    '',
  ]);
});

function sdp(...lines: string[]): string {
  return `${lines.join('\r\n')}\r\n`;
}
