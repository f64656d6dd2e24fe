import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { Parser } from 'm3u8-parser';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MediaError } from '../../media-error.ts';
import { StreamHub } from '../../stream/stream-hub.ts';
import { type Clip, makeClip, startCamera, type TestCamera } from '../../stream/testing/camera.ts';
import { eventually, recordingLog } from '../../stream/testing/observer.ts';
import { ffmpegs } from '../../stream/testing/processes.ts';
import type { Lease } from '../../types.ts';
import { LlHlsOutput } from './index.ts';

/** What m3u8-parser makes of a playlist, as far as we look at it. */
interface Manifest {
  readonly targetDuration: number;
  readonly mediaSequence: number;
  readonly partTargetDuration: number;
  readonly discontinuityStarts: readonly number[];
  readonly serverControl: { readonly canBlockReload: boolean; readonly partHoldBack: number };
  readonly segments: readonly ManifestSegment[];
  readonly preloadSegment?: ManifestSegment & { readonly preloadHints: readonly { readonly uri: string }[] };
}

interface ManifestSegment {
  readonly uri: string;
  readonly duration: number;
  readonly dateTimeObject?: Date;
  readonly map: { readonly uri: string };
  readonly parts?: readonly {
    readonly uri: string;
    readonly duration: number;
    readonly independent?: boolean;
  }[];
}

const FPS = 25;
let clip: Clip;
let camera: TestCamera;
let hub: StreamHub;
let lease: Lease;
let output: LlHlsOutput;
let server: Server;
let base: string;

