/**
 * Sound that WebRTC does not carry, made into Opus: one ffmpeg for each camera that is listened to, and only while
 * it is. Pictures are not touched here.
 */
import type { ChildProcess } from 'node:child_process';
import { spawnTied } from '../process/spawn-tied.ts';
import type { AudioFormat, AudioFrame, Log } from '../types.ts';
import { adtsHeader, adtsOf } from './adts.ts';
import { OggReader } from './ogg-reader.ts';
import { OPUS_RATE, SoundPositions } from './sound-positions.ts';

const PACKET_TICKS = OPUS_RATE / 50;
/** What an encoder that hangs may have waiting: some seconds of sound. */
const MAX_WAITING_BYTES = 128 * 1024;
const MAX_ENCODERS = 8;

/** 20 ms of Opus. Ticks are of 48 kHz, on the same time line as the frames that went in. */
export interface OpusPacket {
  readonly data: Buffer;
  readonly epoch: number;
  readonly decodeTime: number;
  readonly capturedAtMs: number;
}

export interface OpusRequest {
  readonly format: AudioFormat;
  readonly onPacket: (packet: OpusPacket) => void;
  /** It ended by itself; called once, never after `close`. */
  readonly onFault: (why: string) => void;
}

export interface OpusPoolOptions {
  readonly log: Log;
  /** Encoders at once. */
  readonly max?: number;
}

/** Bounds how much sound is encoded at once. */
export class OpusPool {
  readonly #log: Log;
  readonly #max: number;
  readonly #encoders = new Set<OpusEncoder>();

  constructor({ log, max = MAX_ENCODERS }: OpusPoolOptions) {
    this.#log = log;
    this.#max = max;
  }

  get running(): number {
    return this.#encoders.size;
  }

  /** Undefined where as many as are allowed run already. */
  open(request: OpusRequest): OpusEncoder | undefined {
    if (this.#encoders.size >= this.#max) return undefined;
    const encoder: OpusEncoder = new OpusEncoder({
      ...request,
      log: this.#log,
      onClosed: () => this.#encoders.delete(encoder),
    });
    this.#encoders.add(encoder);
    return encoder;
  }

  close(): void {
    for (const encoder of [...this.#encoders]) encoder.close();
  }
}

interface OpusEncoderOptions extends OpusRequest {
  readonly log: Log;
  readonly onClosed: () => void;
}

/** One ffmpeg that takes AAC or G.711 on one pipe and gives Opus on another. */
export class OpusEncoder {
  readonly #options: OpusEncoderOptions;
  readonly #child: ChildProcess;
  readonly #positions: SoundPositions;
  /** What goes before each AAC frame. */
  readonly #header: ((bytes: number) => Buffer) | undefined;
  #made = 0;
  #stderr = '';
  #closed = false;

  constructor(options: OpusEncoderOptions) {
    this.#options = options;
    const { format } = options;
    this.#header = format.codec === 'aac' ? headerFor(format) : undefined;
    this.#positions = new SoundPositions(format.sampleRate);
    this.#child = spawnTied('ffmpeg', opusArguments(format), { stdio: ['pipe', 'pipe', 'pipe'] });
    const { stdin, stdout, stderr } = this.#child;
    const reader = new OggReader((packet) => this.#onPacket(packet));
    stdout?.on('data', (chunk: Buffer) => {
      if (!reader.push(chunk)) this.#fail('what ffmpeg gave is not Ogg');
    });
    stderr?.on('data', (chunk: Buffer) => {
      this.#stderr = (this.#stderr + chunk.toString()).slice(-400);
    });
    // A pipe that breaks is told by the exit that broke it.
    stdin?.on('error', () => undefined);
    this.#child.once('error', (error) => this.#fail(error.message));
    this.#child.once('exit', (code, signal) =>
      this.#fail(`ffmpeg ended (${signal ?? code}): ${this.#stderr.trim().split('\n').at(-1) ?? ''}`),
    );
  }

  push(frame: AudioFrame): void {
    const { stdin } = this.#child;
    if (this.#closed || !stdin?.writable) return;
    if (stdin.writableLength > MAX_WAITING_BYTES) return;
    this.#positions.add(frame);
    if (this.#header) stdin.write(this.#header(frame.data.length));
    stdin.write(frame.data);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#child.kill('SIGKILL');
    this.#options.onClosed();
  }

  #onPacket(data: Buffer): void {
    if (this.#closed) return;
    const at = this.#positions.at(this.#made * PACKET_TICKS);
    this.#made += 1;
    if (at) this.#options.onPacket({ data, ...at });
  }

  #fail(why: string): void {
    if (this.#closed) return;
    this.close();
    this.#options.onFault(why);
  }
}

/** Exported for its test. */
export function opusArguments(format: AudioFormat): string[] {
  const input =
    format.codec === 'aac'
      ? ['-f', 'aac']
      : [
          '-f',
          format.codec === 'pcma' ? 'alaw' : 'mulaw',
          '-ar',
          `${format.sampleRate}`,
          '-ac',
          `${format.channels}`,
        ];
  return [
    ...'-hide_banner -loglevel error -nostdin -fflags nobuffer -probesize 32 -analyzeduration 0'.split(' '),
    ...input,
    '-i',
    'pipe:0',
    // Speech in a hall: one channel and 32 kbit/s are plenty. A page a packet, each written at once.
    ...'-ac 1 -ar 48000 -c:a libopus -application voip -b:a 32k -frame_duration 20'.split(' '),
    ...'-page_duration 20000 -flush_packets 1 -f ogg pipe:1'.split(' '),
  ];
}

function headerFor(format: AudioFormat): ((bytes: number) => Buffer) | undefined {
  const adts = format.config && adtsOf(format.config);
  return adts && ((bytes) => adtsHeader(adts, bytes));
}
