import { afterEach, expect, test } from 'vitest';
import type { Log } from '../../types.ts';
import { workerBin } from './testing/worker-bin.ts';
import { WebRtcPlane } from './webrtc-plane.ts';

let plane: WebRtcPlane | undefined;
afterEach(() => plane?.close());

async function openPlane(isEnding: () => boolean) {
  const said: string[] = [];
  const say = (level: string) => (_: object, message: string) => void said.push(`${level}: ${message}`);
  const log: Log = { debug: say('debug'), info: say('info'), warn: say('warn'), error: say('error') };
  plane = await WebRtcPlane.create({
    log,
    port: 0,
    listenIp: '127.0.0.1',
    isEnding,
    workerBin: await workerBin(),
  });
  const pid = plane.workerPids[0] ?? 0;
  const runs = () => said.filter((line) => line === 'info: mediasoup worker runs').length;
  const faults = () => said.filter((line) => /^(?:warn|error): /.test(line));
  return { pid, said, runs, faults };
}

test('a worker that a terminal’s Ctrl-C ends before us is no fault, and no new one is made', async () => {
  let ending = false;
  const { pid, said, runs, faults } = await openPlane(() => ending);
  process.kill(pid, 'SIGINT');
  ending = true;
  await expect.poll(() => said, { timeout: 5_000 }).toContain('debug: mediasoup worker died');
  // A new one would be made at once.
  await new Promise((wait) => setTimeout(wait, 800));
  expect([faults(), runs()]).toEqual([[], 1]);
});

test('one that dies while the program goes on is', async () => {
  const { pid, runs, faults } = await openPlane(() => false);
  process.kill(pid, 'SIGINT');
  await expect.poll(runs, { timeout: 10_000 }).toBe(2);
  expect(faults()).toContain('error: mediasoup worker died');
});
