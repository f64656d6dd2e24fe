/**
 * Looks at every camera about once a minute: evenly spread, a few pulls at a time, rarely at one that has long been
 * away. One check of a camera at a time; what it finds is recorded before the next.
 */
import {
  gridOf,
  type KeyframeDecoder,
  lumaOfJpeg,
  type Picture,
  pictureOf,
  sceneOf,
  thumbnailJpeg,
} from '../../streams/analysis/index.ts';
import type { StreamStatus } from '../../streams/index.ts';
import { localTime } from '../calendar/index.ts';
import { REGION_ZONE } from '../contract/office-hours.ts';
import type { Logger } from '../platform/log.ts';
import { CameraWatch } from './camera-watch.ts';
import type { HallHours } from './office-hours.ts';
import type { OutagesStore } from './outages.store.ts';
import type { PictureKeeper } from './picture-keeper.ts';
import type { PicturesStore } from './pictures.store.ts';
import type { Recorder } from './recorder.ts';
import type { KeyframeTaker, Look } from './take-keyframe.ts';
import type { WatchedCamera, WatchRow, WatchStore } from './watch.store.ts';

export interface CheckerOptions {
  readonly watches: WatchStore;
  readonly outages: OutagesStore;
  readonly pictures: PicturesStore;
  readonly keeper: PictureKeeper;
  readonly recorder: Recorder;
  readonly taker: Pick<KeyframeTaker, 'take'>;
  readonly decoder: Pick<KeyframeDecoder, 'decode' | 'close'>;
  readonly hours: HallHours;
  readonly statuses: () => readonly StreamStatus[];
  readonly log: Logger;
  readonly now: () => number;
  /** From one check of a camera to the next. */
  readonly everyMs: number;
  /** Checks under way at once. Default 8. */
  readonly atOnce?: number;
  /** 0..1, for jitter. */
  readonly random?: () => number;
}

interface Entry {
  readonly watch: CameraWatch;
  nextAtMs: number;
  busy: boolean;
  /** The next picture becomes the view it should have. */
  wanted: 'zones_drawn' | 'accepted' | undefined;
  /** A reference that is kept but not read yet. */
  referenceFile: { readonly fileId: string; readonly atMs: number } | undefined;
}

const TICK_MS = 250;
const REGISTRY_EVERY_MS = 20_000;
const ZONES_EVERY_MS = 3000;
const FLUSH_EVERY_MS = 5000;
const TIDY_EVERY_MS = 6 * 3_600_000;
/** Away for so long, a camera is looked at less often. */
const LONG_AWAY_MS = 15 * 60_000;
const LONG_AWAY_TIMES = 5;
/** After a first failure, of the usual time. */
const SOON = 1 / 3;
const SPANS_KEPT_MS = 100 * 86_400_000;

const isSlow = ({ watch }: Entry): boolean => watch.isAway || watch.isFailing;

export class Checker {
  readonly #options: Required<Pick<CheckerOptions, 'atOnce' | 'random'>> & CheckerOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #stop = new AbortController();
  readonly #underWay = new Set<Promise<void>>();
  readonly counts = { checks: 0, pulls: 0, failed: 0, skipped: 0, undecodable: 0 };
  #zonesSeenMs = 0;
  #begun = false;
  #closing: Promise<void> | undefined;

  constructor(options: CheckerOptions) {
    this.#options = { atOnce: 8, random: Math.random, ...options };
  }

