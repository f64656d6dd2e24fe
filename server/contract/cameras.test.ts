import { describe, expect, test } from 'vitest';
import { rtspUrlFault } from './cameras.ts';

describe('an RTSP address', () => {
  test.each([
    ['rtsp://10.0.0.9:554/Streaming/Channels/101', undefined],
    ['rtsp://[fd00::9]/main', undefined],
    ['rtmp://10.0.0.9/live/1', undefined],
    ['rtsp://cam/user={username}&password={password}&channel=1&stream=0.sdp', undefined],
    // Some recorders want an empty one.
    ['rtsp://cam/user=admin&password=&channel=1', undefined],
    ['10.0.0.9/main', 'not_a_url'],
    ['http://10.0.0.9/main', 'not_rtsp'],
    ['rtsp:///main', 'no_host'],
    ['rtsp://admin:secret@10.0.0.9/main', 'credentials'],
    ['rtsp://cam/user=admin&password=secret&channel=1', 'password_in_path'],
    ['rtsp://cam/user=admin_password=tlJwpbo6_channel=1', 'password_in_path'],
    ['rtsp://cam/live?pwd=secret', 'password_in_path'],
    ["rtsp://cam/main'", 'bad_character'],
    ['rtsp://cam/a b', 'bad_character'],
  ])('%s: %s', (url, fault) => expect(rtspUrlFault(url)).toBe(fault));
});
