import { expect, it } from 'vitest';
import { Reach } from '../../streams/reach/index.ts';
import type { ProbeResult } from '../contract/cameras.ts';
import { CameraProber } from './camera-prober.ts';
import { CredentialsKeeper } from './credentials.ts';

const keeper = new CredentialsKeeper({
  sealer: { seal: (text) => Buffer.from(text), open: (bytes) => Buffer.from(bytes).toString() },
});
const networks = { check: async () => undefined, reach: new Reach({ allowed: () => [] }) };
const everywhere = { everywhere: true } as const;
const failed: ProbeResult = { ok: false, code: 'camera_unreachable', reason: 'no answer' };

it('tests two at a time, the others in turn, and turns away a crowd', async () => {
  const ends: (() => void)[] = [];
  let running = 0;
  let most = 0;
  const prober = new CameraProber({
    cameras: { stored: () => Promise.reject(new Error('not asked')) },
    keeper,
    networks,
    probe: async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise<void>((end) => ends.push(end));
      running -= 1;
      return failed;
    },
  });
  const asked = Array.from({ length: 18 }, () => prober.run({ url: 'rtsp://10.0.0.1/' }, everywhere));
  await new Promise((resolve) => setImmediate(resolve));
  await expect(prober.run({ url: 'rtsp://10.0.0.1/' }, everywhere)).rejects.toMatchObject({
    status: 503,
    code: 'probes_busy',
  });
  for (let i = 0; i < 18; i += 1) {
    ends.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(await Promise.all(asked)).toHaveLength(18);
  expect(most).toBe(2);
  expect(running).toBe(0);
});

it('gives its turn on when a test fails badly', async () => {
  const prober = new CameraProber({
    cameras: { stored: () => Promise.reject(new Error('not asked')) },
    keeper,
    networks,
    probe: () => Promise.reject(new Error('no ffprobe')),
  });
  for (let i = 0; i < 5; i += 1)
    await expect(prober.run({ url: 'rtsp://10.0.0.1/' }, everywhere)).rejects.toThrow('no ffprobe');
});
