/**
 * A process that records cameras and nothing else, for tests that kill it. Arguments: a disk's folder, ms a file, then
 * cameras' RTSP addresses; their ids are `camera-0` on. Says `{}` when it has begun; SIGTERM ends it in order.
 */
import { inspect } from 'node:util';
import { SlabPool } from '../../memory/slab-pool.ts';
import { RtspSource } from '../../sources/rtsp/rtsp-source.ts';
import { StreamHub } from '../../stream/stream-hub.ts';
import { Recorder } from '../index.ts';

const [folder = '', segmentMs = '', ...urls] = process.argv.slice(2);
const nothing = (): void => undefined;
const complain = (what: unknown): void => {
  process.stderr.write(`${inspect(what)}\n`);
};
const log = { debug: nothing, info: nothing, warn: complain, error: complain };
const pool = new SlabPool({ poison: true });
const hub = new StreamHub({
  ...{ log, now: Date.now },
  resolveAddress: async ({ cameraId }) => ({ url: urls[Number(cameraId.split('-')[1])] ?? '' }),
  createSource: (request) =>
    new RtspSource({ ...request, now: Date.now, pool, timeoutMs: 5000, audio: false }),
});
const recorder = new Recorder({
  ...{ hub, log, now: Date.now, segmentMs: Number(segmentMs) },
  index: { opened: nothing, grew: nothing, closed: nothing, gapBegan: nothing },
  disks: { pick: () => ({ diskId: 'd', folder }), failed: (_id, error) => complain(error) },
});
recorder.set(
  urls.map((_, index) => ({
    cameraId: `camera-${index}`,
    profile: 'main',
    sound: false,
    mode: 'continuous',
  })),
);
process.once('SIGTERM', () => {
  void recorder
    .close()
    .then(() => hub.close())
    .then(() => process.exit(0));
});
// Whoever started it is gone.
process.stdin.on('end', () => process.exit(0)).resume();
process.stdout.write('{}\n');
