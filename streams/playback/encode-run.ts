/** One run of a recorded file encoded again as browsers play it, on the recorded time line. */

import { type Box, boxes } from '../fmp4/box.ts';
import { parseFragment } from '../fmp4/parse-fragment.ts';
import { type InitSegment, parseInit } from '../fmp4/parse-init.ts';
import { UnitSplitter } from '../fmp4/unit-splitter.ts';
import { box } from '../fmp4/write-box.ts';
import { type SoundSample, writeFragment } from '../fmp4/write-fragment.ts';
import { AUDIO_TRACK, writeInit } from '../fmp4/write-init.ts';
import { MediaError } from '../media-error.ts';
import { spawnTied } from '../process/spawn-tied.ts';
import { terminate } from '../process/terminate.ts';
import type { RawUnit } from '../sources/source.ts';
import { type EncoderOptions, encoderArgs } from '../transcode/encoder-args.ts';
import { type FragmentHead, parseHead } from './fragment-head.ts';

export interface EncodeRunRequest {
  /** The file's `ftyp`+`moov`. */
  readonly init: Buffer;
  /** Its fragments of the run, whole. */
  readonly fragments: readonly Buffer[];
  readonly timescale: number;
  readonly encoder: EncoderOptions;
  readonly ffmpegPath: string;
  readonly signal: AbortSignal;
}

export interface EncodedRun {
  readonly init: Buffer;
  /** One fragment, the recorded sound in it. */
  readonly media: Buffer;
}

const TICKS = 90_000;
const TIMEOUT_MS = 30_000;

/**
 * @throws MediaError `snapshot_failed` where ffmpeg makes nothing of it; the signal's reason when it aborts
 */
export async function encodeRun(request: EncodeRunRequest): Promise<EncodedRun> {
  const heads = request.fragments.map(parseHead);
  const { format, units } = await encoded(request);
  const [first] = units;
  const begin = heads[0]?.video;
  if (!format || !first || !begin) throw failed();
  const shownTicks = begin.decodeTime + (begin.samples[0]?.compositionTicks ?? 0);
  const shift =
    Math.round((shownTicks * TICKS) / request.timescale) - first.decodeTime - first.compositionTicks;
  const moved = units.map((unit) => ({ ...unit, decodeTime: Math.max(0, unit.decodeTime + shift) }));
  const sound = heads.flatMap((head, index) => soundOf(head, request.fragments[index] as Buffer));
  return {
    init: withSound(writeInit({ ...format, timescale: TICKS }), request.init),
    media: writeFragment({ sequence: 1, units: moved, sound }),
  };
}

function encoded({
  init,
  fragments,
  encoder,
  ffmpegPath,
  signal,
}: EncodeRunRequest): Promise<{ format: InitSegment | undefined; units: RawUnit[] }> {
  const child = spawnTied(ffmpegPath, argsOf(encoder), { stdio: ['pipe', 'pipe', 'ignore'] });
  let format: InitSegment | undefined;
  const units: RawUnit[] = [];
  const splitter = new UnitSplitter({
    onUnit: (unit) => {
      if (unit.kind === 'init') format = parseInit(unit);
      else if (format) units.push(own(parseFragment(unit, format)));
    },
  });
  return new Promise((resolve, reject) => {
    const end = (settle: () => void): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      void terminate(child).then(settle);
    };
    const onAbort = (): void => end(() => reject(signal.reason));
    const timer = setTimeout(() => end(() => reject(failed())), TIMEOUT_MS);
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    child.once('error', (error) => end(() => reject(failed(error))));
    child.once('close', (code) =>
      end(code === 0 ? () => resolve({ format, units }) : () => reject(failed())),
    );
    child.stdout?.on('data', (chunk: Buffer) => {
      try {
        splitter.push(chunk);
      } catch (error) {
        end(() => reject(failed(error)));
      }
    });
    // An encoder that is gone says so by its end.
    child.stdin?.on('error', () => undefined);
    for (const buffer of [init, ...fragments]) child.stdin?.write(buffer);
    child.stdin?.end();
  });
}

/** What is read next lies in the same memory. */
const own = (unit: RawUnit): RawUnit => ({ ...unit, data: Buffer.from(unit.data) });

function soundOf({ sound }: FragmentHead, fragment: Buffer): SoundSample[] {
  if (!sound) return [];
  let at = sound.decodeTime;
  return sound.samples.map(({ offset, bytes, durationTicks }) => {
    const decodeTime = at;
    at += durationTicks;
    return { data: fragment.subarray(offset, offset + bytes), decodeTime, durationTicks };
  });
}

/** The recorded file's sound track in the head of what was encoded. */
function withSound(init: Buffer, recorded: Buffer): Buffer {
  const from = moovOf(recorded);
  const into = moovOf(init);
  const children = [...boxes(recorded, from.body, from.end)];
  const trak = children.filter(({ type }) => type === 'trak')[AUDIO_TRACK - 1];
  const mvex = children.find(({ type }) => type === 'mvex');
  const trex =
    mvex && [...boxes(recorded, mvex.body, mvex.end)].filter(({ type }) => type === 'trex')[AUDIO_TRACK - 1];
  if (!trak || !trex) return init;
  const parts = [...boxes(init, into.body, into.end)].map((child) =>
    child.type === 'mvex'
      ? box('mvex', init.subarray(child.body, child.end), bytesOf(recorded, trex))
      : bytesOf(init, child),
  );
  const beforeMvex = parts.slice(0, -1);
  const moov = box('moov', ...beforeMvex, bytesOf(recorded, trak), ...parts.slice(-1));
  return Buffer.concat([init.subarray(0, into.start), moov]);
}

function moovOf(data: Buffer): Box {
  for (const one of boxes(data, 0, data.length)) if (one.type === 'moov') return one;
  throw failed();
}

const bytesOf = (data: Buffer, { start, end }: Box) => data.subarray(start, end);

function argsOf(encoder: EncoderOptions): string[] {
  return [
    ...['-hide_banner', '-nostats', '-loglevel', 'quiet', '-threads', '1'],
    ...['-f', 'mp4', '-i', 'pipe:0', '-map', '0:v:0', '-an', ...encoderArgs(encoder)],
    ...['-f', 'mp4', '-movflags', 'frag_every_frame+empty_moov+default_base_moof+skip_trailer', 'pipe:1'],
  ];
}

function failed(cause?: unknown): MediaError {
  return new MediaError({
    code: 'snapshot_failed',
    message: 'The recording could not be encoded for browsers.',
    ...(cause !== undefined && { cause }),
  });
}
