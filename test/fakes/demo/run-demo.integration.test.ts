/** The demo as `main.ts` runs it, cameras included, against the real record plane. */
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WindowStatus } from '../../../server/contract/overlays.ts';
import type { Wall } from '../../../server/contract/wall.ts';
import { ApiClient } from '../../factories/api-client.ts';
import { type RecordServer, startRecordServer } from '../../factories/record-server.ts';
import { type RunningDemo, runDemo } from './run-demo.ts';

let server: RecordServer;
let demo: RunningDemo;
const said: string[] = [];
const shown: string[] = [];
beforeAll(async () => {
  server = await startRecordServer();
  demo = await start();
});
afterAll(async () => {
  await demo?.close();
  await server.close();
});

const start = () =>
  runDemo({
    baseUrl: server.baseUrl,
    sessionCookie: server.admin.headers.cookie ?? '',
    say: (line) => said.push(line),
    show: (line) => shown.push(line),
    seed: 'seed-of-this-test',
    now: Date.now,
  });
const wall = () => server.admin.get<Wall>(`/api/v1/halls/${demo.hallId}/wall`);

describe('the demo', () => {
  it('brings up cameras that ask for a password, and windows with a status', async () => {
    const { windows, cameras } = await wall();
    for (const camera of cameras)
      expect(await describeStatus(camera.profiles[0]?.url ?? '')).toMatch(/^RTSP\/1\.0 401 /);
    for (const window of windows) await untilKnown(window.id);
    expect(said.filter((line) => line.includes('rejected') || line.includes('cannot'))).toEqual([]);
  });

  it('has a supervisor, a monitor and somebody of a department, whose passwords only the terminal is told', async () => {
    expect(shown.map((line) => line.split(/ +/)[0])).toEqual(['zhang', 'zhiban', 'scjg']);
    for (const line of shown) {
      const [username = '', password = ''] = line.split(/ +/);
      await ApiClient.signIn(server.baseUrl, username, password);
      expect(said.join('\n')).not.toContain(password);
    }
  });

  it('ends within 3 s, its cameras with it, and begins again where it was', async () => {
    const before = await wall();
    const { pid } = demo.cameras;
    const began = performance.now();
    await Promise.all([demo.close(), demo.close()]);
    expect(performance.now() - began).toBeLessThan(3000);
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    demo = await start();
    expect(shown.slice(3)).toEqual(shown.slice(0, 3));
    const after = await wall();
    const idsOf = (one: Wall) => [...one.cameras, ...one.windows, ...one.placements].map(({ id }) => id);
    expect(idsOf(after)).toEqual(idsOf(before));
    for (const { profiles } of after.cameras)
      for (const { url } of profiles) expect(new URL(url).port).toBe(String(demo.cameras.port));
    expect(new Set(server.changedCameras)).toEqual(new Set(after.cameras.map(({ id }) => id)));
  });
});

async function untilKnown(windowId: string): Promise<void> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const { state } = await server.admin.get<WindowStatus>(`/api/v1/windows/${windowId}/status`);
    if (state !== 'unknown') return;
    if (Date.now() > deadline) throw new Error('nothing was reported of the window');
    await new Promise((wait) => setTimeout(wait, 100));
  }
}

/** The first line a camera answers to a DESCRIBE without credentials. */
async function describeStatus(url: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  try {
    socket.write(`DESCRIBE ${url} RTSP/1.0\r\nCSeq: 1\r\n\r\n`);
    const [chunk] = await new Promise<[Buffer]>((resolve, reject) => {
      socket.once('data', (data) => resolve([data]));
      socket.once('error', reject);
    });
    return chunk.toString('latin1').split('\r\n', 1)[0] ?? '';
  } finally {
    socket.destroy();
  }
}
