import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Examination, examineCamera, type SourceAddress } from '../../streams/index.ts';
import { type Clip, makeClip, startCamera, type TestCamera } from '../../streams/stream/testing/camera.ts';
import { silentLog } from '../platform/log.ts';
import { parseCommand } from './command.ts';
import { type Circumstances, diagnose } from './diagnose.ts';
import { isFaulty, report } from './report.ts';
import type { Language } from './words.ts';

const PASSWORD = 'p@ss-wörd';
const begun: { close(): Promise<unknown> }[] = [];
const clips: Clip[] = [];
let plain: TestCamera;

beforeAll(async () => {
  plain = await camera({ gop: 25, kbps: 500 }, { user: 'admin', password: PASSWORD });
});
afterAll(async () => {
  for (const one of begun) await one.close();
  for (const clip of clips) await clip.remove();
});

async function camera(options: Parameters<typeof makeClip>[0], rest = {}): Promise<TestCamera> {
  const clip = await makeClip(options);
  clips.push(clip);
  const started = await startCamera({ clip, ...rest });
  begun.push(started);
  return started;
}

async function consult(address: SourceAddress, over: Partial<Circumstances> = {}) {
  const examination = await examineCamera(address, {
    log: silentLog(),
    now: Date.now,
    watchMs: 2500,
    waitMs: 15_000,
  });
  const circumstances = {
    language: 'en',
    hasCredentials: address.username !== undefined,
    waitMs: 15_000,
    ...over,
  };
  const findings = diagnose(examination, circumstances as Circumstances);
  const codes = findings.map(({ code, level }) =>
    level === 'ok' || level === 'note' ? code : `${level} ${code}`,
  );
  const texts = (['zh', 'en'] as const).map((language: Language) => report(address.url, findings, language));
  return { examination, codes, findings, texts };
}

describe('the doctor', () => {
  test('says since when and why a camera is not recorded', () => {
    const gap = { since: new Date(), cause: 'disk', code: 'disk_full' } as const;
    const examination = { network: { host: 'c', port: 554, addresses: [], lookupMs: 1, connectMs: 1 } };
    const findings = diagnose(examination, {
      ...{ language: 'zh', hasCredentials: false, waitMs: 1 },
      recorded: { wanted: true, recording: false, gap, oldest: null },
    });
    const text = report('一号机', findings, 'zh');
    expect(text).toMatch(/! 应录而没有在录，自 .*：录像磁盘已满或故障 \(disk_full\)/);
    expect(text).toContain('· 还没有录像');
  });

  test('a good camera: what it is, how it is reached, and that nothing is to be done', async () => {
    const { codes, findings, texts, examination } = await consult(
      { url: plain.url, username: 'admin', password: PASSWORD },
      {
        capKbps: 1600,
        recorded: { wanted: true, recording: true, gap: null, oldest: new Date('2026-11-20T01:02:03Z') },
      },
    );
    expect(codes).toEqual(
      expect.arrayContaining([
        'connected',
        'rtsp_answers',
        'auth_digest',
        'tracks',
        'picture',
        'gop',
        'line_fits',
        'by_us',
        'plays',
        'recorded',
        'footage_since',
      ]),
    );
    expect(isFaulty(findings)).toBe(false);
    expect(examination.picture?.seen).toMatchObject({
      codec: 'h264',
      width: 320,
      height: 180,
      hasBFrames: false,
    });
    expect(examination.picture?.seen?.gopMs).toBe(1000);
    expect(texts[0]).toMatch(/✓ H\.264 320×180，2[45](\.\d)? 帧\/秒/);
    expect(texts[1]).toContain('It checks who we are by Digest (MD5, realm “');
    for (const text of texts) {
      expect(text).not.toContain(PASSWORD);
      expect(text).not.toMatch(/\{\w+\}|\?/);
    }
  });

  test('a wrong password, one that is missing, a wrong path', async () => {
    const wrong = await consult({ url: plain.url, username: 'admin', password: 'not-it-at-all' });
    expect(wrong.codes).toContain('fault auth_refused');
    expect(wrong.texts.join('')).not.toContain('not-it');
    expect(wrong.texts[0]).toContain('看不了');
    expect((await consult({ url: plain.url })).codes).toContain('fault auth_missing');
    const path = { url: plain.url.replace('/main', '/nowhere'), username: 'admin', password: PASSWORD };
    expect((await consult(path)).codes).toContain('fault path_wrong');
  });

  test('nobody there, no such name, somebody who does not speak RTSP', async () => {
    expect((await consult({ url: 'rtsp://127.0.0.1:1/main' })).codes).toEqual(['fault refused']);
    expect((await consult({ url: 'rtsp://camera.invalid/main' })).codes).toEqual(['fault not_resolved']);
    const web = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
    });
    await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
    const { port } = web.address() as { port: number };
    const { codes } = await consult({ url: `rtsp://127.0.0.1:${port}/main` });
    expect(codes).toContain('warn rtsp_fault');
    expect(codes.some((code) => code.startsWith('fault no_picture'))).toBe(true);
    web.close();
  });

  test('H.265 and B-frames: who pulls them, and that they are encoded; no password; a line that is too narrow', async () => {
    const h265 = await camera({ codec: 'h265', gop: 25 });
    const first = await consult({ url: h265.url }, { capKbps: 100 });
    expect(first.codes).toEqual(
      expect.arrayContaining(['by_us', 'warn h265_not_in_browsers', 'warn auth_none', 'fault line_over']),
    );
    const bFrames = await camera({ bFrames: 2, gop: 25 });
    const second = await consult({ url: bFrames.url }, { capKbps: null });
    expect(second.codes).toEqual(
      expect.arrayContaining(['by_ffmpeg', 'warn b_frames_not_in_webrtc', 'line_free']),
    );
    expect(second.texts[0]).toContain('由 ffmpeg 取流，因为');
  });
});

