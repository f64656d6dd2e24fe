/** Closing, moving and merging places: asked about first, written down, and taken back where nothing was built on it. */
import type { PlaceChange, PlaceChangeRequest, PlaceThing, UndoCheck } from '../../contract/place-changes.ts';
import { again } from '../../platform/db/again.ts';
import { afterCommit, inUnitOfWork } from '../../platform/db/unit-of-work.ts';
import { AppError, notFound } from '../../platform/errors.ts';
import type { Handovers } from '../handovers.ts';
import { lockAlone } from '../locks.store.ts';
import { unlessTaken } from '../registration.ts';
import { closePlace } from './closings.store.ts';
import { Ledger } from './ledger.store.ts';
import {
  type Collision,
  collisionsRefused,
  mergeDepartment,
  mergeHall,
  mergeRegion,
} from './mergers.store.ts';
import { moveRegion, moveToDepartment, moveToHall, moveToRegion } from './moves.store.ts';
import { NotUndoable } from './not-undoable.ts';
import type { ChangeRow, PlaceChangesStore } from './place-changes.store.ts';
import { undoChange } from './undo.store.ts';
import { holdParents } from './undo-parents.store.ts';

export interface PlaceChangesOptions {
  readonly store: PlaceChangesStore;
  readonly handovers: Handovers;
  readonly now: () => number;
  /** After the commit of anything that moved: whose place it is must be asked anew, and so must rights. */
  readonly onMoved: (halls: readonly string[]) => void;
}

interface Done {
  readonly ledger: Ledger;
  readonly collisions: readonly Collision[];
  readonly openedId: string | null;
}

/** Leaves a unit of work with an answer, and nothing done. */
class Undone<T> extends Error {
  readonly answer: T;
  constructor(answer: T) {
    super('only asked');
    this.answer = answer;
  }
}

export class PlaceChangesService {
  readonly #options: PlaceChangesOptions;

  constructor(options: PlaceChangesOptions) {
    this.#options = options;
  }

  /** What would be done. Does it, looks, and undoes it: so it never says other than what will be. */
  preview(request: PlaceChangeRequest): Promise<PlaceChange> {
    return onlyAsked(async () => {
      const done = await this.#perform(request);
      return this.#shown(rowOf(request, done, '', ''), done);
    });
  }

  async change(request: PlaceChangeRequest, by: string, reason: string): Promise<PlaceChange> {
    const { store } = this.#options;
    return inUnitOfWork(async () => {
      const done = await this.#perform(request);
      if (done.collisions.length > 0) throw collisionsRefused(done.collisions);
      const row = rowOf(request, done, by, reason);
      const id = await store.insert(row);
      await this.#tell(done.ledger, row.thing, row.thingId, row.targetId);
      return this.#shown({ ...row, id }, done);
    });
  }

