import type { AccessUnit, Memory } from '../types.ts';
import type { DiskLane } from './disk-lane.ts';
import { FileSound, type SoundPiece } from './file-sound.ts';
import { type BuiltFragment, FragmentBuilder } from './fragment-builder.ts';
import type { CreateFile, RecordingFile } from './recording-file.ts';
import { writeFooter } from './segment-table.ts';
import type { Fragment } from './types.ts';

export interface SegmentWriterOptions {
  /** The disk's, absolute. */
  readonly folder: string;
  readonly path: string;
  /** `ftyp`+`moov`. */
  readonly init: Buffer;
  readonly timescale: number;
  /** Ticks a second of the sound that the file carries; undefined: it carries none. */
  readonly soundRate: number | undefined;
  readonly lane: DiskLane;
  readonly createFile: CreateFile;
  /** The first fragment is on disk: only now is there a file worth telling of. */
  readonly onFirst: () => void;
  /** The disk refused; what was on it stays. Nothing more is taken. Called once. */
  readonly onFailed: (error: NodeJS.ErrnoException) => void;
}

/** What goes to disk in one go. */
interface Block {
  readonly buffers: readonly Buffer[];
  readonly bytes: number;
  readonly memories: readonly Memory[];
  readonly durationMs: number;
  /** Of its last picture; undefined for what holds none. */
  readonly endMs: number | undefined;
}

/** Buffers in one write: the system takes 1,024. */
const MOST_BUFFERS = 512;

/** What of a file is on disk. */
export interface Written {
  readonly bytes: number;
  readonly endedAtMs: number;
}

/**
 * One file. Fragments go to disk as they are built, one write at a time, and those that come meanwhile with the next;
 * pictures are never copied: their memory is held until they are on disk.
 */
export class SegmentWriter {
  readonly #options: SegmentWriterOptions;
  readonly #builder: FragmentBuilder;
  readonly #sound: FileSound | undefined;
  readonly #fragments: Fragment[] = [];
  readonly #done: Promise<void>;
  #resolveDone: () => void = () => undefined;
  #file: RecordingFile | undefined;
  #queue: Block[] = [];
  /** What is being written just now. */
  #inFlight: readonly Block[] = [];
  /** Writes whose turn has not come are given up with it: a disk that hangs must not hold their pictures. */
  readonly #abandoned = new AbortController();
  #isBusy = false;
  #isEnding = false;
  #isDead = false;
  #written: Written | undefined;
  #bytes = 0;
  #epoch: number | undefined;

