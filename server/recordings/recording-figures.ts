/** Recordings for Prometheus. */
import { Counter, Gauge, type Registry } from 'prom-client';
import type { DiskNow, Disks } from './disks.ts';
import type { IndexKeeper } from './index-keeper.ts';
import type { Purger } from './purger.ts';
import type { Reconciler } from './reconciler.ts';

export interface RecordingFiguresOptions {
  readonly registry: Registry;
  readonly disks: Disks;
  readonly keeper: IndexKeeper;
  readonly purger: Purger;
  readonly reconciler: Reconciler;
  /** Asked at each scrape. */
  readonly counts: () => Promise<{ readonly recording: number; readonly fault: number }>;
}

const STATES = ['ok', 'full', 'failed', 'absent'] as const;

export function addRecordingFigures(options: RecordingFiguresOptions): void {
  const { registry, disks, keeper, purger, reconciler, counts } = options;
  const registers = [registry];
  const ofDisk = (name: string, help: string, value: (disk: DiskNow) => number) =>
    new Gauge({
      ...{ name, help, registers, labelNames: ['disk'] },
      collect() {
        this.reset();
        for (const disk of disks.all) this.set({ disk: disk.path }, value(disk));
      },
    });
  ofDisk('mc_recording_disk_used_bytes', 'Closed recordings on a disk', (disk) => disk.usedBytes);
  ofDisk('mc_recording_disk_left_bytes', 'Until a disk is full for recordings', (disk) =>
    Math.max(0, disks.leftBytes(disk)),
  );
  new Gauge({
    ...{ name: 'mc_recording_disk_state', help: '1 for the state a disk is in', registers },
    labelNames: ['disk', 'state'],
    collect() {
      this.reset();
      for (const { path, state } of disks.all)
        for (const one of STATES) this.set({ disk: path, state: one }, one === state ? 1 : 0);
    },
  });
  new Gauge({
    ...{ name: 'mc_recording_cameras', help: 'Cameras by how their recording does', registers },
    labelNames: ['state'],
    async collect() {
      const { recording, fault } = await counts();
      this.set({ state: 'recording' }, recording);
      this.set({ state: 'fault' }, fault);
    },
  });
  new Gauge({
    ...{ name: 'mc_recording_index_behind_seconds', registers },
    help: 'How long the oldest that the recorder told waits for the index',
    collect() {
      this.set(keeper.behindMs / 1000);
    },
  });
  const grown = (name: string, help: string, value: () => number) =>
    new Counter({
      ...{ name, help, registers },
      collect() {
        this.reset();
        this.inc(value());
      },
    });
  grown('mc_recording_purged_files_total', 'Files removed by retention', () => purger.figures.files);
  grown('mc_recording_purged_bytes_total', 'Bytes removed by retention', () => purger.figures.bytes);
  grown(
    'mc_recording_files_lost_total',
    'Files in the index that the disk had lost',
    () => reconciler.figures.lost,
  );
  grown(
    'mc_recording_files_adopted_total',
    'Files on a disk that the index had not',
    () => reconciler.figures.adopted,
  );
}
