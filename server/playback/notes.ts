/** Notes at instants: written for all who may see the camera, changed and taken back by who wrote them. */
import { z } from 'zod';
import { instant } from '../contract/common.ts';
import { NOTE_UNDO_MS, type Note, type newNote, type notesQuery } from '../contract/playback.ts';
import type { PlaceFinder, Visibility } from '../places/index.ts';
import { invalid, notFound, unauthenticated } from '../platform/errors.ts';
import type { Gate } from '../platform/http/gate.ts';
import { decodeCursor, type Page, pageOf } from '../platform/http/paging.ts';
import type { Actor, Place } from '../platform/http/route.ts';
import type { NoteReader, NotesFilter, NotesStore } from './notes.store.ts';

type NewNote = z.output<typeof newNote>;
const noteKey = z.tuple([instant, z.uuid()]);

export interface NotesOptions {
  readonly store: NotesStore;
  readonly gate: Pick<Gate, 'permits'>;
  readonly visibility: Visibility;
  readonly finder: Pick<PlaceFinder, 'ofCameraAt' | 'ofCase'>;
  readonly now: () => number;
}

export class Notes {
  readonly #options: NotesOptions;

  constructor(options: NotesOptions) {
    this.#options = options;
  }

  /** Where a note would be: at its camera then, or its case. Undefined: there is no such thing. */
  async placeOf({
    cameraId,
    caseId,
    at,
  }: Pick<NewNote, 'cameraId' | 'caseId' | 'at'>): Promise<Place | undefined> {
    const { finder } = this.#options;
    if (cameraId !== null) return finder.ofCameraAt(cameraId, new Date(at));
    return finder.ofCase(caseId);
  }

  async list(actor: Actor, query: z.output<typeof notesQuery>): Promise<Page<Note>> {
    const { limit, cameraId, caseId, from, to } = query;
    const filter: NotesFilter = {
      caseId,
      cameraIds: cameraId === undefined ? undefined : [cameraId],
      from: from === undefined ? undefined : new Date(from),
      to: to === undefined ? undefined : new Date(to),
    };
    const after = decodeCursor(query.cursor, noteKey);
    const found = await this.#options.store.list(await this.#reader(actor), filter, { after, limit });
    return pageOf(
      found,
      limit,
      (one) => [one.at, one.id],
      (one) => one,
    );
  }

  /** For timelines: up to `limit` + 1. */
  async within(actor: Actor, filter: NotesFilter, limit: number): Promise<Note[]> {
    if (actor.kind !== 'user') return [];
    return this.#options.store.list(await this.#reader(actor), filter, { limit });
  }

  async get(actor: Actor, id: string): Promise<Note> {
    const found = await this.#options.store.note(id, await this.#reader(actor));
    if (found === undefined) throw notFound('note');
    return found;
  }

  /** The right to write at its place was asked before; what he writes about he must be able to see as well. */
  async write(actor: Actor, input: NewNote): Promise<Note> {
    const { store, finder, gate, now } = this.#options;
    const { cameraId, caseId, at, text } = input;
    const authorId = personOf(actor);
    if (Date.parse(at) > now()) throw invalid([{ field: 'body.at', message: 'must not lie ahead' }]);
    if (caseId !== null) {
      const place = await finder.ofCase(caseId);
      if (place === undefined || !(await gate.permits(actor, 'cases:read', place))) throw notFound('case');
    }
    const id = await store.insert({
      ...{ cameraId, caseId, text, authorId },
      ...{ at: new Date(at), createdAt: new Date(now()) },
    });
    const found = await store.note(id, await this.#reader(actor));
    // He may write there, but sees neither its pictures nor its case: it is undone with the request.
    if (found === undefined) throw notFound('camera');
    return found;
  }

  async change(actor: Actor, id: string, text: string): Promise<Note> {
    const { store, now } = this.#options;
    if (!(await store.change(id, personOf(actor), text, new Date(now())))) throw notFound('note');
    return this.get(actor, id);
  }

  async remove(actor: Actor, id: string): Promise<void> {
    const { store, now } = this.#options;
    if (!(await store.remove(id, personOf(actor), new Date(now())))) throw notFound('note');
  }

  async restore(actor: Actor, id: string): Promise<Note> {
    const { store, now } = this.#options;
    if (!(await store.restore(id, personOf(actor), new Date(now() - NOTE_UNDO_MS)))) throw notFound('note');
    return this.get(actor, id);
  }

  async #reader(actor: Actor): Promise<NoteReader> {
    const { visibility } = this.#options;
    const [recordings, live, cases] = await Promise.all([
      visibility.visible(actor, 'recordings:view'),
      visibility.visible(actor, 'live:view'),
      visibility.visible(actor, 'cases:read'),
    ]);
    return { userId: personOf(actor), recordings, live, cases };
  }
}

function personOf(actor: Actor): string {
  if (actor.kind !== 'user') throw unauthenticated();
  return actor.id;
}