beforeAll(async () => {
  clip = await makeClip({ fps: FPS, gop: 50, seconds: 8 });
  camera = await startCamera({ clip });
  hub = new StreamHub({
    resolveAddress: async () => ({ url: camera.url }),
    log: recordingLog(),
    now: Date.now,
  });
  lease = hub.acquire({ cameraId: 'cam', profile: 'main' }, 'test');
  output = new LlHlsOutput({ stream: lease.stream });
  server = createServer((req, res) => {
    const url = new URL(req.url ?? '/', 'http://localhost');
    const answer = async (): Promise<Buffer | string> => {
      if (url.pathname !== '/live.m3u8') {
        return Buffer.concat([...(await output.resource(url.pathname.slice(1))).buffers]);
      }
      const [msn, part] = ['_HLS_msn', '_HLS_part'].map((name) => url.searchParams.get(name));
      return output.playlist({
        ...(typeof msn === 'string' && { msn: Number(msn) }),
        ...(typeof part === 'string' && { part: Number(part) }),
      });
    };
    answer().then(
      (body) => res.setHeader('Content-Type', contentType(url.pathname)).end(body),
      (error: unknown) => res.writeHead(error instanceof MediaError ? 404 : 500).end(String(error)),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  output.close();
  server.closeAllConnections();
  server.close();
  await hub.close();
  await camera.close();
  await clip.remove();
});

const contentType = (path: string): string =>
  path.endsWith('.m3u8') ? 'application/vnd.apple.mpegurl' : 'video/mp4';

async function manifest(query = ''): Promise<Manifest> {
  const response = await fetch(`${base}/live.m3u8${query}`);
  const parser = new Parser();
  parser.push(await response.text());
  parser.end();
  return parser.manifest as Manifest;
}

async function ffprobe(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('ffprobe', ['-v', 'error', '-of', 'compact=p=0', ...args]);
  return stdout;
}

test('an independent parser reads the playlist as meant', async () => {
  const first = await manifest();
  expect(first.targetDuration).toBe(2);
  expect(first.serverControl.canBlockReload).toBe(true);
  expect(first.serverControl.partHoldBack).toBeGreaterThanOrEqual(3 * first.partTargetDuration);
  const [segment] = first.segments;
  expect(segment?.map.uri).toMatch(/^init-\d+\.mp4$/);
  expect(Math.abs(Date.now() - (segment?.dateTimeObject?.getTime() ?? 0))).toBeLessThan(10_000);
  expect(first.preloadSegment?.preloadHints[0]?.uri).toMatch(/^part-\d+\.m4s$/);
});

test('blocking reload gives each part as it comes; parts and segments keep their bounds', async () => {
  let { segments, mediaSequence, preloadSegment } = await manifest();
  let msn = mediaSequence + segments.length;
  let part = preloadSegment?.parts?.length ?? 0;
  const deadlineMs = Date.now() + 5000;
  let reloads = 0;
  while (Date.now() < deadlineMs) {
    const askedAtMs = Date.now();
    const next = await manifest(`?_HLS_msn=${msn}&_HLS_part=${part}`);
    expect(Date.now() - askedAtMs).toBeLessThan(2000);
    expect(next.mediaSequence).toBeGreaterThanOrEqual(mediaSequence);
    ({ segments, mediaSequence, preloadSegment } = next);
    msn = mediaSequence + segments.length;
    part = preloadSegment?.parts?.length ?? 0;
    reloads += 1;
    for (const segment of segments) {
      expect(Math.round(segment.duration)).toBeLessThanOrEqual(next.targetDuration);
      for (const [index, one] of (segment.parts ?? []).entries()) {
        expect(one.duration).toBeLessThanOrEqual(next.partTargetDuration);
        const isLast = index === (segment.parts?.length ?? 0) - 1;
        if (!isLast) expect(one.duration).toBeGreaterThanOrEqual(0.85 * next.partTargetDuration);
      }
    }
  }
  // About five parts a second; a loaded machine may deliver two at once.
  expect(reloads).toBeGreaterThan(12);
});

test('every named resource is there, and ffprobe decodes what they make', async () => {
  const { segments } = await manifest();
  const whole = segments.at(-2);
  if (!whole) throw new Error('no segment');
  const named = await fetch(`${base}/${whole.uri}`).then((response) => response.arrayBuffer());
  const parts = segments.at(-1)?.parts ?? [];
  for (const { uri } of parts) expect((await fetch(`${base}/${uri}`)).status).toBe(200);
  expect(named.byteLength).toBeGreaterThan(1000);
  expect((await fetch(`${base}/seg-1.m4s`)).status).toBe(404);

  const stream = await ffprobe('-show_entries', 'stream=codec_name,width,height', '-i', `${base}/live.m3u8`);
  expect(stream).toContain('codec_name=h264|width=320|height=180');
  const frames = await ffprobe(
    ...['-read_intervals', '%+#100', '-show_entries', 'packet=pts_time,flags', '-i', `${base}/live.m3u8`],
  );
  const times = frames.match(/pts_time=[\d.]+/g)?.map((text) => Number(text.slice(9))) ?? [];
  expect(times).toHaveLength(100);
  for (let index = 2; index < times.length; index += 1) {
    expect((times[index] ?? 0) - (times[index - 1] ?? 0)).toBeCloseTo(1 / FPS, 2);
  }
});

test('a restarted source goes on in the same playlist behind a discontinuity', async () => {
  const before = await manifest();
  process.kill(ffmpegs()[0]?.pid ?? 0, 'SIGKILL');
  await eventually(() => lease.stream.info?.epoch === 1);
  // The parser tells of a map only with a complete segment that uses it.
  const mapsOf = ({ segments }: Manifest): Set<string> => new Set(segments.map((segment) => segment.map.uri));
  await expect.poll(async () => mapsOf(await manifest()).size, { timeout: 15_000, interval: 300 }).toBe(2);
  const after = await manifest();
  expect(after.discontinuityStarts).toHaveLength(1);
  expect(after.mediaSequence).toBeGreaterThanOrEqual(before.mediaSequence);
  const starts = after.segments.map((segment) => segment.dateTimeObject?.getTime() ?? 0);
  expect(starts).toEqual([...starts].sort((a, b) => a - b));
  for (const uri of mapsOf(after)) expect((await fetch(`${base}/${uri}`)).status).toBe(200);
});
