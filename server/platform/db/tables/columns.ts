/** Kinds of columns, as pg takes and gives them. */
import type { ColumnType } from 'kysely';

/** timestamptz: Date out; Date or ISO text in. */
export type At = ColumnType<Date, Date | string, Date | string>;
export type AtOrNull = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
export type CreatedAt = ColumnType<Date, Date | string | undefined, never>;
/** bigint: text out, as pg gives it. */
export type Seq = ColumnType<string, never, never>;
