import { randomUUID } from 'node:crypto';
import { OPUS_TICKS, writeInit } from '../fmp4/write-init.ts';
import type { OpusPool } from '../transcode/opus.ts';
import type {
  AccessUnit,
  AudioFrame,
  Log,
  MediaInfo,
  StreamConsumer,
  StreamKey,
  StreamView,
} from '../types.ts';
import type { DiskLane } from './disk-lane.ts';
import { FilePlan, sameFormat } from './file-plan.ts';
import { GapTeller } from './gap-teller.ts';
import { RecordedSound, withSound } from './recorded-sound.ts';
import type { CreateFile } from './recording-file.ts';
import { segmentPath } from './segment-path.ts';
import { SegmentWriter } from './segment-writer.ts';
import type { DiskPort, GapCause, SegmentFile, SegmentIndexPort, SegmentProgress } from './types.ts';

/** A silence that is longer ends a file; one of a camera with few pictures a second is longer. */
const SILENCE_MS = 1500;
const SILENCE_PICTURES = 2.5;
const LONGEST_SILENCE_MS = 5000;
/** What may wait for a slow disk: then pictures are left out up to a keyframe. */
const MOST_WAITING_MS = 8000;
const MOST_WAITING_BYTES = 32 * 1024 * 1024;
/** A write that takes so long will not come back soon. */
const STUCK_MS = 6000;
/** What a file that is ending may still have waiting when the next one begins. */
const MOST_ENDING_MS = 3000;
/** After a disk said no, the same one is not asked again for this long. */
const DISK_AGAIN_MS = 5000;
/** A wall clock that stands still must not make a file without an end. */
const MOST_FRAGMENTS = 10_000;
/** A hole between two files that is worth a word. */
const HOLE_MS = 200;
/** How long a stream may take to its first picture before that is a gap worth telling. */
const PATIENCE_MS = 3000;
/** The last picture of a file lasts no longer; nor does a file begin later than its first picture by more. */
const LONGEST_PICTURE_MS = 1000;

export interface CameraRecordingOptions {
  readonly key: StreamKey;
  readonly buffer: boolean;
  readonly sound: boolean;
  /** Another recording of the same picture ended here: what the ring gives of before is not wanted again. */
  readonly notBeforeMs?: number | undefined;
  readonly lengthMs: number;
  readonly index: SegmentIndexPort;
  readonly disks: DiskPort;
  readonly laneOf: (diskId: string) => DiskLane;
  readonly createFile: CreateFile;
  readonly opus: Pick<OpusPool, 'open'> | undefined;
  readonly log: Log;
  readonly now: () => number;
  /** A file of the live buffer is finished: whoever ages them wants to know. */
  readonly onBuffered: (file: BufferedFile) => void;
}

export interface BufferedFile {
  readonly id: string;
  readonly diskId: string;
  readonly folder: string;
  readonly path: string;
  readonly endedAtMs: number;
}

/** A file at hand. */
interface OpenFile {
  readonly segment: SegmentFile;
  readonly folder: string;
  readonly writer: SegmentWriter;
  readonly info: MediaInfo;
  /** Its sound is wanted. */
  readonly withSound: boolean;
  /** The index knows it. */
  told: boolean;
  /** As last told. */
  toldBytes: number;
}

/**
 * One camera profile's pictures into files, one after another. What goes wrong here is this camera's own: it never
 * throws at the stream that feeds it, and never waits.
 */
export class CameraRecording implements StreamConsumer {
  readonly #options: CameraRecordingOptions;
  readonly #plan: FilePlan;
  readonly #gaps: GapTeller;
  readonly #sound: RecordedSound;
  readonly #ending = new Set<OpenFile>();
  #stream: StreamView | undefined;
  #detach: () => void = () => undefined;
  #info: MediaInfo | undefined;
  #open: OpenFile | undefined;
  #last: Pick<AccessUnit, 'capturedAtMs' | 'durationMs'> | undefined;
  #isRecording = false;
  /** What comes just now is the ring's. */
  #isReplay = false;
  #lastArrivalMs = 0;
  #sinceMs: number;
  #wantsSound: boolean;
  /** A disk that said no, and until when it is left alone. */
  #shunned: { readonly diskId: string | null; readonly untilMs: number } | undefined;
  #closedBytes = 0;
  #files = 0;
  #droppedUnits = 0;

