/** What people ask of health: the board, one camera, outages, kept pictures, alarms. */
import type { z } from 'zod';
import type { StreamStatus } from '../../streams/index.ts';
import type * as contract from '../contract/health.ts';
import type { Visible } from '../places/index.ts';
import { notFound } from '../platform/errors.ts';
import { decodeCursor, type Page, pageOf } from '../platform/http/paging.ts';
import { adviceOf } from './advice.ts';
import type { AlarmsStore } from './alarms.store.ts';
import type { BoardCamera, BoardStore } from './board.store.ts';
import type { CameraWatch } from './camera-watch.ts';
import { alarmKey, namesKey, outageKey, worstKey } from './cursors.ts';
import type { OutagesStore } from './outages.store.ts';
import type { PictureKeeper } from './picture-keeper.ts';
import type { PicturesStore, StoredPicture } from './pictures.store.ts';
import type { WatchStore } from './watch.store.ts';

const DAY_MS = 86_400_000;
const QUIET_KEY = 'health.quietOutsideOfficeHours';

export interface HealthServiceOptions {
  readonly board: BoardStore;
  readonly outages: OutagesStore;
  readonly pictures: PicturesStore;
  readonly keeper: PictureKeeper;
  readonly alarms: AlarmsStore;
  readonly watches: WatchStore;
  /** Undefined: it is not watched by this process. */
  readonly watchOf: (cameraId: string) => CameraWatch | undefined;
  readonly acceptView: (cameraId: string) => boolean;
  /** Of streams that run. */
  readonly statusOf: (key: { cameraId: string; profile: 'main' | 'sub' }) => StreamStatus | undefined;
  readonly everyMs: number;
  readonly now: () => number;
}

export class HealthService {
  readonly #options: HealthServiceOptions;

  constructor(options: HealthServiceOptions) {
    this.#options = options;
  }

