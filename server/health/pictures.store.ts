/** Rows of kept pictures. Files are put before their row and removed after it. */
import { sql } from 'kysely';
import type { CameraPicture, PictureKind } from '../contract/health.ts';
import type { Db } from '../platform/db/connect.ts';

export interface StoredPicture extends CameraPicture {
  readonly cameraId: string;
  readonly fileId: string;
}

export interface NewPicture {
  readonly cameraId: string;
  readonly kind: PictureKind;
  readonly atMs: number;
  readonly fileId: string;
  readonly width: number;
  readonly height: number;
  readonly reason?: CameraPicture['reason'];
  readonly outageId?: string | null;
}

interface Row {
  id: string;
  camera_id: string;
  kind: PictureKind;
  at: Date;
  file_id: string;
  width: number;
  height: number;
  reason: string | null;
}

export class PicturesStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  async add(picture: NewPicture): Promise<string> {
    const { id } = await this.#db
      .insertInto('camera_picture')
      .values({
        camera_id: picture.cameraId,
        kind: picture.kind,
        at: new Date(picture.atMs),
        file_id: picture.fileId,
        width: picture.width,
        height: picture.height,
        reason: picture.reason ?? null,
        outage_id: picture.outageId ?? null,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    return id;
  }

  /** The newest of each kind asked for, newest first. */
  async ofCamera(cameraId: string, kind: PictureKind | undefined, limit: number): Promise<StoredPicture[]> {
    const { rows } = await sql<Row>`
      select * from camera_picture where camera_id = ${cameraId}
        and ${kind === undefined ? sql`true` : sql`kind = ${kind}`}
      order by at desc, id desc limit ${limit}`.execute(this.#db);
    return rows.map(toPicture);
  }

  async get(cameraId: string, id: string): Promise<StoredPicture | undefined> {
    const { rows } = await sql<Row>`
      select * from camera_picture where camera_id = ${cameraId} and id = ${id}`.execute(this.#db);
    return rows[0] && toPicture(rows[0]);
  }

  /** The newest of that kind of every camera. */
  async newestOfAll(kind: PictureKind): Promise<StoredPicture[]> {
    const { rows } = await sql<Row>`
      select distinct on (camera_id) * from camera_picture where kind = ${kind}
      order by camera_id, at desc, id desc`.execute(this.#db);
    return rows.map(toPicture);
  }

  /** Their files, which nothing names any more. */
  async remove(ids: readonly string[]): Promise<string[]> {
    if (ids.length === 0) return [];
    const { rows } = await sql<{ file_id: string }>`
      delete from camera_picture where id = any(${[...ids]}::uuid[]) returning file_id`.execute(this.#db);
    return rows.map((row) => row.file_id);
  }

  /**
   * Older than footage is kept, and needed by nobody: not the evidence of what stands, nor the view that pictures are
   * compared with, nor the last good picture of a camera in use.
   */
  async overdue(beforeMs: number, limit: number): Promise<string[]> {
    const { rows } = await sql<{ id: string }>`
      select p.id from camera_picture p join camera c on c.id = p.camera_id
      where p.at < ${new Date(beforeMs)} and (c.closed_at is not null or case p.kind
        when 'daily' then true
        when 'newest' then false
        when 'reference' then exists (select 1 from camera_picture n
          where n.camera_id = p.camera_id and n.kind = 'reference' and n.at > p.at)
        else not exists (select 1 from outage o
          where o.camera_id = p.camera_id and o.to_at is null and p.id in (o.evidence_id, o.before_id)) end)
      limit ${limit}`.execute(this.#db);
    return rows.map(({ id }) => id);
  }

  /** As `remove`; outages that were shown by them are so no more. */
  async forget(ids: readonly string[]): Promise<string[]> {
    if (ids.length === 0) return [];
    const all = sql`${[...ids]}::uuid[]`;
    await sql`update outage o set
        evidence_id = case when o.evidence_id = any(${all}) then null else o.evidence_id end,
        before_id = case when o.before_id = any(${all}) then null else o.before_id end
      where o.evidence_id = any(${all}) or o.before_id = any(${all})`.execute(this.#db);
    return this.remove(ids);
  }

  async named(fileIds: readonly string[]): Promise<ReadonlySet<string>> {
    const { rows } = await sql<{ file_id: string }>`
      select file_id from camera_picture where file_id = any(${[...fileIds]}::uuid[])`.execute(this.#db);
    return new Set(rows.map((row) => row.file_id));
  }
}

const toPicture = (row: Row): StoredPicture => ({
  id: row.id,
  cameraId: row.camera_id,
  kind: row.kind,
  at: row.at.toISOString(),
  fileId: row.file_id,
  width: row.width,
  height: row.height,
  reason: row.reason as CameraPicture['reason'],
});
