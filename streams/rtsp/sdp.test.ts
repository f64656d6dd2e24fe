import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { baseUrl, controlUrl, parseRtspUrl, readRtspUrl } from './rtsp-url.ts';
import { parseSdp } from './sdp.ts';
import { parseTransport } from './transport-header.ts';

const ORDINARY = [
  'v=0',
  'o=- 1 1 IN IP4 10.0.0.9',
  's=Media Presentation',
  'a=control:*',
  'm=video 0 RTP/AVP 96',
  'b=AS:5100',
  'a=control:trackID=1',
  'a=rtpmap:96 H264/90000',
  'a=fmtp:96 profile-level-id=420029; packetization-mode=1; sprop-parameter-sets=Z00=,aO4=',
  'm=audio 0 RTP/AVP 8',
  'a=control:trackID=2',
];

const ordinary = {
  control: '*',
  media: [
    {
      kind: 'video',
      protocol: 'RTP/AVP',
      control: 'trackID=1',
      formats: [
        {
          payloadType: 96,
          encoding: 'H264',
          clockRate: 90_000,
          fmtp: 'profile-level-id=420029; packetization-mode=1; sprop-parameter-sets=Z00=,aO4=',
        },
      ],
    },
    {
      kind: 'audio',
      control: 'trackID=2',
      formats: [{ payloadType: 8, encoding: 'PCMA', clockRate: 8000 }],
    },
  ],
};

describe('descriptions', () => {
  test.each([
    ['CRLF', '\r\n'],
    ['LF', '\n'],
    ['CR', '\r'],
    ['CR CR LF and blanks', ' \r\r\n'],
  ])('with lines that end in %s', (_name, end) => {
    expect(parseSdp(ORDINARY.join(end))).toMatchObject(ordinary);
  });

  test('blanks where none belong', () => {
    const { media } = parseSdp(
      'm = video  0  RTP/AVP  96\na = rtpmap : 96  h265 / 90000 \na=Control: track1',
    );
    expect(media[0]).toMatchObject({ control: 'track1', formats: [{ encoding: 'h265', clockRate: 90_000 }] });
  });

  test('two video tracks, unknown attributes, lines that are none', () => {
    const lines = [
      'hello',
      'm=video 0 RTP/AVP 96',
      'a=x-dimensions:1920,1080',
      'a=recvonly',
      'm=video 0 RTP/AVP 97',
      'm=application 0 RTP/AVP 107',
      'a=rtpmap:107 vnd.onvif.metadata/90000',
    ];
    const { media } = parseSdp(lines.join('\r\n'));
    expect(media.map(({ kind }) => kind)).toEqual(['video', 'video', 'application']);
    expect(media[0]?.attributes).toEqual(['x-dimensions:1920,1080', 'recvonly']);
    expect(media[0]?.formats).toEqual([{ payloadType: 96 }]);
  });

  test('a type that is described, but not in the m= line', () => {
    const { media } = parseSdp('m=video 0 RTP/AVP\na=rtpmap:96 H264/90000');
    expect(media[0]?.formats).toEqual([{ payloadType: 96, encoding: 'H264', clockRate: 90_000 }]);
  });

  test('two channels of sound', () => {
    const { media } = parseSdp('m=audio 0 RTP/AVP 97\na=rtpmap:97 MPEG4-GENERIC/48000/2');
    expect(media[0]?.formats[0]).toMatchObject({ clockRate: 48_000, channels: 2 });
  });

  test('without media there is nothing to play', () => {
    expect(() => parseSdp('v=0\r\ns=none\r\n')).toThrow(
      expect.objectContaining({ code: 'camera_protocol_error' }),
    );
  });

  test('any text: media, or a protocol error, in bounds', () => {
    const line = fc.tuple(fc.constantFrom('m=', 'a=rtpmap:', 'a=fmtp:', 'a=control:', 'v='), fc.string());
    fc.assert(
      fc.property(fc.array(line, { maxLength: 200 }), (lines) => {
        try {
          const { media } = parseSdp(lines.map((parts) => parts.join('')).join('\n'));
          expect(media.length).toBeLessThanOrEqual(32);
          for (const { formats } of media) expect(formats.length).toBeLessThanOrEqual(64);
        } catch (error) {
          expect(error).toMatchObject({ code: 'camera_protocol_error' });
        }
      }),
    );
  });
});

