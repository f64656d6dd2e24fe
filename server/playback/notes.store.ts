/** Notes at instants, on a camera or a case. */
import { type RawBuilder, sql } from 'kysely';
import type { Note } from '../contract/playback.ts';
import { cameraVisible, caseVisible, type Visible } from '../places/index.ts';
import type { Db } from '../platform/db/connect.ts';

/** For whom notes are told: who may see the camera, be it live or recorded, and the case. */
export interface NoteReader {
  readonly userId: string;
  readonly recordings: Visible;
  readonly live: Visible;
  readonly cases: Visible;
}

export interface NotesFilter {
  readonly cameraIds?: readonly string[] | undefined;
  readonly caseId?: string | undefined;
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
}

export interface NewNoteRow {
  readonly cameraId: string | null;
  readonly caseId: string | null;
  readonly at: Date;
  readonly text: string;
  readonly authorId: string;
  readonly createdAt: Date;
}

interface NoteRow {
  id: string;
  cameraId: string | null;
  caseId: string | null;
  at: Date;
  text: string;
  author: string;
  authorName: string;
  createdAt: Date;
  changedAt: Date | null;
  mine: boolean;
}

/** Whose case a note is on is for who may see that case, also when it is asked by it. */
const seesCase = ({ cases }: NoteReader): RawBuilder<boolean> =>
  caseVisible(cases, {
    caseId: sql`c.id`,
    departmentId: sql`c.department_id`,
    regionCode: sql`d.region_code`,
  });

export class NotesStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  /** Up to `limit` + 1, by their instants. */
  async list(
    reader: NoteReader,
    filter: NotesFilter,
    page: { readonly after?: readonly [string, string] | undefined; readonly limit: number },
  ): Promise<Note[]> {
    const { cameraIds, caseId, from, to } = filter;
    const when = (given: Date | undefined, condition: (at: Date) => RawBuilder<unknown>) =>
      given === undefined ? sql`true` : condition(given);
    return this.#read(
      reader,
      sql<boolean>`n.removed_at is null
        and ${cameraIds === undefined ? sql`true` : sql`n.camera_id = any(${[...cameraIds]}::uuid[])`}
        and ${caseId === undefined ? sql`true` : sql`n.case_id = ${caseId} and ${seesCase(reader)}`}
        and ${when(from, (at) => sql`n.at >= ${at}`)} and ${when(to, (at) => sql`n.at <= ${at}`)}
        and ${page.after === undefined ? sql`true` : sql`(n.at, n.id) > (${page.after[0]}::timestamptz, ${page.after[1]}::uuid)`}`,
      page.limit + 1,
    );
  }

  /** Removed ones too: what was taken away is brought back by its author. */
  async note(id: string, reader: NoteReader): Promise<Note | undefined> {
    return (await this.#read(reader, sql<boolean>`n.id = ${id}`, 1))[0];
  }

  async insert(row: NewNoteRow): Promise<string> {
    const { id } = await this.#db
      .insertInto('playback_note')
      .values({
        ...{ camera_id: row.cameraId, case_id: row.caseId, at: row.at, text: row.text },
        ...{ author_id: row.authorId, created_at: row.createdAt },
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    return id;
  }

  /** False: it is not this author's, or not there any more. */
  async change(id: string, authorId: string, text: string, at: Date): Promise<boolean> {
    const { rows } = await sql`update playback_note set text = ${text}, changed_at = ${at}
      where id = ${id} and author_id = ${authorId} and removed_at is null returning id`.execute(this.#db);
    return rows.length > 0;
  }

  async remove(id: string, authorId: string, at: Date): Promise<boolean> {
    const { rows } = await sql`update playback_note set removed_at = ${at}
      where id = ${id} and author_id = ${authorId} and removed_at is null returning id`.execute(this.#db);
    return rows.length > 0;
  }

  /** Within `since`; false: removed before it, not at all, or not this author's. */
  async restore(id: string, authorId: string, since: Date): Promise<boolean> {
    const { rows } = await sql`update playback_note set removed_at = null
      where id = ${id} and author_id = ${authorId} and removed_at >= ${since} returning id`.execute(this.#db);
    return rows.length > 0;
  }

  async #read(reader: NoteReader, where: RawBuilder<boolean>, limit: number): Promise<Note[]> {
    const sees = {
      camera: sql<boolean>`(${cameraVisible(reader.recordings, sql`n.camera_id`, sql`m.hall_id`)}
        or ${cameraVisible(reader.live, sql`n.camera_id`, sql`m.hall_id`)})`,
      case: seesCase(reader),
    };
    // A note on both is for who may see the camera; whose case it is, for who may see that as well.
    const { rows } = await sql<NoteRow>`
      select n.id, n.camera_id as "cameraId", case when c.id is not null and ${sees.case} then n.case_id end as "caseId",
        n.at, n.text, u.username as author, u.display_name as "authorName", n.created_at as "createdAt",
        n.changed_at as "changedAt", n.author_id = ${reader.userId} as mine
      from playback_note n join user_account u on u.id = n.author_id
        left join camera m on m.id = n.camera_id left join case_record c on c.id = n.case_id
        left join department d on d.id = c.department_id
      where ${where} and case when n.camera_id is not null then ${sees.camera} else ${sees.case} end
      order by n.at, n.id limit ${limit}`.execute(this.#db);
    return rows.map(({ at, createdAt, changedAt, ...row }) => ({
      ...row,
      at: at.toISOString(),
      createdAt: createdAt.toISOString(),
      changedAt: changedAt?.toISOString() ?? null,
    }));
  }
}
