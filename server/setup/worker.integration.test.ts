import { afterEach, expect, it } from 'vitest';
import { workerStarts } from './mediasoup-worker/check.mjs';
import { workerStep } from './worker.mjs';

const before = { ...process.env };
afterEach(() => {
  for (const name of ['MEDIASOUP_WORKER_BIN', 'MC_WEBRTC_UNAVAILABLE']) {
    if (before[name] === undefined) delete process.env[name];
    else process.env[name] = before[name];
  }
});

it('tells a program that is no worker from one that is', async () => {
  expect(await workerStarts('/nonexistent/worker', '3.18.1')).toBe(false);
  expect(await workerStarts('/bin/true', '3.18.1')).toBe(false);
});

it('provides a worker that starts', { timeout: 600_000 }, async () => {
  delete process.env.MEDIASOUP_WORKER_BIN;
  await workerStep().run({ say: () => {}, tell: () => {} });
  expect(process.env.MC_WEBRTC_UNAVAILABLE).toBeUndefined();
  expect(await workerStarts(process.env.MEDIASOUP_WORKER_BIN ?? '', '3.18.1')).toBe(true);
});

it('goes on without WebRTC when the named worker does not start, and says so', async () => {
  process.env.MEDIASOUP_WORKER_BIN = '/bin/true';
  expect(await workerStep().run({ say: () => {}, tell: () => {} })).toContain('WebRTC is off');
  expect(process.env.MC_WEBRTC_UNAVAILABLE).toContain('/bin/true');
});
