/** A hall's floor plan: one picture, and what is where on it. */
import type { z } from 'zod';
import type * as contract from '../../contract/floor-plan.ts';
import { afterCommit } from '../../platform/db/unit-of-work.ts';
import { AppError, notFound } from '../../platform/errors.ts';
import type { FileStore } from '../../platform/files/index.ts';
import type { Visible } from '../visible.store.ts';
import type { FloorPlanStore, PlanRow } from './floor-plan.store.ts';
import { redraw } from './redraw.ts';

export interface FloorPlanOptions {
  readonly store: FloorPlanStore;
  readonly files: FileStore;
  readonly now: () => number;
}

/** Older than any upload that is under way. */
const ORPHAN_MS = 3_600_000;

export class FloorPlanService {
  readonly #store: FloorPlanStore;
  readonly #files: FileStore;
  readonly #now: () => number;

  constructor(options: FloorPlanOptions) {
    this.#store = options.store;
    this.#files = options.files;
    this.#now = options.now;
  }

  async set(hallId: string, picture: Buffer): Promise<contract.FloorPlan> {
    const { bytes, width, height } = await redraw(picture);
    const fileId = await this.#files.put(bytes);
    const at = new Date(this.#now());
    let before: string | undefined;
    try {
      before = await this.#store.set(hallId, { fileId, width, height, bytes: bytes.length, at });
    } catch (error) {
      await this.#files.remove(fileId);
      throw error;
    }
    if (before !== undefined) this.#removeOnceItStands(before);
    return { width, height, updatedAt: at.toISOString() };
  }

  async picture(hallId: string): Promise<{ readonly bytes: Buffer; readonly tag: string }> {
    const row = await this.#store.of(hallId);
    const bytes = row && (await this.#files.read(row.file_id));
    if (row === undefined || bytes === undefined) throw notFound('floor plan');
    return { bytes, tag: `"${row.file_id}"` };
  }

  async remove(hallId: string): Promise<void> {
    const fileId = await this.#store.remove(hallId);
    if (fileId === undefined) throw notFound('floor plan');
    this.#removeOnceItStands(fileId);
  }

  async positions(
    hallId: string,
    seen: { places: Visible; cameras: Visible },
  ): Promise<contract.FloorPlanPositions> {
    const [row, positions] = await Promise.all([this.#store.of(hallId), this.#store.positions(hallId, seen)]);
    return { plan: row === undefined ? null : shown(row), ...positions };
  }

  async setPositions(hallId: string, positions: z.output<typeof contract.setPlanPositions>): Promise<void> {
    mustBeOnce(positions);
    const unknown = await this.#store.setPositions(hallId, positions);
    if (unknown.length === 0) return;
    throw new AppError(422, 'not_in_hall', 'Some of these are no camera or window of the hall.', {
      faults: unknown.slice(0, 20).map((id) => ({ field: 'body', message: `${id} is not in this hall` })),
    });
  }

  #removeOnceItStands(fileId: string): void {
    // One that cannot be removed has no row any more: it is swept.
    afterCommit(() => void this.#files.remove(fileId).catch(() => undefined));
  }

  /** What a crash left without a row. */
  sweep(): Promise<number> {
    return this.#files.sweep((ids) => this.#store.named(ids), ORPHAN_MS);
  }
}

function mustBeOnce({ cameras, windows }: z.output<typeof contract.setPlanPositions>): void {
  const ids = [...cameras.map((one) => one.cameraId), ...windows.map((one) => one.windowId)];
  const twice = ids.find((id, at) => ids.indexOf(id) !== at);
  if (twice !== undefined)
    throw new AppError(422, 'named_twice', `${twice} is named twice.`, {
      faults: [{ field: 'body', message: `${twice} is named twice` }],
    });
}

const shown = (row: PlanRow): contract.FloorPlan => ({
  width: row.width,
  height: row.height,
  updatedAt: row.updated_at.toISOString(),
});