  constructor(options: CameraRecordingOptions) {
    this.#options = options;
    const { key, index, now, opus, log, lengthMs } = options;
    this.#plan = new FilePlan(key, lengthMs);
    const silent = { gapBegan: () => undefined };
    const coveredUntilMs = options.notBeforeMs;
    this.#gaps = new GapTeller({ key, now, coveredUntilMs, index: options.buffer ? silent : index });
    this.#wantsSound = options.sound;
    this.#sound = new RecordedSound({ opus, log, onPiece: (piece) => this.#open?.writer.pushSound(piece) });
    this.#sinceMs = now();
  }

  /** From the next keyframe on. */
  set sound(isWanted: boolean) {
    this.#wantsSound = isWanted;
  }

  /** The end of the last picture on disk; undefined where there never was one. */
  get coveredUntilMs(): number | undefined {
    return this.#files > 0 ? this.#gaps.missingSinceMs : this.#options.notBeforeMs;
  }

  get isAttached(): boolean {
    return this.#stream !== undefined;
  }

  get isRecording(): boolean {
    return this.#isRecording;
  }

  get gap() {
    return this.#gaps.gap;
  }

  /** When it began to record, or stopped. */
  get sinceMs(): number {
    return this.#sinceMs;
  }

  get kbps(): number | undefined {
    return this.isRecording ? this.#stream?.status.bitrateKbps : undefined;
  }

