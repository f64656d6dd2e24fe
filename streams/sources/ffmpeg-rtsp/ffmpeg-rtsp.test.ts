import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { classifyExit } from './classify-exit.ts';
import { redact, urlWithCredentials } from './credentials.ts';
import { rtspJob } from './rtsp-job.ts';
import { StderrTail } from './stderr-tail.ts';

const ADDRESS = { url: 'rtsp://10.0.0.9:554/main', username: 'admin', password: "p@ss:w/or'd" };

describe('the job for ffmpeg', () => {
  test('copies video over TCP into one unit an access unit', () => {
    const { args, script } = rtspJob(ADDRESS, { socketTimeoutMs: 7000 });
    expect(args.join(' ')).toContain('-map 0:v:0 -an -c copy -f mp4 -movflags frag_every_frame');
    expect(script.split('\n')).toEqual([
      'ffconcat version 1.0',
      "file 'rtsp://admin:p%40ss%3Aw%2For%27d@10.0.0.9:554/main'",
      'option rtsp_transport tcp',
      'option timeout 7000000',
      'option allowed_media_types video',
      'option analyzeduration 3000000',
      'option fpsprobesize 0',
      '',
    ]);
  });

  test('no secret is ever an argument', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 6 }), (password) => {
        const { args } = rtspJob({ ...ADDRESS, password }, { socketTimeoutMs: 1 });
        expect(args).toEqual(rtspJob(ADDRESS, { socketTimeoutMs: 1 }).args);
      }),
    );
  });

  test.each([
    'http://10.0.0.9/',
    'file:///etc/passwd',
    'rtsp://',
    "rtsp://10.0.0.9/a\nfile '/etc/passwd'",
    'rtsp://user:secret@10.0.0.9/',
  ])('refuses %j', (url) => {
    expect(() => rtspJob({ url }, { socketTimeoutMs: 1 })).toThrow(
      expect.objectContaining({ code: 'source_misconfigured' }),
    );
  });

  test('a quote in the path cannot leave its quotes', () => {
    const { script } = rtspJob({ url: "rtsp://h/a'b" }, { socketTimeoutMs: 1 });
    expect(script).toContain("file 'rtsp://h/a'\\''b'");
  });
});

describe('redaction', () => {
  test('no form of the password passes', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 3 }), (password) => {
        const address = { ...ADDRESS, password };
        const line = `Impossible to open '${urlWithCredentials(address)}' with ${password}`;
        const clean = redact(line, address);
        expect(clean.startsWith("Impossible to open 'rtsp://***")).toBe(true);
        expect(clean.endsWith('with ***')).toBe(true);
      }),
    );
  });

  test('fills the places that an address leaves for them', () => {
    const url = 'rtsp://10.0.0.9/user={username}&password={password}&channel=1';
    expect(urlWithCredentials({ ...ADDRESS, url })).toBe(
      'rtsp://admin:p%40ss%3Aw%2For%27d@10.0.0.9/user=admin&password=p%40ss%3Aw%2For%27d&channel=1',
    );
  });

  test('the tail is bounded and redacts across chunks', () => {
    const tail = new StderrTail({ redact: (line) => redact(line, ADDRESS) });
    for (let line = 0; line < 100; line += 1) tail.push(Buffer.from(`line ${line}\n`));
    tail.push(Buffer.from('open rtsp://admin:p%40ss%3A'));
    tail.push(Buffer.from('w%2For%27d@10.0.0.9/main failed'));
    const lines = tail.text().split('\n');
    expect(lines).toHaveLength(20);
    expect(lines.at(-1)).toBe('open rtsp://***@10.0.0.9/main failed');
  });
});

describe('why ffmpeg ended', () => {
  const exit = { code: 1, signal: null, sawPictures: false };
  test.each([
    ['[rtsp @ 0x1] method DESCRIBE failed: 401 Unauthorized', 'camera_unauthorized'],
    ['pipe:0: Server returned 404 Not Found', 'camera_not_found'],
    [
      '[tcp @ 0x1] Connection to tcp://1.2.3.4:554?timeout=0 failed: Connection refused',
      'camera_unreachable',
    ],
    ['[tcp @ 0x1] Failed to resolve hostname nowhere: Name or service not known', 'camera_unreachable'],
    [
      "Impossible to open 'rtsp://***@1.2.3.4/'\npipe:0: Invalid data found when processing",
      'camera_unreachable',
    ],
    ["Stream map '0:v:0' matches no streams.", 'camera_codec_unsupported'],
    ['[mp4 @ 0x1] Could not find tag for codec vp8 in stream #0', 'camera_codec_unsupported'],
    ['setpriv: failed to execute ffmpeg: No such file or directory', 'source_misconfigured'],
    ['', 'source_crashed'],
  ])('%s', (stderr, code) => {
    expect(classifyExit({ ...exit, stderr }).code).toBe(code);
  });

  test('after pictures it is the camera that ended, or a signal', () => {
    expect(classifyExit({ ...exit, stderr: '404', sawPictures: true }).code).toBe('camera_ended');
    expect(classifyExit({ ...exit, stderr: '', sawPictures: true, signal: 'SIGKILL' }).code).toBe(
      'source_crashed',
    );
  });
});
