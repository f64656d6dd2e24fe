/** Saved walls and tours. */
import type { ColumnType, Generated } from 'kysely';
import type { WallShare } from '../../../contract/walls.ts';
import type { At, AtOrNull } from './columns.ts';

type Json<T> = ColumnType<T, string, string>;

export interface WallsTables {
  saved_layout: {
    id: Generated<string>;
    kind: 'wall' | 'tour';
    owner_id: string;
    name: string;
    body: Json<unknown>;
    shares: Json<readonly WallShare[]>;
    created_at: At;
    updated_at: At;
    removed_at: AtOrNull;
    version: Generated<number>;
  };
}