  async list(
    visible: Visible,
    query: z.output<typeof contract.healthQuery>,
  ): Promise<Page<contract.CameraHealth>> {
    const { board, now } = this.#options;
    const { cursor, limit, ...rest } = query;
    const nowMs = now();
    const after = rest.sort === 'worst' ? decodeCursor(cursor, worstKey) : decodeCursor(cursor, namesKey);
    const rows = await board.page({ ...rest, visible, limit, after }, nowMs);
    const page = pageOf(
      rows,
      limit,
      ({ key }) => key,
      ({ camera }) => camera,
    );
    return { items: await this.#withDay(page.items, nowMs), nextCursor: page.nextCursor };
  }

  async summary(
    visible: Visible,
    query: z.output<typeof contract.healthSummaryQuery>,
  ): Promise<contract.HealthSummary> {
    const { board, everyMs } = this.#options;
    return { ...(await board.summary({ ...query, visible })), checkedEveryMs: everyMs };
  }

  async detail(cameraId: string): Promise<contract.CameraHealthDetail> {
    const nowMs = this.#options.now();
    const [camera] = await this.#withDay([await this.#one(cameraId, nowMs)], nowMs);
    if (!camera) throw notFound('camera');
    return { ...camera, availability: await this.availability({ cameraId }) };
  }

  async brief(cameraId: string): Promise<contract.CameraHealthBrief> {
    const camera = await this.#one(cameraId, this.#options.now());
    const moved = camera.faults.find(({ fault }) => fault === 'moved');
    const { state, since, fault, cause, faultSince } = camera;
    return {
      ...{ cameraId, state, since, fault, cause, faultSince },
      moved: moved ? { since: moved.since, shift: moved.finding?.shift ?? null } : null,
    };
  }

  async availability(of: { cameraId: string } | { hallId: string }): Promise<contract.Availabilities> {
    const { outages, now } = this.#options;
    const nowMs = now();
    const over = (days: number) => outages.availability(of, nowMs - days * DAY_MS, nowMs);
    return { day: await over(1), week: await over(7), month: await over(30) };
  }

  async outages(
    cameraId: string,
    { cursor, limit }: { cursor?: string | undefined; limit: number },
  ): Promise<Page<contract.Outage>> {
    const after = decodeCursor(cursor, outageKey);
    const rows = await this.#options.outages.ofCamera(cameraId, after, limit);
    return pageOf(
      rows,
      limit,
      (row) => [row.from, row.id],
      (row) => row,
    );
  }

  async pictures(
    cameraId: string,
    { kind, limit }: z.output<typeof contract.picturesQuery>,
  ): Promise<contract.CameraPicture[]> {
    const rows = await this.#options.pictures.ofCamera(cameraId, kind, limit);
    return rows.map(({ id, kind, at, width, height, reason }) => ({ id, kind, at, width, height, reason }));
  }

  /** When it was taken. */
  async pictureAt(cameraId: string, id: string): Promise<Date | undefined> {
    const about = await this.#options.pictures.get(cameraId, id);
    return about && new Date(about.at);
  }

  /** A JPEG. */
  async picture(cameraId: string, id: string): Promise<{ jpeg: Buffer; about: StoredPicture }> {
    const { pictures, keeper } = this.#options;
    const about = await pictures.get(cameraId, id);
    const jpeg = about && (await keeper.read(about));
    if (!about || !jpeg) throw notFound('picture');
    return { jpeg, about };
  }

  /** Of those that one may see, the last small pictures. */
  async thumbnails(
    cameraIds: readonly string[],
  ): Promise<{ cameraId: string; at: string; picture: string }[]> {
    const found: { cameraId: string; at: string; picture: string }[] = [];
    for (const cameraId of cameraIds) {
      const thumbnail = this.#options.watchOf(cameraId)?.thumbnail;
      if (thumbnail)
        found.push({
          cameraId,
          at: new Date(thumbnail.atMs).toISOString(),
          picture: `data:image/jpeg;base64,${thumbnail.jpeg.toString('base64')}`,
        });
    }
    return found;
  }

  /** What it shows is what it should show: from the next picture on. */
  async accept(cameraId: string): Promise<void> {
    if (!this.#options.acceptView(cameraId)) throw notFound('camera');
  }

  async alarms(
    visible: Visible,
    { cursor, limit, only, hallId }: z.output<typeof contract.alarmsQuery>,
  ): Promise<Page<contract.Alarm>> {
    const after = decodeCursor(cursor, alarmKey);
    const rows = await this.#options.alarms.list({ visible, only, hallId, after, limit });
    return pageOf(
      rows,
      limit,
      (row) => [row.raisedAt, row.id],
      (row) => row,
    );
  }

  async settings(): Promise<contract.HealthSettings> {
    const value = await this.#options.watches.setting(QUIET_KEY);
    return { quietOutsideOfficeHours: value !== 'off' };
  }

  async changeSettings(settings: contract.HealthSettings): Promise<contract.HealthSettings> {
    await this.#options.watches.set(QUIET_KEY, settings.quietOutsideOfficeHours ? 'on' : 'off');
    return this.settings();
  }

  async #one(cameraId: string, nowMs: number): Promise<BoardCamera> {
    const [row] = await this.#options.board.page(
      { visible: { everywhere: true }, cameraId, sort: 'name', limit: 1 },
      nowMs,
    );
    if (!row) throw notFound('camera');
    return row.camera;
  }

  async #withDay(cameras: readonly BoardCamera[], nowMs: number): Promise<contract.CameraHealth[]> {
    const { board } = this.#options;
    const ids = cameras.map(({ cameraId }) => cameraId);
    const [day, gaps] = await Promise.all([board.day(ids, nowMs), board.gaps(nowMs)]);
    const unobserved = gaps.map((gap) => ({ ...gap, kind: 'unobserved' as const }));
    return cameras.map((camera) => {
      const now = this.#live(camera);
      return { ...now, advice: adviceOf(now), day: [...(day.get(camera.cameraId) ?? []), ...unobserved] };
    });
  }

  /** What a stream that runs says this moment. */
  #live(camera: BoardCamera): BoardCamera {
    const { cameraId } = camera;
    const status = (['sub', 'main'] as const)
      .map((profile) => this.#options.statusOf({ cameraId, profile }))
      .find((one) => one?.state.name === 'live');
    if (!status) return camera;
    const { fps, bitrateKbps, clock } = status;
    return {
      ...camera,
      ...(fps !== undefined && { fps }),
      ...(bitrateKbps !== undefined && status.key.profile === camera.profile && { bitrateKbps }),
      ...(clock?.offsetMs !== undefined && { clockOffsetMs: clock.offsetMs }),
    };
  }
}
