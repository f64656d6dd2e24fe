import { type ChildProcess, spawn } from 'node:child_process';
import { tie } from '../../../process/spawn-tied.ts';
import type { AudioFormat, AudioFrame } from '../../../types.ts';

export type LavfiSound = 'pcma' | 'pcmu' | 'aac';

/** 440 Hz, in real time, coded as cameras code it: G.711 in 20 ms, AAC-LC at 16 kHz. */
export function startSound(
  codec: LavfiSound,
  epoch: number,
  onFrame: (frame: AudioFrame) => void,
): { readonly format: AudioFormat; readonly child: ChildProcess } {
  const format = formatOf(codec);
  const coding = {
    pcma: '-c:a pcm_alaw -f alaw',
    pcmu: '-c:a pcm_mulaw -f mulaw',
    aac: '-c:a aac -b:a 32k -flush_packets 1 -f adts',
  };
  const input = `-hide_banner -loglevel error -re -f lavfi -i sine=frequency=440:sample_rate=${format.sampleRate}`;
  const [file, args] = tie('ffmpeg', [...input.split(' '), ...coding[codec].split(' '), 'pipe:1']);
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const next = codec === 'aac' ? nextAdts : nextG711;
  const ticks = codec === 'aac' ? 1_024 : 160;
  let pending: Buffer = Buffer.alloc(0);
  let decodeTime = 0;
  let capturedAtMs = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk]);
    for (let found = next(pending); found; found = next(pending)) {
      pending = pending.subarray(found.end);
      capturedAtMs = Math.max(capturedAtMs, Date.now());
      const durationMs = (ticks / format.sampleRate) * 1_000;
      const data = Buffer.from(found.data);
      onFrame({ epoch, data, decodeTime, durationMs, capturedAtMs });
      decodeTime += ticks;
    }
  });
  return { format, child };
}

function formatOf(codec: LavfiSound): AudioFormat {
  if (codec !== 'aac') return { codec, sampleRate: 8_000, channels: 1 };
  // AAC-LC, index 8 of the rates (16 kHz), one channel.
  return { codec, sampleRate: 16_000, channels: 1, config: Buffer.from([0x14, 0x08]) };
}

interface Found {
  readonly data: Buffer;
  readonly end: number;
}

function nextG711(pending: Buffer): Found | undefined {
  return pending.length < 160 ? undefined : { data: pending.subarray(0, 160), end: 160 };
}

function nextAdts(pending: Buffer): Found | undefined {
  if (pending.length < 7) return undefined;
  const end = (pending.readUIntBE(3, 3) >> 5) & 0x1fff;
  return pending.length < end ? undefined : { data: pending.subarray(7, end), end };
}
