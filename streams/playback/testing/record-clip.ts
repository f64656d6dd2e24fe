/** Recorded files faster than real time: a clip of real H.264 or H.265 (and AAC), looped, through the recorder's own writer. */
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parseFragment } from '../../fmp4/parse-fragment.ts';
import { type InitSegment, parseInit } from '../../fmp4/parse-init.ts';
import { UnitSplitter } from '../../fmp4/unit-splitter.ts';
import { writeInit } from '../../fmp4/write-init.ts';
import { DiskLane } from '../../recorder/disk-lane.ts';
import { type CreateFile, createFile } from '../../recorder/recording-file.ts';
import { segmentPath } from '../../recorder/segment-path.ts';
import { SegmentWriter } from '../../recorder/segment-writer.ts';
import type { RawUnit } from '../../sources/source.ts';
import type { AudioFormat, MediaFormat, Profile } from '../../types.ts';
import type { PlayableFile } from '../types.ts';

const run = promisify(execFile);

export interface ClipOptions {
  readonly seconds: number;
  readonly fps?: number;
  /** Pictures from one keyframe to the next. */
  readonly gop?: number;
  readonly size?: string;
  readonly codec?: 'h264' | 'h265';
  /** A tone beside it. */
  readonly sound?: boolean;
  readonly kbps?: number;
}

export interface Clip {
  readonly format: MediaFormat;
  readonly units: readonly RawUnit[];
  readonly sound: readonly Buffer[];
  readonly lengthTicks: number;
}

/** 16 kHz, one channel, low complexity (ISO/IEC 14496-3, 1.6.2.1). */
const AAC: AudioFormat = {
  codec: 'aac',
  sampleRate: 16_000,
  channels: 1,
  config: Buffer.from([0x14, 0x08]),
};
const AAC_SAMPLES = 1024;
const ADTS_HEADER = 7;

export async function makeClip(options: ClipOptions): Promise<Clip> {
  const {
    seconds,
    fps = 25,
    gop = 50,
    size = '320x180',
    codec = 'h264',
    sound = false,
    kbps = 200,
  } = options;
  const encoder =
    codec === 'h264'
      ? ['-c:v', 'libx264', '-profile:v', 'main', '-sc_threshold', '0']
      : ['-c:v', 'libx265', '-x265-params', `log-level=none:keyint=${gop}:min-keyint=${gop}:open-gop=0`];
  const output = await ffmpeg([
    ...['-f', 'lavfi', '-i', `testsrc2=size=${size}:rate=${fps}:duration=${seconds}`],
    ...[...encoder, '-preset', 'ultrafast', '-bf', '0', '-g', String(gop), '-b:v', `${kbps}k`],
    ...['-pix_fmt', 'yuv420p', '-video_track_timescale', '90000'],
    ...['-f', 'mp4', '-movflags', 'empty_moov+default_base_moof+frag_every_frame', 'pipe:1'],
  ]);
  let init: InitSegment | undefined;
  const units: RawUnit[] = [];
  const splitter = new UnitSplitter({
    onUnit: (unit) => {
      if (unit.kind === 'init') init = parseInit(unit);
      else if (init) units.push(parseFragment(unit, init));
    },
  });
  splitter.push(output);
  if (!init) throw new Error('ffmpeg made no clip');
  const { codecString, width, height, timescale, parameterSets } = init;
  const format: MediaFormat = { codec, codecString, width, height, timescale, parameterSets };
  return {
    format: { ...format, ...(sound && { audio: AAC }) },
    units,
    sound: sound ? adtsFrames(await ffmpeg(tone(seconds))) : [],
    lengthTicks: seconds * timescale,
  };
}

export interface RecordOptions {
  readonly clip: Clip;
  /** The disk's. */
  readonly folder: string;
  readonly cameraId: string;
  readonly profile?: Profile;
  readonly startedAtMs: number;
  readonly seconds: number;
  /** The camera's clock against the wall's, parts per million: its media time runs as much faster. */
  readonly driftPpm?: number;
  /** Default: as the recorder makes them, on disk at each write. */
  readonly createFile?: CreateFile;
  /** It still grows: no table, no end. */
  readonly open?: boolean;
}

