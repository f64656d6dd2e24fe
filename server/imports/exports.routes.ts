/** `/api/v1/exports/...`: each registry as a table, as far as the asker may read it; every one is on the trail. */
import type { Audit } from '../audit/index.ts';
import { exportQuery } from '../contract/imports.ts';
import { type Actor, type Route, route } from '../platform/http/route.ts';
import { exportOf } from './exports.ts';
import { sendTable } from './files/tables-out.ts';
import type { RegistryTable } from './registries/book.ts';

export interface ExportsRoutesOptions {
  readonly tables: readonly RegistryTable[];
  readonly audit: Audit;
  readonly now: () => number;
}

/** Days in file names are those of China. */
const ZONE_MS = 8 * 3_600_000;

export function exportsRoutes({ tables, audit, now }: ExportsRoutesOptions): Route[] {
  return tables.map((table) =>
    route({
      method: 'get',
      path: `/api/v1/exports/${table.registry}`,
      summary: `The ${table.registry} one may read, in the columns of their import; never a password`,
      tag: 'imports',
      need: { kind: 'permission', permission: table.read, at: 'anywhere' },
      query: exportQuery,
      raw: true,
      handler: async ({ actor, query, reason, req, res }) => {
        const { format, lang: _, ...filter } = query;
        await audit.append({
          actor: actor as Actor,
          from: req.ip ?? '',
          action: 'registry.export',
          target: `registry:${table.registry}`,
          reason,
          detail: { format, ...filter },
        });
        const day = new Date(now() + ZONE_MS).toISOString().slice(0, 10);
        await sendTable(res, exportOf(table, actor as Actor, query, day));
      },
    }),
  );
}