  async of(thing: PlaceThing, id: string): Promise<PlaceChange[]> {
    const rows = await this.#options.store.of(thing, id);
    return Promise.all(rows.map((row) => this.#shown(row)));
  }

  async get(id: string): Promise<ChangeRow> {
    const row = await this.#options.store.change(id);
    if (row === undefined) throw notFound('change');
    return row;
  }

  async mayUndo(id: string): Promise<UndoCheck> {
    try {
      await onlyAsked(() => this.#undo(id, ''));
      return { possible: true, because: null, about: [] };
    } catch (error) {
      if (error instanceof NotUndoable)
        return { possible: false, because: error.because, about: [...error.about] };
      throw error;
    }
  }

  async undo(id: string, by: string): Promise<PlaceChange> {
    try {
      return await inUnitOfWork(() => this.#undo(id, by));
    } catch (error) {
      if (error instanceof NotUndoable) throw error.asProblem();
      throw error;
    }
  }

  async #undo(id: string, by: string): Promise<PlaceChange> {
    const { store, now } = this.#options;
    const row = await store.change(id, true);
    if (row === undefined) throw notFound('change');
    if (row.undoneAt !== null) throw new NotUndoable('undone', []);
    const at = new Date(now());
    const ledger = new Ledger({ trx: store.db, at });
    await holdParents(ledger, row);
    await lockAlone(store.db, row.thing, [
      row.thingId,
      ...(row.targetId === null || row.kind !== 'merge' ? [] : [row.targetId]),
    ]);
    await undoChange(ledger, row);
    await store.markUndone(id, at, by);
    await this.#tell(ledger, row.thing, row.thingId, row.targetId);
    return this.#shown({ ...row, undoneAt: at });
  }

  async #perform(request: PlaceChangeRequest): Promise<Done> {
    const { store, now } = this.#options;
    const ledger = new Ledger({ trx: store.db, at: new Date(now()) });
    const outcome = await unlessTaken(
      () => perform(ledger, request),
      'name_taken_there',
      'body',
      'Something of this name or code is there already.',
    );
    return { ledger, collisions: [], openedId: null, ...outcome };
  }

  async #tell(ledger: Ledger, thing: PlaceThing, id: string, targetId: string | null): Promise<void> {
    const { handovers, onMoved } = this.#options;
    await handovers.tell(ledger.handovers);
    const halls = thing === 'hall' ? [id, ...(targetId === null ? [] : [targetId])] : [];
    afterCommit(() => onMoved(halls));
  }

  async #shown(row: Omit<ChangeRow, 'id'> & { id?: string }, done?: Done): Promise<PlaceChange> {
    const counted = new Ledger({ trx: this.#options.store.db, at: row.at });
    counted.steps.push(...row.steps);
    const target = row.targetId === null ? undefined : { thing: targetThing(row), id: row.targetId };
    const self = { thing: row.thing, id: row.thingId };
    const names = await this.#options.store.names(target === undefined ? [self] : [self, target]);
    const nameOf = (one: { thing: PlaceThing; id: string }) => names.get(`${one.thing} ${one.id}`) ?? one.id;
    return {
      id: row.id ?? null,
      at: row.at.toISOString(),
      kind: row.kind,
      thing: row.thing,
      thingId: row.thingId,
      thingName: nameOf(self),
      targetId: row.targetId,
      targetName: target === undefined ? null : nameOf(target),
      counts: counted.counts(),
      collisions: [...(done?.collisions ?? [])],
      openedId: done?.openedId ?? row.steps.find((step) => step.what === 'opened')?.id ?? null,
      by: row.actor,
      reason: row.reason,
      undoneAt: row.undoneAt?.toISOString() ?? null,
    };
  }
}

async function perform(ledger: Ledger, request: PlaceChangeRequest): Promise<Partial<Done>> {
  const { id } = request;
  if (request.kind === 'close') {
    await closePlace(ledger, request.thing, id);
    return {};
  }
  if (request.kind === 'merge') {
    const { into } = request.body;
    if (request.thing === 'region') return { collisions: await mergeRegion(ledger, id, into) };
    if (request.thing === 'department') return { collisions: await mergeDepartment(ledger, id, into) };
    return { collisions: await mergeHall(ledger, id, into, request.body) };
  }
  if (request.thing === 'region') await moveRegion(ledger, id, request.body.parentCode);
  else if (request.thing !== 'window') await moveToRegion(ledger, request.thing, id, request.body.regionCode);
  else if ('departmentId' in request.body) await moveToDepartment(ledger, id, request.body.departmentId);
  else return { openedId: await moveToHall(ledger, id, request.body.hallId, request.body.code) };
  return {};
}

/** Where it goes, or what takes it over. */
export function targetOf(request: PlaceChangeRequest): { thing: PlaceThing; id: string } | undefined {
  if (request.kind === 'close') return undefined;
  if (request.kind === 'merge') return { thing: request.thing, id: request.body.into };
  if (request.thing === 'window')
    return 'departmentId' in request.body
      ? { thing: 'department', id: request.body.departmentId }
      : { thing: 'hall', id: request.body.hallId };
  const code = request.thing === 'region' ? request.body.parentCode : request.body.regionCode;
  return code === null ? undefined : { thing: 'region', id: code };
}

/**
 * What else has to be held by who takes a change back: what took the place over, and where it goes back to. A window is
 * its hall's to give to departments. Null: the top of the tree.
 */
export function touchedByUndo(
  row: Pick<ChangeRow, 'kind' | 'thing' | 'thingId' | 'targetId' | 'steps'>,
): readonly ({ thing: PlaceThing; id: string } | null)[] {
  if (row.kind === 'close' || row.targetId === null) return row.kind === 'move' ? cameFrom(row) : [];
  const target = { thing: targetThing(row), id: row.targetId };
  if (row.kind === 'merge' || target.thing === 'hall') return [target];
  return target.thing === 'region' ? cameFrom(row) : [];
}

function cameFrom({
  thingId,
  steps,
}: Pick<ChangeRow, 'thingId' | 'steps'>): readonly ({ thing: PlaceThing; id: string } | null)[] {
  const before = steps.find((step) => step.id === thingId)?.before ?? {};
  const code = before.region_code ?? before.parent_code ?? null;
  return [code === null ? null : { thing: 'region', id: String(code) }];
}

/** What kind of place a change led to; of a window only what it did tells. */
function targetThing(row: Pick<ChangeRow, 'kind' | 'thing' | 'steps'>): PlaceThing {
  if (row.kind === 'merge') return row.thing;
  if (row.thing !== 'window') return 'region';
  return row.steps.some((step) => step.what === 'opened') ? 'hall' : 'department';
}

function rowOf(
  request: PlaceChangeRequest,
  { ledger }: Done,
  actor: string,
  reason: string,
): Omit<ChangeRow, 'id'> {
  return {
    at: ledger.at,
    actor,
    reason,
    kind: request.kind,
    thing: request.thing,
    thingId: request.id,
    targetId: targetOf(request)?.id ?? null,
    steps: ledger.steps,
    undoneAt: null,
  };
}

async function onlyAsked<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await again(() =>
      inUnitOfWork(async () => {
        throw new Undone(await ask());
      }),
    );
  } catch (error) {
    if (error instanceof Undone) return error.answer as T;
    throw error;
  }
}

/** For whoever asks to change a place that there is not. */
export const unknownTarget = (thing: PlaceThing) =>
  new AppError(422, `unknown_${thing}`, `There is no such ${thing}, or it is not yours to give to.`, {
    faults: [{ field: 'body', message: `no such ${thing} within your rights` }],
  });
