import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { startLossyUdp } from './lossy-udp.ts';
import { startVariousCameras } from './various/various-cameras.ts';

const run = promisify(execFile);

it('a camera plays over UDP through it, with as many packets lost as told', async () => {
  const cameras = await startVariousCameras([{ name: 'udp', udpOnly: true }]);
  const url = cameras.url('udp');
  const lossy = await startLossyUdp({ targetPort: Number(new URL(url).port) });
  try {
    const watch = [
      '-v',
      'error',
      '-rtsp_transport',
      'udp',
      '-i',
      lossy.through(url),
      '-t',
      '2',
      '-f',
      'null',
      '-',
    ];
    await run('ffmpeg', watch, { timeout: 20_000 });
    expect(lossy.passed).toBeGreaterThan(50);
    expect(lossy.lost).toBe(0);
    lossy.setLoss(0.3);
    const before = lossy.passed;
    await run('ffmpeg', watch, { timeout: 20_000 });
    const share = lossy.lost / (lossy.lost + lossy.passed - before);
    expect(share).toBeGreaterThan(0.15);
    expect(share).toBeLessThan(0.45);
  } finally {
    await lossy.close();
    await cameras.stop();
  }
});
