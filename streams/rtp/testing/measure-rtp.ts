import { SlabPool } from '../../memory/slab-pool.ts';
import { VideoReceiver } from '../video-receiver.ts';
import { H264_SETS, slice } from './receiving.ts';
import { PacketWriter } from './rtp-packets.ts';

/**
 * What the way from RTP packets to access units costs, for one process: 40 cameras of 1.5 Mbit/s at 25 pictures a
 * second, GOP 2 s, whose newest GOP is kept. Not a test; bundle it like any entry (`server/setup/bundle.mjs`).
 * With `--paced`, each packet is a read of its own.
 */

const CAMERAS = 40;
const SECONDS = 60;
const FPS = 25;
const GOP = 50;
const PACED = process.argv.includes('--paced');

interface Camera {
  readonly receiver: VideoReceiver;
  readonly kept: { release(): void }[];
}

const pool = new SlabPool();
let units = 0;
let bytes = 0;

/** One read's worth of bytes, and where its packets begin: the same for every camera and every GOP. */
function makeReads(): { buffer: Buffer; ends: number[] }[] {
  const camera = new PacketWriter({ mtu: 1388, timestamp: 0, sequence: 0 });
  return Array.from({ length: GOP * 2 }, (_, i) => {
    const isKey = i % GOP === 0;
    const packets = camera.unit(isKey ? [...H264_SETS, slice(5, 45_000)] : [slice(1, 6700)]);
    const ends: number[] = [];
    let at = 0;
    for (const packet of packets) {
      at += packet.length;
      ends.push(at);
    }
    return { buffer: Buffer.concat(packets), ends };
  });
}

function open(): Camera {
  const kept: { release(): void }[] = [];
  const receiver = new VideoReceiver({
    track: { encoding: 'H264', payloadType: 96, clockRate: 90_000, fmtp: new Map() },
    transport: 'tcp',
    pool,
    sink: {
      onFormat: () => undefined,
      onAccessUnits: (batch) => {
        for (const unit of batch) {
          if (unit.keyframe) for (const memory of kept.splice(0)) memory.release();
          unit.memory.retain();
          kept.push(unit.memory);
          units += 1;
          bytes += unit.data.length;
        }
      },
    },
  });
  return { receiver, kept };
}

const reads = makeReads();
const cameras = Array.from({ length: CAMERAS }, open);
let packets = 0;
let sequence = 0;
let timestamp = 0;

/** One picture of every camera. The header's numbers go on; the bytes stay. */
function tick(i: number): void {
  const read = reads[i % reads.length];
  if (!read) return;
  const { buffer, ends } = read;
  let at = 0;
  for (const end of ends) {
    buffer.writeUInt16BE(sequence & 0xffff, at + 2);
    buffer.writeUInt32BE(timestamp % 2 ** 32, at + 4);
    sequence += 1;
    at = end;
  }
  timestamp += 3600;
  const nowMs = (i * 1000) / FPS;
  for (const { receiver } of cameras) {
    let start = 0;
    for (const end of ends) {
      receiver.push(buffer, start, end, nowMs);
      start = end;
      if (PACED) receiver.flush(nowMs);
    }
    receiver.flush(nowMs);
  }
  packets += ends.length * CAMERAS;
}

for (let i = 0; i < 10 * FPS; i += 1) tick(i);
packets = 0;
units = 0;
bytes = 0;
const before = process.cpuUsage();
for (let i = 10 * FPS; i < (10 + SECONDS) * FPS; i += 1) tick(i);
const { user, system } = process.cpuUsage(before);
const cpuMs = (user + system) / 1000;
const { bytesInUse, bytesSpare } = pool.figures;
const lines = [
  `${CAMERAS} cameras, ${SECONDS} s of media, ${((bytes * 8) / SECONDS / CAMERAS / 1e6).toFixed(2)} Mbit/s each`,
  `${((cpuMs * 1e6) / packets).toFixed(0)} ns a packet, ${((cpuMs * 1e6) / units).toFixed(0)} ns an access unit`,
  `${((cpuMs / (SECONDS * 1000) / CAMERAS) * 100).toFixed(4)} % of a core a camera`,
  `slabs: ${(bytesInUse / CAMERAS / 1024).toFixed(0)} KiB in use a camera, ${(bytesSpare / 1024).toFixed(0)} KiB spare in all`,
];
process.stdout.write(`${lines.join('\n')}\n`);
