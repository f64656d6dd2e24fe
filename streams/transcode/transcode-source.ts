import type { ChildProcess } from 'node:child_process';
import { parseFragment } from '../fmp4/parse-fragment.ts';
import { type InitSegment, parseInit } from '../fmp4/parse-init.ts';
import { UnitSplitter } from '../fmp4/unit-splitter.ts';
import { StreamFaultError } from '../media-error.ts';
import { spawnTied } from '../process/spawn-tied.ts';
import { terminate } from '../process/terminate.ts';
import { StderrTail } from '../sources/ffmpeg-rtsp/stderr-tail.ts';
import type { RawUnit, Source, SourceSink } from '../sources/source.ts';
import type { Log, SourceAbout, StreamView } from '../types.ts';
import { type EncoderOptions, encoderArgs } from './encoder-args.ts';
import { UnitPipe } from './unit-pipe.ts';

export interface TranscodeSourceOptions {
  /** What is encoded: must be held by whoever runs this. */
  readonly original: StreamView;
  readonly sink: SourceSink;
  readonly log: Log;
  readonly ffmpegPath: string;
  readonly encoder?: EncoderOptions;
}

/** Encodes another stream's pictures with one ffmpeg; the camera is not pulled a second time. */
export class TranscodeSource implements Source {
  readonly about: SourceAbout = { kind: 'ffmpeg' };
  readonly #options: TranscodeSourceOptions;

  constructor(options: TranscodeSourceOptions) {
    this.#options = options;
  }

  /** Waits until there is a picture to encode: an encoder's place is not for cameras that are away. */
  prepare(signal: AbortSignal): Promise<() => void> {
    return new Promise((resolve, reject) => {
      const end = (settle: () => void): void => {
        signal.removeEventListener('abort', onAbort);
        stop?.();
        stop = undefined;
        settle();
      };
      const onAbort = (): void => end(() => reject(signal.reason));
      let isLive = false;
      let stop: (() => void) | undefined;
      stop = this.#options.original.subscribe({
        onInit: () => undefined,
        onAccessUnit: ({ keyframe }) => {
          if (isLive || !keyframe) return;
          isLive = true;
          end(() => resolve(() => undefined));
        },
      });
      signal.addEventListener('abort', onAbort, { once: true });
      // The ring's pictures came before there was a way to stop.
      if (isLive) stop();
      else if (signal.aborted) onAbort();
    });
  }

  async run(signal: AbortSignal): Promise<never> {
    signal.throwIfAborted();
    const { ffmpegPath, encoder, log } = this.#options;
    const child = spawnTied(ffmpegPath, argsOf(encoder), { stdio: ['pipe', 'pipe', 'pipe'] });
    log.debug({ pid: child.pid }, 'encoder started');
    try {
      return await this.#follow(child, signal);
    } finally {
      await terminate(child);
    }
  }

  #follow(child: ChildProcess, signal: AbortSignal): Promise<never> {
    return new Promise((_resolve, giveUp) => {
      const { original, log, sink } = this.#options;
      const { stdin, stdout, stderr } = child;
      if (!stdin || !stdout || !stderr) throw new Error('ffmpeg was started without pipes');
      const ends: (() => void)[] = [];
      const reject = (reason: unknown): void => {
        for (const end of ends.splice(0)) end();
        giveUp(reason);
      };
      const onAbort = (): void => reject(signal.reason);
      signal.addEventListener('abort', onAbort, { once: true });
      ends.push(() => signal.removeEventListener('abort', onAbort));
      const tail = new StderrTail({ redact: (line) => line });
      stderr.on('data', (chunk: Buffer) => tail.push(chunk));
      // An encoder that is gone says so by its end.
      stdin.on('error', () => undefined);
      child.once('error', (error) => reject(new StreamFaultError(CANNOT_START, error)));
      child.once('close', (code, exitSignal) => {
        log.debug({ code, exitSignal, stderr: tail.text() }, 'encoder ended');
        reject(new StreamFaultError({ code: 'source_crashed', message: 'The encoder ended unexpectedly.' }));
      });

      const pipe = new UnitPipe({
        stdin,
        onSound: (frame, format) => sink.onAudio?.([frame], format),
        onNewFormat: () => reject(new StreamFaultError(BEGAN_ANEW)),
      });
      const read = this.#reader(pipe);
      stdout.on('data', (chunk: Buffer) => {
        if (signal.aborted) return;
        try {
          read(chunk);
        } catch (error) {
          stdout.removeAllListeners('data').resume();
          reject(
            new StreamFaultError(
              { code: 'source_crashed', message: 'The encoder’s output could not be read.' },
              error,
            ),
          );
        }
      });
      ends.push(
        original.onStatus(({ state }) => {
          if (state.name !== 'live') reject(new StreamFaultError(ORIGINAL_ENDED));
        }),
        original.subscribe(pipe),
      );
    });
  }

  /** What the encoder writes, with the capture times of the pictures it was given. */
  #reader(pipe: UnitPipe): (chunk: Buffer) => void {
    const { sink, original } = this.#options;
    let init: InitSegment | undefined;
    let batch: RawUnit[] = [];
    const splitter = new UnitSplitter({
      onUnit: (mp4) => {
        if (mp4.kind === 'init') {
          init = parseInit(mp4);
          const audio = original.info?.audio;
          sink.onFormat({ ...init, ...(audio && { audio }) });
          return;
        }
        if (!init) throw new Error('a fragment came before moov');
        const unit = parseFragment(mp4, init);
        const capturedAtMs = pipe.capturedAtMs((unit.decodeTime * 1000) / init.timescale);
        batch.push(capturedAtMs === undefined ? unit : { ...unit, capturedAtMs });
      },
    });
    return (chunk) => {
      splitter.push(chunk);
      if (batch.length === 0) return;
      const units = batch;
      batch = [];
      sink.onAccessUnits(units, 0);
    };
  }
}

/** One thread each: a decoder with more holds pictures back. */
function argsOf(encoder: EncoderOptions = {}): string[] {
  return [
    ...['-hide_banner', '-nostats', '-loglevel', 'warning', '-threads', '1'],
    ...['-probesize', '32', '-analyzeduration', '0', '-fflags', 'nobuffer', '-flags', 'low_delay'],
    ...['-f', 'mp4', '-i', 'pipe:0', '-map', '0:v:0', '-an', ...encoderArgs(encoder)],
    ...['-f', 'mp4', '-movflags', 'frag_every_frame+empty_moov+default_base_moof+skip_trailer'],
    ...['-flush_packets', '1', 'pipe:1'],
  ];
}

const CANNOT_START = {
  code: 'source_misconfigured',
  message: 'ffmpeg cannot be started: is it installed?',
} as const;
const BEGAN_ANEW = { code: 'camera_ended', message: 'The camera’s stream began anew.' } as const;
const ORIGINAL_ENDED = { code: 'camera_ended', message: 'The camera’s picture stopped.' } as const;
