/** The registry of regions, departments, halls and windows: rules around the tables, and no SQL. */
import { z } from 'zod';
import type * as contract from '../contract/places.ts';
import { usccLooksWrong } from '../contract/uscc.ts';
import { afterCommit, inUnitOfWork } from '../platform/db/unit-of-work.ts';
import { defined } from '../platform/defined.ts';
import { AppError, notFound } from '../platform/errors.ts';
import { decodeCursor, nameKey, type Page, pageOf } from '../platform/http/paging.ts';
import type { HallPolicy, HallsStore } from './halls.store.ts';
import type { Handovers } from './handovers.ts';
import { checkRegion } from './region-rules.ts';
import type { RegionsStore } from './regions.store.ts';
import { removeUnused, unknownReference, unlessTaken } from './registration.ts';
import { codeKey, type ListRequest } from './requests.ts';
import type { Visible } from './visible.store.ts';
import type { WindowsStore } from './windows.store.ts';

type Input<S extends z.ZodType> = z.output<S>;

/** Sees all: for reading back what was just written under a permission already checked. */
const ALL: Visible = { everywhere: true };

export interface PlacesOptions {
  readonly regions: RegionsStore;
  readonly halls: HallsStore;
  readonly windows: WindowsStore;
  readonly handovers: Handovers;
  readonly now: () => number;
  /** Called after any change that may move a thing's place. */
  readonly onChanged: () => void;
  /** Whether its cameras may be heard was decided anew. */
  readonly onSoundChanged?: (hallId: string) => void;
}

export class PlacesService {
  readonly #regions: RegionsStore;
  readonly #halls: HallsStore;
  readonly #windows: WindowsStore;
  readonly #handovers: Handovers;
  readonly #now: () => number;
  readonly #onChanged: () => void;
  readonly #onSoundChanged: (hallId: string) => void;

  constructor(options: PlacesOptions) {
    this.#regions = options.regions;
    this.#halls = options.halls;
    this.#windows = options.windows;
    this.#handovers = options.handovers;
    this.#now = options.now;
    this.#onChanged = () => afterCommit(options.onChanged);
    this.#onSoundChanged = options.onSoundChanged ?? (() => undefined);
  }

  /** Told of windows that another department runs now, or that are closed. */
  get handovers(): Handovers {
    return this.#handovers;
  }

