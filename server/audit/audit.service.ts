/** Reading the trail. */
import type { Writable } from 'node:stream';
import type { z } from 'zod';
import {
  type AuditFilter,
  type AuditRow,
  actionGroups,
  type auditQuery,
  type exportFormat,
} from '../contract/audit.ts';
import type { AuditStore, RowsWanted, StoredRow } from './audit.store.ts';
import { writeExport } from './export.ts';
import type { NamesStore } from './names.store.ts';

export interface AuditServiceOptions {
  readonly store: Pick<AuditStore, 'rows'>;
  readonly names: NamesStore;
}

export class AuditService {
  readonly #options: AuditServiceOptions;

  constructor(options: AuditServiceOptions) {
    this.#options = options;
  }

  async list({
    cursor,
    limit,
    ...filter
  }: z.output<typeof auditQuery>): Promise<{ items: AuditRow[]; nextCursor: string | null }> {
    const { store } = this.#options;
    const found = await store.rows({ ...(await this.wanted(filter)), before: cursor, limit: limit + 1 });
    const page = found.slice(0, limit);
    const items = await this.shown(page);
    return { items, nextCursor: found.length > limit ? (items.at(-1)?.seq ?? null) : null };
  }

  /** A person may be named as people do, by a part of the name. */
  async wanted({ actor, group, ...rest }: AuditFilter): Promise<RowsWanted> {
    const isWhole = actor === undefined || actor === '' || actor.includes(':');
    const actors = actor === undefined || actor === '' ? undefined : [actor];
    return {
      ...rest,
      actors: isWhole ? actors : [...(await this.#options.names.usersLike(actor)), `nobody:${actor}`],
      things: group && actionGroups[group],
    };
  }

  /** Writes until all is written, or `to` is gone. */
  async export(to: Writable, format: z.output<typeof exportFormat>, wanted: RowsWanted): Promise<void> {
    await writeExport(to, { ...this.#options, format, wanted });
  }

  async shown(rows: readonly StoredRow[]): Promise<AuditRow[]> {
    const names = await this.#options.names.namesOf(
      rows.flatMap(({ actor, target, targetName }) => (targetName === null ? [actor, target] : [actor])),
    );
    return rows.map((row) => ({
      seq: row.seq,
      at: new Date(row.at).toISOString(),
      actor: row.actor,
      actorName: names.get(row.actor) ?? null,
      from: row.fromAddress,
      action: row.action,
      target: row.target,
      targetName: row.targetName ?? names.get(row.target) ?? null,
      reason: row.reason,
      detail: fieldsOf(row.detail) ?? {},
      before: fieldsOf(row.before),
      after: fieldsOf(row.after),
      hash: row.hash.toString('hex'),
    }));
  }
}

/** A row that was tampered with is to be seen as well, and be found out by the check. */
function fieldsOf(json: string | null): Record<string, unknown> | null {
  if (json === null) return null;
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // No JSON: shown as the text it is.
  }
  return { text: json };
}
