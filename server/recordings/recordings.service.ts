/** Lists and changes of what is recorded, for who looks after it. */
import { z } from 'zod';
import type { Profile } from '../../streams/index.ts';
import type {
  CameraRecording,
  cameraRecordingsQuery,
  changeDisk,
  heldPolicy,
  RecordingDisk,
  RecordingPolicy,
} from '../contract/recordings.ts';
import type { Visible } from '../places/index.ts';
import { notFound } from '../platform/errors.ts';
import { decodeCursor, type Page, pageOf } from '../platform/http/paging.ts';
import type { CameraRecordingRow, CameraRecordingsStore } from './camera-recordings.store.ts';
import type { DisksStore } from './disks.store.ts';
import type { Disks } from './disks.ts';
import type { GrowingNow } from './index-keeper.ts';
import type { PoliciesStore, PolicyOf } from './policies.store.ts';

export interface RecordingsServiceOptions {
  readonly disks: Disks;
  readonly disksStore: DisksStore;
  readonly policies: PoliciesStore;
  readonly cameras: CameraRecordingsStore;
  readonly growing: (cameraId: string, profile: Profile) => GrowingNow | undefined;
  /** What is recorded, or for how long, was decided anew. */
  readonly onPolicy: () => void;
  readonly now: () => number;
}

/** It is recorded without the sound that it has. */
const SOUND_MISSING = 'sound_no_encoder';
const key = z.tuple([z.number().int(), z.string(), z.uuid()]);

export class RecordingsService {
  readonly #options: RecordingsServiceOptions;

  constructor(options: RecordingsServiceOptions) {
    this.#options = options;
  }

  async disks(): Promise<RecordingDisk[]> {
    const { disks } = this.#options;
    return Promise.all(disks.all.map(({ id }) => this.disk(id)));
  }

  async disk(id: string): Promise<RecordingDisk> {
    const { disks, disksStore, now } = this.#options;
    const disk = disks.all.find((one) => one.id === id);
    if (!disk) throw notFound('disk');
    return disks.toWire(disk, await disksStore.content(id, new Date(now())));
  }

  async changeDisk(id: string, { quotaBytes }: z.output<typeof changeDisk>): Promise<RecordingDisk> {
    const { disks, disksStore } = this.#options;
    if (quotaBytes !== undefined) {
      if (!(await disksStore.setQuota(id, quotaBytes))) throw notFound('disk');
      await disks.look();
    }
    return this.disk(id);
  }

  async cameras(
    visible: Visible,
    query: z.output<typeof cameraRecordingsQuery>,
  ): Promise<Page<CameraRecording>> {
    const { cameras, now } = this.#options;
    const after = decodeCursor(query.cursor, key);
    const rows = await cameras.page({ ...query, visible, after }, new Date(now()));
    return pageOf(
      rows,
      query.limit,
      (row) => [row.rank, row.name, row.id],
      (row) => this.#toWire(row),
    );
  }

  async policy(of: PolicyOf): Promise<z.output<typeof heldPolicy>> {
    const held = await this.#options.policies.of(of);
    if (!held) throw notFound('cameraId' in of ? 'camera' : 'hall');
    return held;
  }

  async setPolicy(of: PolicyOf, policy: RecordingPolicy): Promise<z.output<typeof heldPolicy>> {
    const profiles = [...new Set(policy.profiles)].sort();
    await this.policy(of);
    await this.#options.policies.set(of, { ...policy, profiles });
    this.#options.onPolicy();
    return this.policy(of);
  }

  /** What is over it holds again. */
  async removePolicy(of: PolicyOf): Promise<void> {
    if (!(await this.#options.policies.remove(of))) throw notFound('recording policy');
    this.#options.onPolicy();
  }

  #toWire(row: CameraRecordingRow): CameraRecording {
    const growing = row.profiles.flatMap((profile) => this.#options.growing(row.id, profile) ?? []);
    const isRecording = row.state === 'recording' && growing.length > 0;
    return {
      cameraId: row.id,
      cameraName: row.name,
      hallId: row.hallId,
      hallName: row.hallName,
      state: row.state,
      cause: row.cause,
      code: isRecording && growing.some(({ soundMissing }) => soundMissing) ? SOUND_MISSING : row.code,
      since: row.since.toISOString(),
      policy: { mode: row.mode, profiles: row.profiles, days: row.days, sound: row.sound },
      policyFrom: row.of,
      bytes: Number(row.bytes) + growing.reduce((sum, { bytes }) => sum + bytes, 0),
      heldBytes: Number(row.heldBytes),
      oldest: row.oldest?.toISOString() ?? null,
      percentDay: Math.floor(row.percentDay * 10) / 10,
      kbps: isRecording ? Math.round(growing.reduce((sum, file) => sum + kbpsOf(file), 0)) : null,
    };
  }
}

function kbpsOf({ startedAtMs, endedAtMs, bytes }: GrowingNow): number {
  const durationMs = endedAtMs - startedAtMs;
  return durationMs > 0 ? (bytes * 8) / durationMs : 0;
}
