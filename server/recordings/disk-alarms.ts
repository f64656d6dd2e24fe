/** Tells who looks after recordings that a disk is full, gone, failing or back, and before held footage fills it. */
import type { Db } from '../platform/db/connect.ts';
import type { Logger } from '../platform/log.ts';
import type { DiskContent } from './disks.store.ts';
import type { DiskNow } from './disks.ts';
import type { Room } from './purger.ts';

export type DiskTrouble = 'full' | 'failed' | 'absent' | 'back' | 'held' | 'headroom';

/** What `Notices.notify` is given. */
export interface DiskNotice {
  readonly kind: 'recordingDisk';
  readonly values: Readonly<Record<string, string | number | null>>;
  readonly link: string;
  readonly dedupeKey: string;
  readonly about: string;
  readonly urgent: boolean;
  readonly place: { readonly regionCode: null; readonly hallId: null; readonly departmentId: null };
  readonly to: { readonly kind: 'holders'; readonly permission: 'recordings:write' };
}

export interface DiskAlarmsOptions {
  readonly db: Db;
  readonly notices: { notify(trx: Db, notice: DiskNotice): Promise<unknown> };
  readonly log: Logger;
  readonly now: () => number;
}

const HELD_SHARE = 0.7;
const HEADROOM_LEAST_HOURS = 6;
const HOUR = 13;
const DAY = 10;

export class DiskAlarms {
  readonly #options: DiskAlarmsOptions;

  constructor(options: DiskAlarmsOptions) {
    this.#options = options;
  }

  /** A disk that goes to and fro is told of once an hour. */
  onState(disk: DiskNow, before: DiskNow['state']): void {
    if (disk.state === 'ok' && before === 'ok') return;
    // Full is what a disk is that retention keeps just so; it is told of when nothing could be purged.
    if (disk.state === 'full' || (disk.state === 'ok' && before === 'full')) return;
    this.#tell(disk, disk.state === 'ok' ? 'back' : disk.state, HOUR, {});
  }

  /** After a round of retention: once a day while it stands. */
  onLooked(disk: DiskNow, content: DiskContent, { wantedBytes, leftBytes, exhausted }: Room): void {
    const capacity = Math.max(0, leftBytes) + content.usedBytes;
    const heldPercent = capacity > 0 ? Math.round((content.heldBytes / capacity) * 100) : 0;
    const hours = content.hourlyBytes ? Math.max(0, leftBytes) / content.hourlyBytes : null;
    const values = { heldPercent, hours: hours === null ? null : Math.round(hours * 10) / 10 };
    if (heldPercent > HELD_SHARE * 100) this.#tell(disk, 'held', DAY, values);
    if (!exhausted) return;
    if (leftBytes <= 0) this.#tell(disk, 'full', DAY, values);
    else if (leftBytes < wantedBytes && hours !== null && hours < HEADROOM_LEAST_HOURS)
      this.#tell(disk, 'headroom', DAY, values);
  }

  #tell(
    disk: DiskNow,
    trouble: DiskTrouble,
    digits: number,
    values: Readonly<Record<string, number | null>>,
  ): void {
    const { db, notices, log, now } = this.#options;
    const when = new Date(now()).toISOString();
    notices
      .notify(db, {
        kind: 'recordingDisk',
        values: { path: disk.path, diskTrouble: trouble, since: when, fault: disk.fault, ...values },
        link: '/recordings',
        dedupeKey: `recording-disk:${disk.id}:${trouble}:${when.slice(0, digits)}`,
        about: `recording-disk:${disk.id}`,
        urgent: trouble !== 'back',
        place: { regionCode: null, hallId: null, departmentId: null },
        to: { kind: 'holders', permission: 'recordings:write' },
      })
      .catch((error) => log.warn({ err: error, disk: disk.path }, 'trouble with a disk was not told'));
  }
}
