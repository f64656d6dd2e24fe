/** What a camera says over RTSP, and what a client makes of it. */
import { StreamFaultError } from '../../../streams/media-error.ts';
import { describeAudio } from '../../../streams/rtp/audio-track.ts';
import { describedSets } from '../../../streams/rtp/parameter-sets.ts';
import type { RtpTrack } from '../../../streams/rtp/receiver.ts';
import { videoTrackFault } from '../../../streams/rtp/video-track.ts';
import { strongestChallenge } from '../../../streams/rtsp/auth-challenge.ts';
import { parseSession } from '../../../streams/rtsp/keep-alive.ts';
import { RtspReader } from '../../../streams/rtsp/rtsp-reader.ts';
import { baseUrl, controlUrl, readRtspUrl } from '../../../streams/rtsp/rtsp-url.ts';
import { parseSdp } from '../../../streams/rtsp/sdp.ts';
import { parseTransport } from '../../../streams/rtsp/transport-header.ts';
import type { FuzzTarget } from '../target.ts';

const isFault = (error: unknown) => error instanceof StreamFaultError;

/** The first byte says how large the pieces are in which the rest arrives. */
export const rtspReader: FuzzTarget = {
  name: 'rtsp-reader',
  shape: 'bytes',
  words: [
    'RTSP/1.0 200 OK\r\n',
    '\r\n\r\n',
    'Content-Length: ',
    'CSeq: 1\r\n',
    '$',
    [0x24, 0, 5, 0xdc],
    'OPTIONS * RTSP/1.0\r\n',
    '\n\n',
  ],
  allows: isFault,
  run: (input) => {
    const reader = new RtspReader({
      onFrame: (_channel, buffer, start, end) => {
        if (start < 0 || end < start || end > buffer.length)
          throw new Error(`frame ${start}..${end} of ${buffer.length}`);
      },
      onMessage: () => undefined,
    });
    const step = 1 + (input[0] ?? 0) * 7;
    for (let at = 1; at < input.length; at += step) {
      const piece = Buffer.from(input.subarray(at, at + step));
      reader.push(piece, 0, piece.length);
    }
  },
};

export const rtspHeaders: FuzzTarget = {
  name: 'rtsp-headers',
  shape: 'text',
  words: [
    'Digest realm="',
    'nonce=',
    ', ',
    'qop="auth,auth-int"',
    'algorithm=SHA-256',
    'Basic ',
    'interleaved=',
    'client_port=',
    'rtsp://',
    ';timeout=',
    '\\"',
    '[::1]',
    '%00',
    '@',
  ],
  run: (input) => {
    const lines = input.toString('latin1').split('\n');
    strongestChallenge(lines);
    for (const line of lines) {
      parseTransport(line);
      parseSession(line);
      const url = readRtspUrl(line);
      if (url) controlUrl(baseUrl(url, lines[0], lines[1]), lines[2]);
    }
  },
};

export const sdp: FuzzTarget = {
  name: 'sdp',
  shape: 'text',
  words: [
    'm=video 0 RTP/AVP 96',
    'm=audio 0 RTP/AVP 8',
    'a=rtpmap:96 H264/90000',
    'a=fmtp:96 ',
    'sprop-parameter-sets=',
    'sprop-vps=',
    'config=',
    'a=control:',
    'MPEG4-GENERIC/16000/1',
    'MP4A-LATM/90000',
    ',',
    ';',
    '=',
  ],
  allows: isFault,
  run: (input) => {
    const { media } = parseSdp(input.toString('latin1'));
    for (const { formats } of media)
      for (const format of formats) {
        const track = trackOf(format);
        videoTrackFault(track);
        describedSets(track.fmtp);
        describeAudio(track);
      }
  },
};

function trackOf(format: ReturnType<typeof parseSdp>['media'][number]['formats'][number]): RtpTrack {
  const pairs = (format.fmtp ?? '').split(';').map((pair) => {
    const [name = '', ...value] = pair.split('=');
    return [name.trim().toLowerCase(), value.join('=').trim()] as const;
  });
  return {
    encoding: format.encoding ?? '',
    payloadType: format.payloadType,
    clockRate: format.clockRate ?? 0,
    ...(format.channels !== undefined && { channels: format.channels }),
    fmtp: new Map(pairs),
  };
}