  /** Over its life. */
  get figures() {
    let bytes = this.#closedBytes + (this.#open?.writer.written?.bytes ?? 0);
    let waitingBytes = this.#open?.writer.waitingBytes ?? 0;
    for (const { writer } of this.#ending) {
      bytes += writer.written?.bytes ?? 0;
      waitingBytes += writer.waitingBytes;
    }
    return { bytes, waitingBytes, files: this.#files, droppedUnits: this.#droppedUnits };
  }

  /** Begins to listen; what the ring holds is taken along. */
  attach(stream: StreamView): void {
    this.detach();
    this.#stream = stream;
    this.#isReplay = true;
    try {
      this.#detach = stream.subscribe(this);
    } finally {
      this.#isReplay = false;
    }
  }

  /** Listens no more; the file at hand ends. */
  detach(): void {
    this.#detach();
    this.#detach = () => undefined;
    this.#endFile();
    this.#sound.end();
    this.#stream = undefined;
    this.#info = undefined;
  }

  tellGap(cause: GapCause, code: string | null): void {
    if (!this.isRecording) this.#gaps.tell(cause, code);
  }

  onInit(info: MediaInfo): void {
    this.#info = info;
  }

  onAccessUnit(unit: AccessUnit): void {
    try {
      this.#take(unit);
    } catch (error) {
      // A stream drops a consumer that throws, and nothing would be recorded any more.
      this.#options.log.error({ err: error }, 'a picture could not be recorded');
      this.#endFile();
    }
  }

  onAudio(frame: AudioFrame): void {
    if (this.#open?.segment.sound) this.#sound.push(frame);
  }

  /** About once a second: notices silence, and why. */
  tick(): void {
    const nowMs = this.#options.now();
    if (this.#open && nowMs - this.#lastArrivalMs > this.#silenceMs()) this.#endFile();
    if (this.#open || !this.#stream) return;
    const { fault } = this.#stream.status;
    if (this.#gaps.gap?.cause === 'disk' && !fault) return;
    if (fault) this.#gaps.tell('camera', fault.code);
    else if (nowMs - this.#gaps.missingSinceMs > PATIENCE_MS) this.#gaps.tell('camera', null);
  }

  /** What grew since it was last asked; undefined where nothing did. */
  progress(): SegmentProgress | undefined {
    const open = this.#open;
    const written = open?.writer.written;
    if (!open?.told || !written || written.bytes === open.toldBytes) return undefined;
    open.toldBytes = written.bytes;
    return { id: open.segment.id, bytes: written.bytes, endedAtMs: Math.round(written.endedAtMs) };
  }

  /** Ends the file and tells why there is nothing more, if that is known. Settles when all its files are closed. */
  async close(cause: GapCause | undefined): Promise<void> {
    this.detach();
    if (cause) this.#gaps.tell(cause, null);
    await Promise.all([...this.#ending].map(({ writer }) => writer.end()));
  }

  /** The disk did not take what waits in time. */
  abandon(): void {
    for (const { writer } of this.#ending) writer.abandon();
  }

  #take(unit: AccessUnit): void {
    const info = this.#info;
    if (!info || unit.epoch !== info.epoch) return;
    this.#lastArrivalMs = this.#options.now();
    if (this.#open && this.#last) this.#endWhereDue(this.#open, unit, info, this.#last);
    if (!this.#open && !(unit.keyframe && this.#begin(unit, info))) {
      this.#droppedUnits += 1;
      return;
    }
    this.#last = { capturedAtMs: unit.capturedAtMs, durationMs: unit.durationMs };
    this.#open?.writer.push(unit);
    this.#watchBacklog();
  }

  /** Ends the file where this picture cannot go into it, or is the next one's first. */
  #endWhereDue(
    open: OpenFile,
    unit: AccessUnit,
    info: MediaInfo,
    last: Pick<AccessUnit, 'capturedAtMs' | 'durationMs'>,
  ): void {
    const silentMs = unit.capturedAtMs - last.capturedAtMs - last.durationMs;
    if (silentMs > this.#silenceMs() || !sameFormat(open.info, info)) this.#endFile();
    else if (unit.keyframe && this.#isFull(open, unit)) this.#endFile(unit.capturedAtMs);
  }

  #isFull({ segment, withSound: had, writer }: OpenFile, unit: AccessUnit): boolean {
    if (had !== this.#wantsSound || writer.fragments > MOST_FRAGMENTS) return true;
    return this.#plan.isOver(segment.startedAtMs, unit.capturedAtMs);
  }

  #begin(unit: AccessUnit, info: MediaInfo): boolean {
    const { key, disks, laneOf, createFile, buffer, now } = this.#options;
    const { missingSinceMs } = this.#gaps;
    const isCovered = this.coveredUntilMs !== undefined && unit.capturedAtMs < missingSinceMs - 1;
    // What the ring gives again is on disk already. What comes anew is recorded, though our own clock was set back.
    if (isCovered && this.#isReplay) return false;
    if (this.#endingMs() > MOST_ENDING_MS && !this.#giveUpOnStuck()) return this.#noDisk('disk_slow');
    const shunned = this.#shunned && this.#shunned.untilMs > now() ? this.#shunned : undefined;
    if (shunned?.diskId === null) return false;
    const disk = disks.pick(key.cameraId);
    if (!disk) return this.#noDisk('disk_none');
    if (shunned?.diskId === disk.diskId) return false;
    const lane = laneOf(disk.diskId);
    if (lane.busyMs > STUCK_MS) return this.#noDisk('disk_stuck');
    const soonestMs = isCovered ? Math.min(missingSinceMs, unit.capturedAtMs + LONGEST_PICTURE_MS) : 0;
    const startedAtMs = Math.round(Math.max(unit.capturedAtMs, soonestMs));
    const place = { ...key, id: randomUUID(), startedAtMs, buffer };
    const path = segmentPath(place);
    const format = withSound(info, this.#sound.begin(this.#wantsSound ? info.audio : undefined));
    const { codec, codecString, width, height } = info;
    const segment: SegmentFile = {
      ...place,
      ...{ diskId: disk.diskId, path, codec, codecString, width, height, sound: format.audio !== undefined },
    };
    const soundMissing = this.#wantsSound && info.audio !== undefined && !segment.sound;
    const soundRate = format.audio?.codec === 'opus' ? OPUS_TICKS : format.audio?.sampleRate;
    const writer = new SegmentWriter({
      ...{ folder: disk.folder, path, init: writeInit(format), timescale: info.timescale },
      ...{ soundRate, lane, createFile },
      onFirst: () => this.#tellOpened(open),
      onFailed: (error) => this.#diskFailed(open, error),
    });
    const open: OpenFile = {
      segment: soundMissing ? { ...segment, soundMissing } : segment,
      ...{ folder: disk.folder, writer, info, withSound: this.#wantsSound },
      ...{ told: false, toldBytes: 0 },
    };
    this.#open = open;
    this.#files += 1;
    return true;
  }

  #tellOpened(open: OpenFile): void {
    const { index } = this.#options;
    const { startedAtMs } = open.segment;
    if (!this.#gaps.gap && startedAtMs - this.#gaps.missingSinceMs > HOLE_MS && this.#files > 1)
      this.#gaps.tell('camera', null);
    if (!this.#isRecording) this.#sinceMs = this.#options.now();
    this.#isRecording = true;
    open.told = true;
    open.toldBytes = open.writer.written?.bytes ?? 0;
    this.#gaps.ended();
    index.opened(open.segment);
  }

  #endFile(nextMs?: number): void {
    const open = this.#open;
    if (!open) return;
    this.#open = undefined;
    const { clock } = this.#stream?.status ?? {};
    this.#ending.add(open);
    const last = this.#last;
    this.#last = undefined;
    if (nextMs === undefined) {
      this.#stopped();
      if (last) this.#gaps.covered(last.capturedAtMs + Math.min(last.durationMs, LONGEST_PICTURE_MS));
    } else this.#gaps.covered(nextMs);
    void open.writer.end(nextMs).then(() => {
      this.#ending.delete(open);
      this.#tellClosed(open, nextMs, clock);
    });
  }

  #tellClosed(
    open: OpenFile,
    nextMs: number | undefined,
    clock: { driftPpm?: number; offsetMs?: number } = {},
  ): void {
    const { written } = open.writer;
    this.#closedBytes += written?.bytes ?? 0;
    if (!open.told || !written) return;
    const isJoined = nextMs !== undefined && Math.abs(written.endedAtMs - nextMs) < 1;
    const endedAtMs = Math.round(isJoined ? nextMs : written.endedAtMs);
    const { id, diskId, path } = open.segment;
    const { driftPpm = null, offsetMs: clockOffsetMs = null } = clock;
    this.#options.index.closed({ id, endedAtMs, bytes: written.bytes, driftPpm, clockOffsetMs });
    if (open.segment.buffer) this.#options.onBuffered({ id, diskId, path, folder: open.folder, endedAtMs });
  }

  #watchBacklog(): void {
    const open = this.#open;
    if (!open) return;
    const { waitingMs, waitingBytes } = open.writer;
    if (waitingMs <= MOST_WAITING_MS && waitingBytes <= MOST_WAITING_BYTES) return;
    if (this.#giveUpOnStuck()) return;
    this.#endFile();
    this.#noDisk('disk_slow');
  }

  /** A disk that takes no write for so long is as good as gone, though it says nothing. */
  #giveUpOnStuck(): boolean {
    const { laneOf } = this.#options;
    let some = false;
    for (const file of [...this.#ending, ...(this.#open ? [this.#open] : [])]) {
      if (file.writer.waitingMs === 0 || laneOf(file.segment.diskId).busyMs <= STUCK_MS) continue;
      some = true;
      file.writer.abandon();
      this.#diskFailed(file, Object.assign(new Error('the disk does not answer'), { code: 'ETIMEDOUT' }));
    }
    return some;
  }

  #diskFailed(open: OpenFile, error: NodeJS.ErrnoException): void {
    const { disks, now, log } = this.#options;
    const { diskId, startedAtMs } = open.segment;
    log.warn({ err: error, diskId }, 'a disk failed while recording');
    this.#shunned = { diskId, untilMs: now() + DISK_AGAIN_MS };
    disks.failed(diskId, error);
    const { written } = open.writer;
    if (this.#open === open) this.#endFile();
    // An older file's end is lost, and pictures have been on disk again since: the files themselves show the hole.
    if (this.#open?.told) return;
    this.#stopped();
    this.#gaps.uncover(written ? written.endedAtMs : startedAtMs);
    this.#gaps.tell('disk', error.code === 'ENOSPC' || error.code === 'EDQUOT' ? 'disk_full' : 'disk_failed');
  }

  #stopped(): void {
    if (this.#isRecording) this.#sinceMs = this.#options.now();
    this.#isRecording = false;
  }

  #noDisk(code: string): false {
    this.#stopped();
    this.#shunned = {
      diskId: null,
      untilMs: this.#options.now() + (code === 'disk_slow' ? 0 : DISK_AGAIN_MS),
    };
    this.#gaps.tell('disk', code);
    return false;
  }

  #endingMs(): number {
    let ms = 0;
    for (const { writer } of this.#ending) ms += writer.waitingMs;
    return ms;
  }

  #silenceMs(): number {
    const pictureMs = this.#last?.durationMs ?? 0;
    return Math.min(LONGEST_SILENCE_MS, Math.max(SILENCE_MS, SILENCE_PICTURES * pictureMs));
  }
}
