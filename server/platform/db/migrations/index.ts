/** Every migration, in order. Numbers are never reused, files never change once released. */
import type { Kysely } from 'kysely';
import * as first from './0001-first.ts';
import * as pushKeys from './0002-push-keys.ts';
import * as lines from './0003-lines.ts';

export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly up: (db: Kysely<unknown>) => Promise<void>;
}

export const migrations: readonly Migration[] = [
  { number: 1, name: 'first', up: first.up },
  { number: 2, name: 'push-keys', up: pushKeys.up },
  { number: 3, name: 'lines', up: lines.up },
];
