import { LineFullError } from '../line/line-full-error.ts';
import type { StreamHub } from '../stream/stream-hub.ts';
import type { OpusPool } from '../transcode/opus.ts';
import type { Lease, Log, Profile, StreamKey, StreamStatus } from '../types.ts';
import { CameraRecording } from './camera-recording.ts';
import { DiskLane } from './disk-lane.ts';
import { LiveBuffer } from './live-buffer.ts';
import { type CreateFile, createFile } from './recording-file.ts';
import type { DiskPort, GapCause, SegmentIndexPort, SegmentProgress } from './types.ts';

/** What is to be recorded of a camera profile. */
export interface Wanted {
  readonly cameraId: string;
  readonly profile: Profile;
  /** Policy and hall allow its sound to be kept. */
  readonly sound: boolean;
  /**
   * `continuous`: pulled for the recording's own sake. `buffer`: the last ten minutes of it, while somebody else
   * watches; costs nothing while nobody does.
   */
  readonly mode: 'continuous' | 'buffer';
}

export interface RecorderOptions {
  readonly hub: Pick<StreamHub, 'acquire' | 'peek' | 'onStatus'>;
  readonly index: SegmentIndexPort;
  readonly disks: DiskPort;
  readonly log: Log & { child?(fields: object): Log };
  readonly now: () => number;
  /**
   * A seat on the hall's line for as long as it is recorded; `onEvicted`: it was taken away. Left out: no hall has one.
   * @throws LineFullError
   */
  readonly enterLine?: (key: StreamKey, onEvicted: () => void) => Promise<() => void>;
  /** For G.711, which MP4 players do not know. Left out: such sound is not recorded. */
  readonly opus?: Pick<OpusPool, 'open'>;
  /** For tests: disks that fail. */
  readonly createFile?: CreateFile;
  /** Default 10 minutes. */
  readonly segmentMs?: number;
  /** Default 1 minute. */
  readonly bufferSegmentMs?: number;
}

export type RecordingState =
  | { readonly name: 'off' }
  | { readonly name: 'recording'; readonly sinceMs: number; readonly kbps: number | null }
  /** Wanted, and nothing says yet why there is no picture. */
  | { readonly name: 'waiting'; readonly sinceMs: number }
  | {
      readonly name: 'fault';
      readonly sinceMs: number;
      readonly cause: GapCause;
      readonly code: string | null;
    };

export interface RecorderFigures {
  /** Camera profiles by state; those of the live buffer apart. */
  readonly cameras: Readonly<Record<'recording' | 'waiting' | 'fault', number>>;
  readonly buffered: number;
  /** Those in fault, by why. */
  readonly gaps: readonly {
    readonly cause: GapCause;
    readonly code: string | null;
    readonly count: number;
  }[];
  /** Since the start. */
  readonly bytes: number;
  readonly files: number;
  /** Pictures that came and were not recorded: before a keyframe, or because of a disk. */
  readonly droppedUnits: number;
  /** Held for disks now. */
  readonly waitingBytes: number;
  readonly disks: readonly {
    readonly diskId: string;
    readonly lastWriteMs: number;
    readonly busyMs: number;
  }[];
}

interface Entry {
  readonly wanted: Wanted;
  readonly recording: CameraRecording;
  lease: Lease | undefined;
  leaveLine: (() => void) | undefined;
  isEntering: boolean;
  enterAtMs: number;
  isGone: boolean;
}

const SEGMENT_MS = 10 * 60_000;
const BUFFER_SEGMENT_MS = 60_000;
const TICK_MS = 1000;
const GROWTH_TOLD_MS = 10_000;
const LINE_AGAIN_MS = 5000;
/** Who looks at a picture for a moment (health checks) is gone by then. */
const WATCHED_MS = 5000;
const CLOSE_WITHIN_MS = 1800;

/** Records what it is told to, camera by camera, from the streams that live viewers use as well. */
export class Recorder {
  readonly #options: RecorderOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #lanes = new Map<string, DiskLane>();
  readonly #buffer: LiveBuffer;
  readonly #timer: NodeJS.Timeout;
  readonly #ending = new Set<Promise<void>>();
  readonly #unsubscribe: () => void;
  /** Of what is recorded no more. */
  #past = { bytes: 0, files: 0, droppedUnits: 0 };
  #growthToldMs = 0;
  #closed: Promise<void> | undefined;

