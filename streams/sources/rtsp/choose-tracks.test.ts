import { describe, expect, test } from 'vitest';
import { parseSdp } from '../../rtsp/sdp.ts';
import { chooseTracks } from './choose-tracks.ts';

const VIDEO = 'm=video 0 RTP/AVP 96\na=rtpmap:96 H264/90000\na=control:picture';

function choose(lines: string, wantsAudio = true) {
  const { video, audio } = chooseTracks(parseSdp(lines), wantsAudio);
  return {
    video: video.track,
    videoAt: video.media.control,
    audio: audio?.track,
    audioAt: audio?.media.control,
  };
}

describe('the picture', () => {
  test('is the first that this client carries', () => {
    const lines =
      'm=video 0 RTP/AVP 26\na=control:jpeg\nm=video 0 RTP/AVP 97 98\na=rtpmap:97 MP4V-ES/90000\na=rtpmap:98 H265/90000\na=control:h265';
    expect(choose(lines)).toMatchObject({ video: { encoding: 'H265', payloadType: 98 }, videoAt: 'h265' });
  });

  test.each([
    ['m=video 0 RTP/AVP 96', 'H264'],
    ['m=video 0 RTP/AVP 96\na=fmtp:96 sprop-parameter-sets=Z00=,aO4=', 'H264'],
    ['m=video 0 RTP/AVP 96\na=fmtp:96 sprop-vps=QAE=;sprop-sps=QgE=;sprop-pps=RAE=', 'H265'],
  ])('%j is taken for %s, at 90 kHz', (lines, encoding) => {
    expect(choose(lines).video).toMatchObject({ encoding, clockRate: 90_000 });
  });

  test('its parameters, names in lower case, values as they stand', () => {
    const { video } = choose(
      `${VIDEO}\na=fmtp:96 Packetization-Mode=1; sprop-parameter-sets=Z00AKQ==,aO48gA== ;x`,
    );
    expect([...video.fmtp]).toEqual([
      ['packetization-mode', '1'],
      ['sprop-parameter-sets', 'Z00AKQ==,aO48gA=='],
    ]);
  });

  test('that nobody here carries is for another source; none at all is for nobody', () => {
    const code = (lines: string): unknown => {
      try {
        return choose(lines);
      } catch (error) {
        return error;
      }
    };
    expect(code('m=video 0 RTP/AVP 26')).toMatchObject({ code: 'source_unsuitable' });
    expect(code('m=video 0 RTP/AVP 33')).toMatchObject({ code: 'source_unsuitable' });
    expect(code('m=video 0 RTP/AVP')).toMatchObject({ code: 'source_unsuitable' });
    expect(code('m=audio 0 RTP/AVP 0')).toMatchObject({ code: 'camera_codec_unsupported' });
  });
});

describe('the sound', () => {
  test('is the first that can be carried, and not the way back to a loudspeaker', () => {
    const lines = [
      VIDEO,
      'm=audio 0 RTP/AVP 0\na=sendonly\na=control:speaker',
      'm=audio 0 RTP/AVP 99\na=rtpmap:99 G726-32/8000\na=control:g726',
      'm=audio 0 RTP/AVP 8\na=recvonly\na=control:pcma',
    ].join('\n');
    expect(choose(lines)).toMatchObject({ audio: { encoding: 'PCMA', clockRate: 8000 }, audioAt: 'pcma' });
  });

  test('is left where it is not wanted, or not to be had', () => {
    expect(choose(`${VIDEO}\nm=audio 0 RTP/AVP 8`, false).audio).toBeUndefined();
    expect(choose(`${VIDEO}\nm=audio 0 RTP/AVP 99\na=rtpmap:99 G726-32/8000`).audio).toBeUndefined();
  });
});