  async start(): Promise<void> {
    const { watches, recorder, now, log } = this.#options;
    await recorder.begin();
    this.#zonesSeenMs = now();
    await this.#load(await watches.cameras());
    this.#begun = true;
    const every = (ms: number, what: string, run: () => Promise<void>): void => {
      let isRunning = false;
      const timer = setInterval(() => {
        if (isRunning) return;
        isRunning = true;
        run()
          // The database is away for a moment; the next round tries again.
          .catch((error) => log.warn({ err: error }, what))
          .finally(() => {
            isRunning = false;
          });
      }, ms);
      timer.unref();
      this.#timers.push(timer);
    };
    every(TICK_MS, 'checks could not be begun', async () => this.#tick());
    every(REGISTRY_EVERY_MS, 'cameras to be watched could not be listed', () => this.#registry());
    every(ZONES_EVERY_MS, 'drawn zones could not be looked for', () => this.#zones());
    every(FLUSH_EVERY_MS, 'what checks found could not be written', () => recorder.flush());
    every(TIDY_EVERY_MS, 'old pictures could not be removed', () => this.#tidy());
  }

  /** Of one hall: its cameras, and those that are away. */
  hallNow(hallId: string): { readonly cameras: number; readonly away: number } {
    let cameras = 0;
    let away = 0;
    for (const { watch } of this.#entries.values())
      if (watch.camera.hallId === hallId) {
        cameras += 1;
        if (watch.isAway) away += 1;
      }
    return { cameras, away };
  }

  watchOf(cameraId: string): CameraWatch | undefined {
    return this.#entries.get(cameraId)?.watch;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** The picture it shows next becomes the view it should have. False: it is not watched. */
  acceptView(cameraId: string): boolean {
    return this.#want(cameraId, 'accepted');
  }

  /** Looks at it now; for tests and for who just mended it. */
  async checkNow(cameraId: string): Promise<void> {
    const entry = this.#entries.get(cameraId);
    if (!entry) return;
    while (entry.busy) await new Promise((done) => setTimeout(done, 20));
    await this.#check(entry);
  }

  /** What was found is written down now. */
  flush(): Promise<void> {
    return this.#options.recorder.flush();
  }

  /** Cameras that were registered or closed meanwhile. */
  async refresh(): Promise<void> {
    await this.#registry();
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    this.#stop.abort();
    await Promise.all(this.#underWay);
    await this.#options.decoder.close();
    const { recorder, log } = this.#options;
    if (this.#begun)
      await recorder.flush().catch((error) => log.warn({ err: error }, 'the last checks were not written'));
  }

  #tick(): void {
    const nowMs = this.#options.now();
    const due = [...this.#entries.values()]
      .filter((entry) => !entry.busy && entry.nextAtMs <= nowMs)
      .sort((a, b) => a.nextAtMs - b.nextAtMs);
    // Who is away takes long to say nothing: a region that is gone must not keep the others from being looked at.
    const awayMost = Math.max(1, Math.floor(this.#options.atOnce / 2));
    let away = [...this.#entries.values()].filter((entry) => entry.busy && isSlow(entry)).length;
    for (const entry of due) {
      if (this.#underWay.size >= this.#options.atOnce) return;
      if (isSlow(entry) && away >= awayMost) continue;
      if (isSlow(entry)) away += 1;
      void this.#check(entry);
    }
  }

  async #check(entry: Entry): Promise<void> {
    const { log, now } = this.#options;
    entry.busy = true;
    const check = this.#look(entry).catch((error) => {
      // Nothing is known then: neither that it is well nor that it is not.
      log.warn({ err: error, cameraId: entry.watch.camera.cameraId }, 'a camera could not be checked');
    });
    this.#underWay.add(check);
    try {
      await check;
    } finally {
      this.#underWay.delete(check);
      entry.busy = false;
      entry.nextAtMs = now() + this.#pauseMs(entry.watch);
    }
  }

  #pauseMs(watch: CameraWatch): number {
    const { everyMs, random, now } = this.#options;
    const jitter = 0.9 + 0.2 * random();
    const awayMs = now() - (watch.awaySinceMs ?? now());
    if (watch.isFailing && !watch.isAway) return everyMs * SOON * jitter;
    return everyMs * (awayMs > LONG_AWAY_MS ? LONG_AWAY_TIMES : 1) * jitter;
  }

  async #look(entry: Entry): Promise<void> {
    const { taker, decoder, recorder, now } = this.#options;
    const { watch } = entry;
    const look = await taker.take(
      watch.camera,
      ({ info, unit }) => {
        const raw = decoder.decode(info, unit);
        // Awaited below; until then a failure is nobody's.
        raw.catch(() => undefined);
        return raw;
      },
      this.#stop.signal,
    );
    if (this.#stop.signal.aborted) return;
    this.counts.checks += 1;
    const atMs = now();
    if (look.kind === 'skipped') {
      this.counts.skipped += 1;
      await recorder.record(watch, watch.skipped(look.why, atMs));
      return;
    }
    if (look.kind === 'failed') {
      this.counts.failed += 1;
      await recorder.record(watch, watch.failed(look.fault, look.status, atMs));
      return;
    }
    if (look.pulled) this.counts.pulls += 1;
    let raw: Buffer;
    try {
      raw = await look.value;
    } catch (error) {
      if (this.#stop.signal.aborted) return;
      this.counts.undecodable += 1;
      const why = error instanceof Error ? error.message : String(error);
      await recorder.record(watch, watch.undecodable(why, atMs));
      return;
    }
    await this.#judge(entry, look, pictureOf(raw), atMs);
  }

  async #judge(
    entry: Entry,
    look: Extract<Look<unknown>, { kind: 'taken' }>,
    picture: Picture,
    atMs: number,
  ): Promise<void> {
    const { hours, recorder } = this.#options;
    const { watch } = entry;
    const { cameraId, hallId } = watch.camera;
    const { info, status, pulled, capturedAtMs } = look;
    const seen = { cameraId, picture, shape: info, atMs: capturedAtMs };
    await this.#readReference(entry);
    if (entry.wanted) {
      const { wanted } = entry;
      entry.wanted = undefined;
      await recorder.keepReference(watch, seen, wanted);
    }
    const isOpen = await hours.isOpen(hallId, atMs);
    const changes = watch.seen({ picture, status, info, pulled, capturedAtMs, isOpen }, atMs);
    watch.thumbnail = { jpeg: await thumbnailJpeg(picture, info), atMs: capturedAtMs };
    await recorder.record(watch, changes, seen);
    if (!changes.isGood) return;
    // One that was drawn in the dark shows nothing to go by.
    if (!watch.hasUsefulReference) await recorder.keepReference(watch, seen, 'first_seen');
    await recorder.keepNewest(seen);
    const day = await hours.dayToKeep(hallId, atMs);
    if (day !== undefined) await recorder.keepDaily(seen, day);
  }

  /** Of a camera that was watched before the server was started anew. */
  async #readReference(entry: Entry): Promise<void> {
    const file = entry.referenceFile;
    if (!file) return;
    entry.referenceFile = undefined;
    const jpeg = await this.#options.keeper.file(file.fileId);
    if (jpeg) entry.watch.reference = { scene: sceneOf(gridOf(await lumaOfJpeg(jpeg))), atMs: file.atMs };
  }

  async #registry(): Promise<void> {
    const { watches, outages, recorder, statuses, now } = this.#options;
    const cameras = await watches.cameras();
    const known = new Set(cameras.map(({ cameraId }) => cameraId));
    for (const [cameraId, entry] of this.#entries) {
      if (known.has(cameraId)) continue;
      this.#entries.delete(cameraId);
      recorder.forget(entry.watch);
      await outages.close(cameraId, now());
    }
    const added = cameras.filter(({ cameraId }) => !this.#entries.has(cameraId));
    for (const camera of cameras) {
      const entry = this.#entries.get(camera.cameraId);
      if (entry) entry.watch.camera = camera;
    }
    for (const camera of added) this.#add(new CameraWatch(camera, now()), true);
    for (const { key, totals } of statuses())
      if (totals) this.#entries.get(key.cameraId)?.watch.countRestarts(key.profile, totals.restarts, now());
  }

  /** Everything that was known when the server ended. */
  async #load(cameras: readonly WatchedCamera[]): Promise<void> {
    const { watches, outages, pictures, recorder, now } = this.#options;
    const rows = new Map((await watches.rows()).map((row) => [row.cameraId, row]));
    const standing = new Map<string, WatchRow['faults'][number][]>();
    const unobserved = new Set<string>();
    for (const { cameraId, fault, cause, finding, fromMs } of await outages.open()) {
      if (fault === 'line_full') {
        unobserved.add(cameraId);
        continue;
      }
      const list = standing.get(cameraId) ?? [];
      list.push({ fault, cause, finding, since: new Date(fromMs).toISOString() });
      standing.set(cameraId, list);
    }
    for (const camera of cameras) {
      const row = rows.get(camera.cameraId);
      // The outages are written at once, the rows some seconds later: what they say counts.
      const faults = standing.get(camera.cameraId) ?? [];
      const isUnobserved = unobserved.has(camera.cameraId);
      const watch = new CameraWatch(camera, now(), row && { ...row, faults }, isUnobserved);
      this.#add(watch, row === undefined);
    }
    for (const { cameraId, at, fileId } of await pictures.newestOfAll('reference')) {
      const entry = this.#entries.get(cameraId);
      if (!entry) continue;
      const atMs = Date.parse(at);
      entry.referenceFile = { fileId, atMs };
      const { zonesAtMs } = entry.watch.camera;
      if (zonesAtMs !== null && zonesAtMs > atMs) entry.wanted = 'zones_drawn';
    }
    for (const { cameraId, at } of await pictures.newestOfAll('newest'))
      recorder.remember(cameraId, { newestMs: Date.parse(at) });
    for (const { cameraId, at } of await pictures.newestOfAll('daily'))
      recorder.remember(cameraId, { dailyDay: localTime(Date.parse(at), REGION_ZONE).day });
  }

  /** A new one is looked at soon; the others evenly spread, wherever the last run was. */
  #add(watch: CameraWatch, isNew: boolean): void {
    const { everyMs, random, now } = this.#options;
    const spreadMs = isNew ? Math.min(everyMs, 5000) : everyMs;
    this.#entries.set(watch.camera.cameraId, {
      ...{ watch, busy: false, referenceFile: undefined },
      wanted: isNew && watch.camera.zonesAtMs !== null ? 'zones_drawn' : undefined,
      nextAtMs: now() + random() * spreadMs,
    });
  }

  async #zones(): Promise<void> {
    const drawn = await this.#options.watches.zonesDrawnSince(this.#zonesSeenMs);
    for (const { cameraId, atMs } of drawn) {
      this.#zonesSeenMs = Math.max(this.#zonesSeenMs, atMs);
      this.#want(cameraId, 'zones_drawn');
    }
  }

  #want(cameraId: string, wanted: NonNullable<Entry['wanted']>): boolean {
    const entry = this.#entries.get(cameraId);
    if (!entry) return false;
    entry.wanted = wanted;
    entry.nextAtMs = 0;
    return true;
  }

  async #tidy(): Promise<void> {
    const { keeper, outages, now } = this.#options;
    await keeper.tidy();
    await outages.forgetBefore(now() - SPANS_KEPT_MS);
  }
}
