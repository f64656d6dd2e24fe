/**
 * What `recording.ts` measures: cameras pulled as the program pulls them, and recorded as it records them, with nothing
 * else around. Arguments: the disk's folder, then addresses. A line `{"held": n, "recorded": m}` on stdin says how
 * many; each second it says how it stands.
 */
import { createInterface } from 'node:readline';
import { SlabPool } from '../../streams/memory/slab-pool.ts';
import { Recorder } from '../../streams/recorder/index.ts';
import { RtspSource } from '../../streams/sources/rtsp/rtsp-source.ts';
import { StreamHub } from '../../streams/stream/stream-hub.ts';
import type { Lease } from '../../streams/types.ts';

const [folder = '', ...urls] = process.argv.slice(2);
const nothing = (): void => undefined;
const log = { debug: nothing, info: nothing, warn: nothing, error: nothing };
const pool = new SlabPool();
const hub = new StreamHub({
  ...{ log, now: Date.now },
  resolveAddress: async ({ cameraId }) => ({ url: urls[Number(cameraId)] ?? '' }),
  createSource: (request) =>
    new RtspSource({ ...request, now: Date.now, pool, timeoutMs: 5000, audio: false }),
});
const recorder = new Recorder({
  ...{ hub, log, now: Date.now },
  index: { opened: nothing, grew: nothing, closed: nothing, gapBegan: nothing },
  disks: { pick: () => ({ diskId: 'd', folder }), failed: nothing },
});
const keyOf = (index: number) => ({ cameraId: String(index), profile: 'main' as const });
let leases: Lease[] = [];

createInterface({ input: process.stdin })
  .on('line', (line) => {
    const { held, recorded } = JSON.parse(line) as { held: number; recorded: number };
    const next = Array.from({ length: held }, (_, index) => hub.acquire(keyOf(index), 'bench'));
    for (const lease of leases) lease.release();
    leases = next;
    recorder.set(
      Array.from({ length: recorded }, (_, index) => ({ ...keyOf(index), sound: false, mode: 'continuous' })),
    );
  })
  // Whoever measures is gone.
  .on('close', () => process.exit(0));

const say = (fields: object) => process.stdout.write(`${JSON.stringify(fields)}\n`);
say({});
setInterval(() => {
  const live = hub.statuses().filter(({ state }) => state.name === 'live').length;
  const { cameras, bytes, droppedUnits, waitingBytes, disks } = recorder.figures;
  const { recording } = cameras;
  say({ live, recording, bytes, droppedUnits, waitingBytes, lastWriteMs: disks[0]?.lastWriteMs ?? 0 });
}, 1000);