  constructor(options: SegmentWriterOptions) {
    this.#options = options;
    this.#done = new Promise((resolve) => {
      this.#resolveDone = resolve;
    });
    this.#sound = options.soundRate === undefined ? undefined : new FileSound(options.soundRate);
    const { init, timescale } = options;
    this.#builder = new FragmentBuilder({
      ...{ timescale, offset: init.length, sound: this.#sound },
      onFragment: (fragment) => this.#queueFragment(fragment),
    });
  }

  /** Undefined until the first fragment is on disk. */
  get written(): Written | undefined {
    return this.#written;
  }

  /** How many fragments it has. */
  get fragments(): number {
    return this.#fragments.length;
  }

  /** How much of the camera waits for the disk. */
  get waitingMs(): number {
    let ms = 0;
    for (const { durationMs } of this.#inFlight) ms += durationMs;
    for (const { durationMs } of this.#queue) ms += durationMs;
    return ms;
  }

  get waitingBytes(): number {
    let bytes = 0;
    for (const block of this.#inFlight) bytes += block.bytes;
    for (const block of this.#queue) bytes += block.bytes;
    return bytes;
  }

  /** The first must be a keyframe. */
  push(unit: AccessUnit): void {
    if (this.#isEnding || this.#isDead) return;
    this.#epoch = unit.epoch;
    this.#builder.push(unit);
  }

  pushSound(piece: SoundPiece): void {
    if (!this.#sound || piece.epoch !== this.#epoch || this.#isEnding || this.#isDead) return;
    this.#sound.push(piece, this.#builder.shiftSeconds);
  }

  /**
   * Writes what is held, the table and the `mfra`, and closes. Settles when that is done, or was given up. `nextMs`:
   * the picture that follows at once, in the next file.
   */
  end(nextMs?: number): Promise<void> {
    if (this.#isEnding || this.#isDead) return this.#done;
    this.#builder.end(nextMs);
    this.#isEnding = true;
    if (this.#fragments.length > 0) this.#queueFooter();
    this.#pump();
    return this.#done;
  }

  /** Gives up at once: what waits is lost. What is being written is held until the system gives it back. */
  abandon(): void {
    if (this.#isDead) return;
    this.#isDead = true;
    this.#letGoOfQueue();
    this.#abandoned.abort(new Error('given up'));
    if (this.#isBusy) this.#resolveDone();
    else void this.#finish();
  }

  #queueFragment({ entry, buffers, memories, endMs }: BuiltFragment): void {
    // The head goes with the first fragment: alone it is no reason to make a file.
    if (this.#fragments.length === 0) this.#queueBytes(this.#options.init);
    this.#fragments.push(entry);
    this.#queue.push({ buffers, memories, bytes: entry.bytes, durationMs: entry.durationMs, endMs });
    this.#pump();
  }

  #queueFooter(): void {
    const { init, timescale } = this.#options;
    this.#queueBytes(writeFooter({ initBytes: init.length, timescale, fragments: this.#fragments }));
  }

  #queueBytes(bytes: Buffer): void {
    this.#queue.push({
      ...{ buffers: [bytes], bytes: bytes.length, memories: [], durationMs: 0, endMs: undefined },
    });
  }

  #pump(): void {
    if (this.#isBusy || this.#isDead) return;
    if (this.#queue.length > 0) void this.#write();
    else if (this.#isEnding) void this.#finish();
  }

  async #write(): Promise<void> {
    const { lane, createFile, folder, path, onFirst } = this.#options;
    this.#isBusy = true;
    const blocks = this.#nextBlocks();
    this.#inFlight = blocks;
    const work = async (): Promise<void> => {
      this.#file ??= await createFile(folder, path);
      await this.#file.write(
        blocks.flatMap(({ buffers }) => buffers),
        this.#bytes,
      );
    };
    try {
      await lane.run(work, this.#abandoned.signal).finally(() => release(blocks));
      const isFirst = this.#written === undefined;
      for (const { bytes, endMs } of blocks) {
        this.#bytes += bytes;
        if (endMs !== undefined) this.#written = { bytes: this.#bytes, endedAtMs: endMs };
      }
      // The table belongs to the file's size, too.
      if (this.#written) this.#written = { ...this.#written, bytes: this.#bytes };
      if (isFirst && this.#written && !this.#isDead) onFirst();
    } catch (error) {
      await this.#fail(error as NodeJS.ErrnoException);
    } finally {
      this.#inFlight = [];
      this.#isBusy = false;
    }
    if (this.#isDead) await this.#finish();
    else this.#pump();
  }

  #nextBlocks(): Block[] {
    let buffers = 0;
    const count = this.#queue.findIndex((block, index) => {
      buffers += block.buffers.length;
      return index > 1 && buffers > MOST_BUFFERS;
    });
    return this.#queue.splice(0, count < 0 ? this.#queue.length : count);
  }

  /** What was on disk is made a whole file again, as far as the disk lets us. */
  async #fail(error: NodeJS.ErrnoException): Promise<void> {
    const wasDead = this.#isDead;
    this.#isDead = true;
    this.#letGoOfQueue();
    const { lane, init, timescale } = this.#options;
    const file = this.#file;
    if (file)
      await lane
        .run(async () => {
          await file.cut(this.#bytes);
          const fragments = this.#fragments.filter(({ offset, bytes }) => offset + bytes <= this.#bytes);
          const footer = writeFooter({ initBytes: init.length, timescale, fragments });
          if (fragments.length === 0) return;
          await file.write([footer], this.#bytes).catch(() => file.cut(this.#bytes));
        })
        // The same disk: it is told of once, and the next start mends what can be mended.
        .catch(() => undefined);
    if (!wasDead) this.#options.onFailed(error);
  }

  async #finish(): Promise<void> {
    const file = this.#file;
    // Closing a file that is on disk already fails for nothing that could be mended here; one that is empty goes.
    if (file) await (this.#written ? file.close() : file.remove()).catch(() => undefined);
    this.#resolveDone();
  }

  #letGoOfQueue(): void {
    this.#builder.drop();
    release(this.#queue);
    this.#queue = [];
  }
}

function release(blocks: readonly Block[]): void {
  for (const { memories } of blocks) for (const memory of memories) memory.release();
}
