/** `/api/v1/audit`: reading the trail. Its rows are about everywhere, so only who may read everywhere reads it. */
import { z } from 'zod';
import { auditRow } from '../contract/access.ts';
import { listOf, listQuery } from '../contract/common.ts';
import { type Route, route } from '../platform/http/route.ts';
import type { AuditStore } from './audit.store.ts';

const query = listQuery.omit({ q: true }).extend({
  cursor: z
    .string()
    .regex(/^[0-9]{1,18}$/)
    .optional(),
  actor: z.string().max(200).optional(),
  action: z.string().max(100).optional(),
  target: z.string().max(200).optional(),
});

export function auditRoutes({ store }: { readonly store: AuditStore }): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/v1/audit',
      summary: 'The audit trail, newest first',
      tag: 'audit',
      need: { kind: 'permission', permission: 'audit:read', at: async () => ({ regionPath: [] }) },
      query,
      response: listOf(auditRow),
      handler: async ({ query: { cursor, limit, ...filter } }) => {
        const found = await store.rows({ ...filter, before: cursor, limit: limit + 1 });
        const items = found.slice(0, limit);
        return { items, nextCursor: found.length > limit ? (items.at(-1)?.seq ?? null) : null };
      },
    }),
  ];
}
