/** A drawn camera's past as access units, faster than real time (`../../cameras/archive.py`). */
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NAL_IDR, NAL_PPS, NAL_SPS, nalType } from '../../../../streams/codec/h264-nal.ts';
import { parseSpsH264 } from '../../../../streams/codec/sps-h264.ts';
import { COLLECTED } from '../../../../streams/memory/collected.ts';
import { spawnTied } from '../../../../streams/process/spawn-tied.ts';
import type { AccessUnit, MediaFormat } from '../../../../streams/types.ts';
import { annexBUnits, CLOCK_HZ } from '../../load/clip.ts';

/** Debian's own, as for the live cameras. */
const PYTHON = '/usr/bin/python3';
const NAL_DELIMITER = 9;
const DELIMITER = Buffer.from([0, 0, 0, 1, NAL_DELIMITER]);
/** A second's picture is 30 KB; what grows past this without a delimiter is no video. */
const MOST_BYTES = 4 << 20;

export interface PastOptions {
  /** The scenario's name of the camera. */
  readonly camera: string;
  readonly fromMs: number;
  readonly seconds: number;
  readonly fps: number;
  readonly signal: AbortSignal;
}

export interface PastPicture {
  readonly unit: AccessUnit;
  readonly format: MediaFormat;
}

export async function* pastPictures(options: PastOptions): AsyncGenerator<PastPicture> {
  const { camera, fromMs, seconds, fps, signal } = options;
  const script = join(fileURLToPath(new URL('../../cameras', import.meta.url)), 'archive.py');
  const args = [
    '--camera',
    camera,
    '--from',
    String(fromMs),
    '--seconds',
    String(seconds),
    '--fps',
    String(fps),
  ];
  const child = spawnTied(PYTHON, [script, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: '/usr/bin:/bin', HOME: process.env.HOME, LANG: 'C.UTF-8' },
  });
  const ended = once(child, 'exit');
  let complaint = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    complaint = (complaint + chunk.toString('utf8')).slice(-2000);
  });
  const stop = () => void child.kill('SIGKILL');
  signal.addEventListener('abort', stop, { once: true });
  let format: MediaFormat | undefined;
  let count = 0;
  try {
    if (!child.stdout) throw new Error('archive: no stdout');
    for await (const picture of delimited(child.stdout as AsyncIterable<Buffer>)) {
      const nals = annexBUnits(picture);
      format ??= formatOf(nals);
      const kept = nals.filter((nal) => ![NAL_SPS, NAL_PPS, NAL_DELIMITER].includes(nalType(nal)));
      const ticks = CLOCK_HZ / fps;
      const unit: AccessUnit = {
        epoch: 0,
        sequence: count,
        keyframe: kept.some((nal) => nalType(nal) === NAL_IDR),
        data: withLengths(kept),
        memory: COLLECTED,
        decodeTime: count * ticks,
        durationTicks: ticks,
        durationMs: 1000 / fps,
        compositionTicks: 0,
        capturedAtMs: fromMs + Math.floor((count * 1000) / fps),
      };
      count += 1;
      yield { unit, format };
    }
    const [code] = await ended;
    if (code !== 0 && !signal.aborted)
      throw new Error(`archive of ${camera}: ${complaint || `exit ${code}`}`);
  } finally {
    signal.removeEventListener('abort', stop);
    stop();
  }
}

async function* delimited(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let held: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    held = Buffer.concat([held, chunk]);
    for (;;) {
      const next = held.indexOf(DELIMITER, DELIMITER.length);
      if (next < 0) break;
      yield held.subarray(0, next);
      held = held.subarray(next);
    }
    if (held.length > MOST_BYTES) throw new Error('archive: a picture without an end');
  }
  if (held.length > 0) yield held;
}

function formatOf(nals: readonly Buffer[]): MediaFormat {
  const sps = nals.find((nal) => nalType(nal) === NAL_SPS);
  const pps = nals.find((nal) => nalType(nal) === NAL_PPS);
  const parsed = sps && parseSpsH264(sps);
  if (!sps || !pps || !parsed) throw new Error('archive: no parameter sets');
  return {
    codec: 'h264',
    codecString: `avc1.${sps.subarray(1, 4).toString('hex')}`,
    width: parsed.width,
    height: parsed.height,
    timescale: CLOCK_HZ,
    parameterSets: [sps, pps],
  };
}

function withLengths(nals: readonly Buffer[]): Buffer {
  return Buffer.concat(
    nals.flatMap((nal) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(nal.length);
      return [length, nal];
    }),
  );
}
