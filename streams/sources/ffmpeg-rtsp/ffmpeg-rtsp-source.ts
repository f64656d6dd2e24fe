import type { ChildProcess } from 'node:child_process';
import { parseFragment } from '../../fmp4/parse-fragment.ts';
import { type InitSegment, parseInit } from '../../fmp4/parse-init.ts';
import { type Mp4Unit, UnitSplitter } from '../../fmp4/unit-splitter.ts';
import { MediaError, StreamFaultError } from '../../media-error.ts';
import { spawnTied } from '../../process/spawn-tied.ts';
import { terminate } from '../../process/terminate.ts';
import type { Reach } from '../../reach/index.ts';
import type { Log, SourceAddress, StreamFault } from '../../types.ts';
import type { RawUnit, Source, SourceSink } from '../source.ts';
import { TimestampGuard } from '../timestamp-guard.ts';
import { CheckedRelay } from './checked-relay.ts';
import { classifyExit } from './classify-exit.ts';
import { redact } from './credentials.ts';
import { rtspJob } from './rtsp-job.ts';
import { StderrTail } from './stderr-tail.ts';

export interface FfmpegRtspSourceOptions {
  readonly address: SourceAddress;
  readonly sink: SourceSink;
  readonly log: Log;
  readonly now: () => number;
  readonly ffmpegPath: string;
  readonly socketTimeoutMs: number;
  /** Where it may be sent to; left out: anywhere. */
  readonly reach?: Reach | undefined;
  readonly describeAudio?: boolean;
  /** How the picture is encoded; left out: it is copied. */
  readonly encode?: readonly string[];
  /** Every line of ffmpeg's standard error, redacted. */
  readonly onStderrLine?: (line: string) => void;
}

/** Pulls a camera with one ffmpeg child: RTSP over TCP, copied, one unit an access unit. */
export class FfmpegRtspSource implements Source {
  readonly #options: FfmpegRtspSourceOptions;
  readonly #guard = new TimestampGuard();
  #init: InitSegment | undefined;
  #sps: Buffer | undefined;
  #sawPictures = false;
  #batch: RawUnit[] = [];

  constructor(options: FfmpegRtspSourceOptions) {
    this.#options = options;
  }

  async run(signal: AbortSignal): Promise<never> {
    signal.throwIfAborted();
    const { address, ffmpegPath, log, reach } = this.#options;
    const relay = reach && (await CheckedRelay.open({ address, reach }));
    let child: ChildProcess | undefined;
    try {
      signal.throwIfAborted();
      const job = rtspJob(relay?.address ?? address, {
        ...this.#options,
        tcUrl: relay && tcUrlOf(address.url),
      });
      child = spawnTied(ffmpegPath, job.args, { stdio: ['pipe', 'pipe', 'pipe'] });
      log.debug({ pid: child.pid }, 'ffmpeg started');
      return await this.#follow(child, job.script, signal);
    } catch (error) {
      // Why the relay could not go through tells more than how ffmpeg took it.
      throw (!signal.aborted && relay?.fault) || error;
    } finally {
      relay?.close();
      if (child) await terminate(child);
    }
  }

  #follow(child: ChildProcess, script: string, signal: AbortSignal): Promise<never> {
    return new Promise((_resolve, giveUp) => {
      const onAbort = (): void => reject(signal.reason);
      // A listener left on a signal made of others keeps it, and all of this run, until one of those aborts.
      const reject = (reason: unknown): void => {
        signal.removeEventListener('abort', onAbort);
        giveUp(reason);
      };
      const { stdin, stdout, stderr } = child;
      if (!stdin || !stdout || !stderr) throw new Error('ffmpeg was started without pipes');
      const tail = new StderrTail({
        redact: (line) => redact(line, this.#options.address),
        ...(this.#options.onStderrLine && { onLine: this.#options.onStderrLine }),
      });
      const splitter = new UnitSplitter({ onUnit: (unit) => this.#onUnit(unit) });

      signal.addEventListener('abort', onAbort, { once: true });
      // ffmpeg may be gone before it has read its script; how it ended says why.
      stdin.on('error', () => undefined);
      stdin.end(script);
      stderr.on('data', (chunk: Buffer) => tail.push(chunk));
      stdout.on('data', (chunk: Buffer) => {
        if (signal.aborted) return;
        try {
          splitter.push(chunk);
          this.#flush();
        } catch (error) {
          stdout.removeAllListeners('data').resume();
          reject(asFault(error));
        }
      });
      child.once('error', (error) => reject(new StreamFaultError(cannotStart, error)));
      child.once('close', (code, exitSignal) => {
        const stderrText = tail.text();
        this.#options.log.debug({ code, exitSignal, stderr: stderrText }, 'ffmpeg ended');
        const exit = { code, signal: exitSignal, stderr: stderrText, sawPictures: this.#sawPictures };
        reject(new StreamFaultError(classifyExit(exit)));
      });
    });
  }

  #onUnit(unit: Mp4Unit): void {
    if (unit.kind === 'init') {
      this.#init = parseInit(unit);
      this.#options.sink.onFormat(this.#init);
      return;
    }
    if (!this.#init)
      throw new StreamFaultError({ code: 'source_crashed', message: 'A fragment came before moov.' });
    const raw = parseFragment(unit, this.#init);
    this.#checkParameters(raw);
    const msPerTick = 1000 / this.#init.timescale;
    this.#guard.check({
      decodeMs: raw.decodeTime * msPerTick,
      durationMs: raw.durationTicks * msPerTick,
      arrivedAtMs: this.#options.now(),
    });
    this.#batch.push(raw);
  }

  /** Hands on what one read brought, so that the wall clock is not judged by the oldest of a burst. */
  #flush(): void {
    if (this.#batch.length === 0) return;
    const batch = this.#batch;
    this.#batch = [];
    this.#sawPictures = true;
    this.#options.sink.onAccessUnits(batch, HELD_PICTURES);
  }

  /** A camera whose picture size is changed sends new parameter sets; only a new init segment can say so. */
  #checkParameters({ sps }: RawUnit): void {
    if (!sps || this.#sps?.equals(sps)) return;
    if (this.#sps) {
      throw new StreamFaultError({ code: 'camera_ended', message: 'The camera changed its picture format.' });
    }
    this.#sps = Buffer.from(sps);
  }
}

/** As ffmpeg itself would say it: two parts of a longer path are the application, else one. */
function tcUrlOf(url: string): string | undefined {
  const [, origin = '', path = ''] = /^(rtmp:\/\/[^/?#]+)\/([^?#]*)/i.exec(url) ?? [];
  const parts = path.split('/');
  return origin === '' ? undefined : `${origin}/${parts.slice(0, parts.length > 2 ? 2 : 1).join('/')}`;
}

/**
 * Measured against a camera that stamps its pictures: at 25 and at 15 fps a picture comes out two picture
 * durations after the camera sent it. ffmpeg's H.264 parser must see the next picture to know that this one is
 * complete, its MP4 muxer the one after that to know how long it lasts.
 */
const HELD_PICTURES = 2;

const cannotStart: StreamFault = {
  code: 'source_misconfigured',
  message: 'ffmpeg cannot be started: is it installed?',
};

function asFault(error: unknown): StreamFaultError {
  if (error instanceof StreamFaultError) return error;
  if (error instanceof MediaError && error.code === 'camera_codec_unsupported') {
    return new StreamFaultError({ code: error.code, message: error.message }, error);
  }
  return new StreamFaultError(
    { code: 'source_crashed', message: 'ffmpeg’s output could not be read.' },
    error,
  );
}