describe('time', () => {
  test.each([
    ['blanks in a line', `m=video 0 RTP/AVP 96\na=${' '.repeat(250_000)}x`],
    ['blanks in an m= line', `m=video${' '.repeat(250_000)}x`],
    ['a control of blanks', `m=video 0 RTP/AVP 96\na=control:${' \t'.repeat(120_000)}`],
    ['colons', `m=video 0 RTP/AVP 96\na=rtpmap${' :'.repeat(120_000)}`],
  ])('a description made to be slow is not: %s', (_name, text) => {
    const startedAt = performance.now();
    parseSdp(text);
    expect(performance.now() - startedAt).toBeLessThan(1000);
  });
});

describe('where a track is set up', () => {
  test.each([
    ['rtsp://h/main', undefined, 'rtsp://h/main'],
    ['rtsp://h/main', '*', 'rtsp://h/main'],
    ['rtsp://h/main', 'trackID=1', 'rtsp://h/main/trackID=1'],
    ['rtsp://h/main/', 'trackID=1', 'rtsp://h/main/trackID=1'],
    ['rtsp://h/cam?channel=1&subtype=0', 'trackID=1', 'rtsp://h/cam?channel=1&subtype=0/trackID=1'],
    ['rtsp://h/main', '/trackID=1', 'rtsp://h/main/trackID=1'],
    ['rtsp://h/main', '?track=1', 'rtsp://h/main?track=1'],
    ['rtsp://h/main', 'rtsp://10.0.0.9:554/main/trackID=1', 'rtsp://10.0.0.9:554/main/trackID=1'],
    ['rtsp://h/main', 'rtsp://admin:secret@10.0.0.9/t', 'rtsp://10.0.0.9/t'],
  ])('%s and %s: %s', (base, control, expected) => {
    expect(controlUrl(base, control)).toBe(expected);
  });

  test.each([
    [undefined, undefined, 'rtsp://h:8554/main'],
    ['rtsp://h:8554/main/', undefined, 'rtsp://h:8554/main/'],
    ['', 'rtsp://h:8554/other', 'rtsp://h:8554/other'],
    ['/other/', undefined, 'rtsp://h:8554/other/'],
    ['nonsense', '(null)', 'rtsp://h:8554/main'],
    ['rtsp://u:secret@10.0.0.9/main/', undefined, 'rtsp://10.0.0.9/main/'],
  ])('Content-Base %s, Content-Location %s: %s', (contentBase, location, expected) => {
    expect(baseUrl(parseRtspUrl('rtsp://h:8554/main'), contentBase, location)).toBe(expected);
  });

  test.each([
    ['rtsp://10.0.0.9/main', { host: '10.0.0.9', port: 554, href: 'rtsp://10.0.0.9/main' }],
    ['RTSP://cam.lan:8554', { host: 'cam.lan', port: 8554, href: 'rtsp://cam.lan:8554' }],
    ['rtsp://cam:554/a@b?x=1:2#part', { host: 'cam', port: 554, href: 'rtsp://cam:554/a@b?x=1:2' }],
    ['rtsp://[fe80::1]:8554/a', { host: 'fe80::1', port: 8554, href: 'rtsp://[fe80::1]:8554/a' }],
    ['rtsp://cam/监控', { host: 'cam', port: 554, href: `rtsp://cam/${encodeURIComponent('监控')}` }],
  ])('%s', (url, expected) => {
    expect(readRtspUrl(url)).toEqual(expected);
  });

  test.each([
    'rtsp://',
    'http://h/',
    'rtsp://h:0/',
    'rtsp://h:99999/',
    'rtsp://h/a\r\nX: y',
    'rtsp://h /',
    '',
  ])('%j is no address', (url) => expect(readRtspUrl(url)).toBeUndefined());

  test('TLS is for another source', () => {
    expect(() => parseRtspUrl('rtsps://h/main')).toThrow(
      expect.objectContaining({ code: 'source_unsuitable' }),
    );
  });
});

describe('the Transport a camera answers', () => {
  test.each([
    ['RTP/AVP/TCP;unicast;interleaved=4-5;ssrc=ABC', { overTcp: true, interleaved: [4, 5] }],
    ['RTP/AVP;interleaved=0', { overTcp: true, interleaved: [0, 1] }],
    [
      'RTP/AVP;unicast;client_port=1-2;server_port=6970-6971;source=10.0.0.9',
      { overTcp: false, serverPort: [6970, 6971], source: '10.0.0.9' },
    ],
    ['RTP/AVP/UDP; unicast; Server_Port = 7000', { overTcp: false, serverPort: [7000, 7001] }],
    ['RTP/AVP/TCP;interleaved=900-901', { overTcp: true }],
    ['RTP/AVP;multicast;destination=239.0.0.1', { multicast: true }],
  ])('%s', (field, expected) => {
    expect(parseTransport(field)).toMatchObject(expected);
  });
});