  async regions(visible: Visible, list: ListRequest): Promise<Page<contract.Region>> {
    const after = decodeCursor(list.cursor, codeKey)?.[0];
    const rows = await this.#regions.regions({
      visible,
      after,
      limit: list.limit,
      q: list.q,
      closed: list.closed,
      below: list.below,
    });
    return pageOf(
      rows,
      list.limit,
      (row) => [row.code],
      (row) => row,
    );
  }

  async region(code: string): Promise<contract.Region> {
    const region = await this.#regions.region(code);
    if (region === undefined) throw notFound('region');
    return region;
  }

  async createRegion(region: Input<typeof contract.newRegion>): Promise<Input<typeof contract.savedRegion>> {
    if (region.parentCode === region.code)
      throw unknownReference('unknown_region', 'body.parentCode', 'a region is not its own parent');
    const parent = region.parentCode === null ? null : await this.#regions.region(region.parentCode);
    if (parent === undefined)
      throw unknownReference(
        'unknown_region',
        'body.parentCode',
        `no region ${region.parentCode} is registered`,
      );
    const warnings = checkRegion(region, parent);
    await unlessTaken(
      () => this.#regions.insertRegion(region),
      'region_exists',
      'body.code',
      'A region with this code is registered already.',
    );
    this.#onChanged();
    return { ...(await this.region(region.code)), warnings };
  }

  async changeRegion(code: string, change: Input<typeof contract.changeRegion>): Promise<contract.Region> {
    if (change.name !== undefined) await this.#regions.renameRegion(code, change.name);
    return this.region(code);
  }

  async removeRegion(code: string): Promise<void> {
    await this.region(code);
    await removeUnused('region', await this.#regions.usesOfRegion(code), () =>
      this.#regions.deleteRegion(code),
    );
    this.#onChanged();
  }

  async departments(
    visible: Visible,
    list: ListRequest & { regionCode?: string | undefined },
  ): Promise<Page<contract.Department>> {
    const { limit, q, regionCode, closed } = list;
    const after = decodeCursor(list.cursor, nameKey);
    const rows = await this.#regions.departments({
      ...{ visible, after, limit, q, regionCode, closed },
      below: list.below,
    });
    return pageOf(
      rows,
      limit,
      (row) => [row.name, row.id],
      (row) => row,
    );
  }

  async department(id: string): Promise<contract.Department> {
    const department = await this.#regions.department(id);
    if (department === undefined) throw notFound('department');
    return department;
  }

  async createDepartment(
    department: Input<typeof contract.newDepartment>,
  ): Promise<Input<typeof contract.savedDepartment>> {
    const made = await unlessTaken(
      () => this.#regions.insertDepartment(department),
      'department_exists',
      'body.name',
      'The region has a department of this name already.',
    );
    return { ...made, warnings: usccWarnings(made.uscc) };
  }

  async changeDepartment(
    id: string,
    change: Input<typeof contract.changeDepartment>,
  ): Promise<Input<typeof contract.savedDepartment>> {
    await unlessTaken(
      () => this.#regions.changeDepartment(id, change),
      'department_exists',
      'body.name',
      'The region has a department of this name already.',
    );
    const department = await this.department(id);
    return { ...department, warnings: change.uscc === undefined ? [] : usccWarnings(department.uscc) };
  }

  async removeDepartment(id: string): Promise<void> {
    await this.department(id);
    await removeUnused('department', await this.#regions.usesOfDepartment(id), () =>
      this.#regions.deleteDepartment(id),
    );
  }

  async halls(
    visible: Visible,
    list: ListRequest & { regionCode?: string | undefined },
  ): Promise<Page<contract.Hall>> {
    const { limit, q, regionCode, closed } = list;
    const after = decodeCursor(list.cursor, nameKey);
    const rows = await this.#halls.halls({
      ...{ visible, after, limit, q, regionCode, closed },
      below: list.below,
    });
    return pageOf(
      rows,
      limit,
      (row) => [row.name, row.id],
      (row) => row,
    );
  }

  async hall(id: string, visible: Visible = ALL): Promise<contract.Hall> {
    const hall = await this.#halls.hall(id, visible);
    if (hall === undefined) throw notFound('hall');
    return hall;
  }

  /** Undefined: there is no such hall. */
  policyOf(hallId: string): Promise<HallPolicy | undefined> {
    return this.#halls.policyOf(hallId);
  }

  async createHall(hall: Input<typeof contract.newHall>): Promise<contract.Hall> {
    mustLeaveRoom(hall);
    const id = await unlessTaken(
      () => this.#halls.insertHall(hall),
      'hall_exists',
      'body.name',
      'The region has a hall of this name already.',
    );
    return this.hall(id);
  }

  async changeHall(id: string, change: Input<typeof contract.changeHall>): Promise<contract.Hall> {
    if (change.lineKbps !== undefined || change.lineReserveKbps !== undefined)
      mustLeaveRoom({ ...(await this.hall(id)), ...defined(change) });
    await unlessTaken(
      () => this.#halls.changeHall(id, change),
      'hall_exists',
      'body.name',
      'The region has a hall of this name already.',
    );
    if (change.soundAllowed !== undefined) this.#onSoundChanged(id);
    return this.hall(id);
  }

  async removeHall(id: string): Promise<void> {
    await this.hall(id);
    await removeUnused('hall', await this.#halls.usesOfHall(id), () => this.#halls.deleteHall(id));
    this.#onChanged();
  }

  async windows(visible: Visible, hallId: string, list: ListRequest): Promise<Page<contract.Window>> {
    const { limit, q, closed } = list;
    const after = decodeCursor(list.cursor, windowKey);
    const rows = await this.#windows.windows({ visible, hallId, after, limit, q, closed });
    return pageOf(
      rows,
      limit,
      (row) => [row.code, row.id],
      (row) => row,
    );
  }

  /** Those of the given windows that may be seen; the others are as if they were not. */
  async windowsOf(visible: Visible, ids: readonly string[]): Promise<contract.Window[]> {
    return this.#windows.windows({ visible, ids, after: undefined, limit: ids.length, closed: 'include' });
  }

  async window(id: string, visible: Visible = ALL): Promise<contract.Window> {
    const [window] = await this.#windows.windows({
      visible,
      ids: [id],
      after: undefined,
      limit: 1,
      closed: 'include',
    });
    if (window === undefined) throw notFound('window');
    return window;
  }

  /** What it was called and who ran it, the newest first. */
  async windowTerms(id: string): Promise<contract.WindowTerm[]> {
    await this.window(id);
    return this.#windows.terms(id);
  }

  async createWindow(hallId: string, window: Input<typeof contract.newWindow>): Promise<contract.Window> {
    const id = await unlessTaken(
      () => this.#windows.insert({ ...window, hallId }),
      'window_exists',
      'body.code',
      'The hall has a window with this code already.',
    );
    this.#onChanged();
    return this.window(id);
  }

  /** From now on; what it was before stays in its terms. */
  async changeWindow(id: string, change: Input<typeof contract.changeWindow>): Promise<contract.Window> {
    await inUnitOfWork(async () => {
      const changed = await unlessTaken(
        () => this.#windows.change(id, change, new Date(this.#now())),
        'window_exists',
        'body.code',
        'The hall has a window with this code already.',
      );
      if (changed?.handedOver) await this.#handovers.tell([{ windowId: id, at: changed.at, closed: false }]);
    });
    this.#onChanged();
    return this.window(id);
  }

  async removeWindow(id: string): Promise<void> {
    await this.window(id);
    await removeUnused('window', await this.#windows.usesOf(id), () => this.#windows.delete(id));
    this.#onChanged();
  }

  summary(visible: Visible): Promise<contract.SetupSummary> {
    return this.#halls.summary(visible);
  }
}

/** Sort key of windows: a code may be there twice, of a closed window and of an open one. */
const windowKey = z.tuple([z.string(), z.uuid()]);

const usccWarnings = (uscc: string | null): Input<typeof contract.savedDepartment>['warnings'] =>
  uscc !== null && usccLooksWrong(uscc) ? ['uscc_checksum'] : [];

/** A reserve as large as the line would leave pictures nothing, without anybody having said so. */
function mustLeaveRoom(hall: Pick<contract.Hall, 'lineKbps' | 'lineReserveKbps'>): void {
  if (hall.lineKbps === null || hall.lineReserveKbps < hall.lineKbps) return;
  const message = `must be less than the line’s ${hall.lineKbps}`;
  throw new AppError(422, 'line_reserve_too_large', `The reserve for data ${message} kbit/s.`, {
    faults: [{ field: 'body.lineReserveKbps', message }],
  });
}