  constructor(options: RecorderOptions) {
    this.#options = options;
    const { log, now, index, hub } = options;
    this.#buffer = new LiveBuffer({ log, now, onRemoved: (id) => index.removed?.(id) });
    this.#unsubscribe = hub.onStatus((status) => this.#onStatus(status));
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
    this.#timer.unref();
  }

  /** What is wanted from now on, all of it: what is not among it ends. Cheap where nothing changed. */
  set(wanted: readonly Wanted[]): void {
    if (this.#closed !== undefined) return;
    const next = new Map(wanted.map((one) => [idOf(one), one]));
    for (const [id, entry] of this.#entries) {
      const one = next.get(id);
      if (one?.mode === entry.wanted.mode) {
        entry.recording.sound = one.sound;
        continue;
      }
      const wasBuffer = entry.wanted.mode === 'buffer';
      // What goes on in another way is not off.
      this.#remove(id, entry, one && wasBuffer ? undefined : 'off');
      if (one) this.#add(id, one, entry.recording.coveredUntilMs);
    }
    for (const [id, one] of next) if (!this.#entries.has(id)) this.#add(id, one);
  }

  stateOf(key: StreamKey): RecordingState {
    const entry = this.#entries.get(idOf(key));
    if (!entry || entry.wanted.mode === 'buffer') return { name: 'off' };
    const { isRecording, sinceMs, kbps = null, gap } = entry.recording;
    if (isRecording) return { name: 'recording', sinceMs, kbps };
    if (!gap) return { name: 'waiting', sinceMs };
    return { name: 'fault', sinceMs: gap.fromMs, cause: gap.cause, code: gap.code };
  }

  get figures(): RecorderFigures {
    const cameras = { recording: 0, waiting: 0, fault: 0 };
    const sums = { ...this.#past, waitingBytes: 0 };
    let buffered = 0;
    const gaps = new Map<string, { cause: GapCause; code: string | null; count: number }>();
    for (const { wanted, recording } of this.#entries.values()) {
      const { bytes, files, droppedUnits, waitingBytes } = recording.figures;
      sums.bytes += bytes;
      sums.files += files;
      sums.droppedUnits += droppedUnits;
      sums.waitingBytes += waitingBytes;
      if (wanted.mode === 'buffer') buffered += recording.isRecording ? 1 : 0;
      else cameras[recording.isRecording ? 'recording' : recording.gap ? 'fault' : 'waiting'] += 1;
      if (wanted.mode === 'buffer' || recording.isRecording || !recording.gap) continue;
      const { cause, code } = recording.gap;
      const known = gaps.get(`${cause} ${code}`) ?? { cause, code, count: 0 };
      gaps.set(`${cause} ${code}`, { ...known, count: known.count + 1 });
    }
    const disks = [...this.#lanes].map(([diskId, { lastMs, busyMs }]) => ({
      ...{ diskId, lastWriteMs: lastMs, busyMs },
    }));
    return { cameras, buffered, gaps: [...gaps.values()], ...sums, disks };
  }

  /** Finishes all files, within 2 s. Idempotent. */
  close(): Promise<void> {
    this.#closed ??= this.#end();
    return this.#closed;
  }

  async #end(): Promise<void> {
    clearInterval(this.#timer);
    this.#unsubscribe();
    const recordings = [...this.#entries.values()].map(({ recording }) => recording);
    for (const [id, entry] of this.#entries) this.#remove(id, entry, 'server');
    let timer: NodeJS.Timeout | undefined;
    const inTime = await Promise.race([
      Promise.all(this.#ending).then(() => true),
      new Promise<boolean>((resolve) => {
        timer = setTimeout(() => resolve(false), CLOSE_WITHIN_MS);
      }),
    ]);
    clearTimeout(timer);
    if (!inTime) {
      for (const recording of recordings) recording.abandon();
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  #add(id: string, wanted: Wanted, notBeforeMs?: number): void {
    const { index, disks, log, now, opus, segmentMs = SEGMENT_MS } = this.#options;
    const { bufferSegmentMs = BUFFER_SEGMENT_MS } = this.#options;
    const key = { cameraId: wanted.cameraId, profile: wanted.profile };
    const buffer = wanted.mode === 'buffer';
    const recording = new CameraRecording({
      ...{ key, buffer, index, disks, now, opus, sound: wanted.sound, notBeforeMs },
      log: log.child?.(key) ?? log,
      lengthMs: buffer ? bufferSegmentMs : segmentMs,
      createFile: this.#options.createFile ?? createFile,
      laneOf: (diskId) => this.#laneOf(diskId),
      onBuffered: (file) => this.#buffer.add(file),
    });
    const entry: Entry = {
      ...{ wanted, recording, lease: undefined, leaveLine: undefined },
      ...{ isEntering: false, enterAtMs: 0, isGone: false },
    };
    this.#entries.set(id, entry);
    if (!buffer) void this.#enter(entry);
  }

  #remove(id: string, entry: Entry, cause: GapCause | undefined): void {
    this.#entries.delete(id);
    entry.isGone = true;
    const closing = entry.recording.close(cause).then(() => {
      const { bytes, files, droppedUnits } = entry.recording.figures;
      this.#past.bytes += bytes;
      this.#past.files += files;
      this.#past.droppedUnits += droppedUnits;
      this.#ending.delete(closing);
    });
    this.#ending.add(closing);
    this.#leave(entry);
  }

  /** A seat on the line first, then the stream. */
  async #enter(entry: Entry): Promise<void> {
    const { hub, enterLine, now, log } = this.#options;
    const { cameraId, profile } = entry.wanted;
    const key = { cameraId, profile };
    entry.isEntering = true;
    try {
      const leave = await enterLine?.(key, () => this.#evicted(entry));
      entry.leaveLine = leave;
      if (entry.isGone || this.#closed !== undefined) return this.#leave(entry);
      entry.lease = hub.acquire(key, 'recorder');
      entry.recording.attach(entry.lease.stream);
    } catch (error) {
      // What it got before the fault: each try would take another seat on the line.
      this.#leave(entry);
      entry.enterAtMs = now() + LINE_AGAIN_MS;
      if (entry.isGone) return;
      const isFull = error instanceof LineFullError;
      if (!isFull) log.warn({ err: error, ...key }, 'a camera could not be taken for recording');
      entry.recording.tellGap(isFull ? 'line' : 'camera', isFull ? error.code : null);
    } finally {
      entry.isEntering = false;
    }
  }

  #evicted(entry: Entry): void {
    if (entry.isGone) return;
    entry.recording.detach();
    this.#leave(entry);
    entry.enterAtMs = this.#options.now() + LINE_AGAIN_MS;
    entry.recording.tellGap('line', 'line_full');
  }

  #leave(entry: Entry): void {
    entry.lease?.release();
    entry.lease = undefined;
    entry.leaveLine?.();
    entry.leaveLine = undefined;
  }

  #tick(): void {
    const nowMs = this.#options.now();
    for (const entry of this.#entries.values()) {
      if (entry.wanted.mode === 'buffer') this.#tickBuffered(entry, nowMs);
      else if (!entry.lease && !entry.isEntering && nowMs >= entry.enterAtMs) void this.#enter(entry);
      entry.recording.tick();
    }
    void this.#buffer.age();
    if (nowMs - this.#growthToldMs >= GROWTH_TOLD_MS) this.#tellGrowth(nowMs);
  }

  #tickBuffered({ wanted, recording }: Entry, nowMs: number): void {
    if (recording.isAttached) return;
    const stream = this.#options.hub.peek(wanted);
    if (!stream) return;
    const { state, holders } = stream.status;
    if (state.name === 'live' && holders > 0 && nowMs - state.sinceMs >= WATCHED_MS) recording.attach(stream);
  }

  /** Nobody watches any more: what the buffer holds of it is finished. */
  #onStatus({ key, state }: StreamStatus): void {
    if (state.name !== 'idle') return;
    const entry = this.#entries.get(idOf(key));
    if (entry?.wanted.mode === 'buffer') entry.recording.detach();
  }

  #tellGrowth(nowMs: number): void {
    this.#growthToldMs = nowMs;
    const grown: SegmentProgress[] = [];
    for (const { recording } of this.#entries.values()) {
      const progress = recording.progress();
      if (progress) grown.push(progress);
    }
    if (grown.length > 0) this.#options.index.grew(grown);
  }

  #laneOf(diskId: string): DiskLane {
    const lane = this.#lanes.get(diskId) ?? new DiskLane({ now: this.#options.now });
    this.#lanes.set(diskId, lane);
    return lane;
  }
}

function idOf({ cameraId, profile }: StreamKey): string {
  return `${profile}/${cameraId}`;
}