test('what was measured badly is said with what to change', () => {
  const seen: NonNullable<NonNullable<Examination['picture']>['seen']> = {
    ...{
      firstPictureMs: 4200,
      seconds: 12,
      codec: 'h264',
      codecString: 'avc1.640028',
      width: 1920,
      height: 1080,
    },
    ...{ fps: 5, bitrateKbps: 900, largestKeyframeBytes: 900_000, gopMs: 9960, hasBFrames: false },
    ...{ jitterMs: 420, longestPauseMs: 2600, interruptions: 1, packetsLost: 12, unitsDropped: 30 },
    ...{ timestampJumps: 2, clockOffsetMs: -90_000, isEncoded: false, audioCodec: 'pcma' },
  };
  const examination: Examination = {
    network: { host: 'cam', port: 554, addresses: ['10.0.0.9'], lookupMs: 900, connectMs: 700 },
    picture: { source: { kind: 'in-process' }, seen },
  };
  const findings = diagnose(examination, {
    ...{ language: 'zh', hasCredentials: true, waitMs: 1, capKbps: 1600, soundAllowed: false },
  });
  const bad = findings.filter(({ level }) => level === 'warn').map(({ code }) => code);
  expect(bad.sort()).toEqual([
    ...['clock_wrong', 'connect_slow', 'first_picture_slow', 'fps_low', 'gop_long', 'interrupted'],
    ...['line_large', 'lookup_slow', 'lost', 'paused', 'timestamps_jump', 'uneven'],
  ]);
  const text = report('一号机', findings, 'zh');
  expect(text).toContain('摄像头时钟与服务器相差 -90.0 秒');
  expect(text).toContain('大厅不允许监听');
  expect(text).not.toMatch(/\{\w+\}/);
});

describe('the command', () => {
  test('takes an id, a name of several words or an address, and nothing secret', () => {
    expect(parseCommand(['一号厅', '一号机', '--lang', 'en'])).toEqual({
      ...{ wanted: '一号厅 一号机', isAddress: false, language: 'en' },
    });
    expect(parseCommand(['rtsp://cam/main', '--profile', 'sub'])).toMatchObject({
      isAddress: true,
      profile: 'sub',
    });
    expect(() => parseCommand(['rtsp://admin:secret@cam/main'])).toThrow('MC_CAMERA_PASSWORD');
    expect(() => parseCommand([])).toThrow('npm run doctor');
    expect(() => parseCommand(['x', '--password', 'secret'])).toThrow('--password?');
  });
});
