import type { ChildProcess } from 'node:child_process';
import { setPriority } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import { writeFragment } from '../fmp4/write-fragment.ts';
import { writeInit } from '../fmp4/write-init.ts';
import { spawnTied } from '../process/spawn-tied.ts';
import { terminate } from '../process/terminate.ts';
import { PIXELS_MOST } from '../snapshot/keyframe-jpeg.ts';
import type { MediaFormat } from '../types.ts';
import type { PictureShape } from './picture.ts';

export interface DecoderChildOptions {
  readonly ffmpegPath: string;
  /** Its codec is the child's for its life; sizes and parameters may change from picture to picture. */
  readonly format: MediaFormat;
  readonly shape: PictureShape;
  readonly onPicture: (id: number, raw: Buffer) => void;
  /** It says that something could not be decoded. */
  readonly onComplaint: () => void;
  /** It ended, asked or not. */
  readonly onEnd: (why: string) => void;
}

/** Viewers go first. */
const NICENESS = 10;
const MOST_STDERR = 2000;

/**
 * One ffmpeg that decodes keyframe after keyframe of one codec, of any camera. Each goes in as a fragment whose time
 * is its id; the times of what comes out are printed to a pipe of their own, so that a picture that cannot be decoded
 * or comes late is never taken for another.
 */
export class DecoderChild {
  readonly #options: DecoderChildOptions;
  readonly #child: ChildProcess;
  readonly #ids: number[] = [];
  #chunks: Buffer[] = [];
  #length = 0;
  #text = '';
  #stderr = '';
  #ended = false;

  constructor(options: DecoderChildOptions) {
    this.#options = options;
    const child = spawnTied(options.ffmpegPath, decoderArgs(options.shape), {
      stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    });
    this.#child = child;
    const [, stdout, stderr, times] = child.stdio as unknown as [Writable, Readable, Readable, Readable];
    child.once('error', (error) => this.#end(error.message));
    child.once('close', (code) => this.#end(this.#stderr.trim() || `ffmpeg ended with ${code}`));
    // A child that is going away takes nothing more; its `close` tells.
    child.stdin?.on('error', () => undefined);
    stdout.on('data', (chunk: Buffer) => this.#gotBytes(chunk));
    times.on('data', (chunk: Buffer) => this.#gotText(chunk));
    stderr.on('data', (chunk: Buffer) => {
      this.#stderr = (this.#stderr + chunk.toString('utf8')).slice(-MOST_STDERR);
      if (this.#stderr.includes('Error while decoding')) options.onComplaint();
    });
    if (child.pid !== undefined) lowerPriority(child.pid);
    this.write(writeInit({ ...options.format, timescale: TIMESCALE }));
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** A fragment that `keyframeFragment` made. */
  write(bytes: Buffer): void {
    if (!this.#ended) this.#child.stdin?.write(bytes);
  }

  close(): Promise<void> {
    this.#child.stdin?.destroy();
    return terminate(this.#child);
  }

  #gotBytes(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    this.#match();
  }

  #gotText(chunk: Buffer): void {
    this.#text += chunk.toString('latin1');
    const lines = this.#text.split('\n');
    this.#text = lines.pop() ?? '';
    for (const line of lines) {
      if (!line.startsWith('frame:')) continue;
      const time = /pts_time:([0-9.]+)/.exec(line)?.[1];
      // Whose it is nobody knows, nor whether it comes at all: what follows would be taken for another's.
      if (time === undefined) {
        this.#end('a picture without a time came');
        return;
      }
      this.#ids.push(Math.round(Number(time)));
    }
    this.#match();
  }

  #match(): void {
    const { bytes } = this.#options.shape;
    while (!this.#ended && this.#ids.length > 0 && this.#length >= bytes) {
      const all = this.#chunks.length === 1 ? (this.#chunks[0] as Buffer) : Buffer.concat(this.#chunks);
      const rest = all.subarray(bytes);
      this.#chunks = rest.length > 0 ? [rest] : [];
      this.#length = rest.length;
      this.#options.onPicture(this.#ids.shift() as number, all.subarray(0, bytes));
    }
  }

  #end(why: string): void {
    if (this.#ended) return;
    this.#ended = true;
    void this.close();
    this.#options.onEnd(why);
  }
}

const TIMESCALE = 1000;

/** A copy, so that the source may use its memory again. Parameter sets go with every picture: each camera has its own. */
export function keyframeFragment(id: number, format: MediaFormat, accessUnit: Buffer): Buffer {
  const sets = format.parameterSets.flatMap((set) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(set.length);
    return [length, set];
  });
  const unit = {
    data: Buffer.concat([...sets, accessUnit]),
    keyframe: true,
    decodeTime: id * TIMESCALE,
    durationTicks: TIMESCALE,
    compositionTicks: 0,
  };
  return writeFragment({ sequence: id, units: [unit] });
}

const TIMES = [
  // Only frames that have some metadata are printed.
  'metadata=add:key=k:value=v',
  'metadata=print:file=pipe\\\\:3:direct=1',
];

const decoderArgs = ({ filters }: PictureShape): string[] => [
  ...['-hide_banner', '-nostdin', '-v', 'error', '-threads', '1', '-flags', 'low_delay'],
  ...['-max_pixels', String(PIXELS_MOST)],
  // What smooths edges between blocks takes a quarter of the time and changes nothing of what is judged.
  ...[
    '-skip_loop_filter',
    'all',
    '-probesize',
    '32',
    '-analyzeduration',
    '0',
    '-copyts',
    '-f',
    'mp4',
    '-i',
    'pipe:0',
  ],
  ...['-an', '-vf', [filters, ...TIMES].join(','), '-fps_mode', 'passthrough', '-threads', '1'],
  ...['-f', 'rawvideo', '-flush_packets', '1', 'pipe:1'],
];

function lowerPriority(pid: number): void {
  try {
    setPriority(pid, NICENESS);
  } catch {
    // It has ended already, which its `close` tells, or the system does not let us: it only runs as others do.
  }
}
