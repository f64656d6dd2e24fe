/**
 * Load cameras as a program of its own, so that their cost is nobody else's: `main.js FILE PORT COUNT PACE`.
 * Prints one line of JSON when it listens and ends with its stdin.
 */
import type { AddressInfo } from 'node:net';
import { readClip } from './clip.ts';
import { LoadCamera, type Pace } from './load-camera.ts';
import { createRtspServer } from './rtsp-server.ts';

const [file = '', port = '0', count = '1', pace = 'bursty'] = process.argv.slice(2);
process.stdin.resume().on('close', () => process.exit(0));
const clip = await readClip(file);
const cameras = new Map(
  Array.from({ length: Number(count) }, (_, index) => [
    `c${index}`,
    new LoadCamera({ clip, index, pace: pace as Pace }),
  ]),
);
const server = createRtspServer(cameras, clip);
server.on('error', (error) => {
  process.stderr.write(`load cameras: ${error.message}\n`);
  process.exit(1);
});
server.listen(Number(port), '127.0.0.1', 1024, () =>
  process.stdout.write(`${JSON.stringify({ ready: true, port: (server.address() as AddressInfo).port })}\n`),
);