export interface RecordedFile extends PlayableFile {
  readonly cameraId: string;
  readonly profile: Profile;
  readonly bytes: number;
  readonly width: number;
  readonly height: number;
  readonly driftPpm: null;
  readonly clockOffsetMs: null;
}

export async function recordFile(options: RecordOptions): Promise<RecordedFile> {
  const { clip, folder, cameraId, profile = 'main', startedAtMs, seconds, driftPpm = 0 } = options;
  const id = randomUUID();
  const path = segmentPath({ id, cameraId, profile, startedAtMs, buffer: false });
  let failure: Error | undefined;
  const writer = new SegmentWriter({
    ...{ folder, path, init: writeInit(clip.format), timescale: clip.format.timescale },
    soundRate: clip.format.audio?.sampleRate,
    ...{ lane: new DiskLane({ now: Date.now }), createFile: options.createFile ?? createFile },
    onFirst: () => undefined,
    onFailed: (error) => {
      failure = error;
    },
  });
  give(writer, clip, { startedAtMs, seconds, driftPpm });
  if (options.open) {
    while (writer.waitingMs > 0 && !failure) await new Promise((resolve) => setTimeout(resolve, 5));
    writer.abandon();
  } else await writer.end(startedAtMs + seconds * 1000);
  if (failure) throw failure;
  if (!writer.written) throw new Error('nothing was recorded');
  const { codec, codecString, width, height, audio } = clip.format;
  return {
    ...{ id, cameraId, profile, file: join(folder, path), startedAtMs, ...writer.written },
    ...{ open: options.open === true, codec, codecString, width, height, sound: audio !== undefined },
    ...{ driftPpm: null, clockOffsetMs: null },
  };
}

function give(
  writer: SegmentWriter,
  { units, sound, lengthTicks, format }: Clip,
  { startedAtMs, seconds, driftPpm }: { startedAtMs: number; seconds: number; driftPpm: number },
): void {
  const { timescale } = format;
  const until = seconds * timescale;
  const rate = 1 + driftPpm / 1e6;
  let sequence = 0;
  let soundAt = 0;
  for (let loop = 0; loop * lengthTicks < until; loop += 1)
    for (const unit of units) {
      const decodeTime = loop * lengthTicks + unit.decodeTime;
      if (decodeTime >= until) return;
      sequence += 1;
      // What was heard meanwhile.
      for (; sound.length > 0 && soundAt / AAC.sampleRate <= decodeTime / timescale; soundAt += AAC_SAMPLES) {
        const data = sound[(soundAt / AAC_SAMPLES) % sound.length] as Buffer;
        writer.pushSound({ data, epoch: 0, decodeTime: soundAt, durationTicks: AAC_SAMPLES });
      }
      writer.push({
        ...{ ...unit, decodeTime, sequence, epoch: 0 },
        durationMs: (unit.durationTicks * 1000) / timescale,
        capturedAtMs: startedAtMs + (decodeTime * 1000) / timescale / rate,
      });
    }
}

const tone = (seconds: number) => [
  ...['-f', 'lavfi', '-i', `sine=frequency=440:sample_rate=16000:duration=${seconds}`],
  ...['-ac', '1', '-c:a', 'aac', '-b:a', '24k', '-f', 'adts', 'pipe:1'],
];

function adtsFrames(data: Buffer): Buffer[] {
  const frames: Buffer[] = [];
  for (let at = 0; at + ADTS_HEADER <= data.length; ) {
    const bytes = (data.readUInt32BE(at + 2) >> 5) & 0x1fff || data.length;
    frames.push(data.subarray(at + ADTS_HEADER, at + bytes));
    at += bytes;
  }
  return frames;
}

async function ffmpeg(args: readonly string[]): Promise<Buffer> {
  const { stdout } = await run('ffmpeg', ['-hide_banner', '-loglevel', 'error', ...args], {
    encoding: 'buffer',
    maxBuffer: 256 * 1024 * 1024,
  });
  return stdout;
}
