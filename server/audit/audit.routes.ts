/** `/api/v1/audit`: reading the trail. Its rows are about everywhere, so only who may read everywhere reads it. */
import { auditQuery, auditRow } from '../contract/audit.ts';
import { listOf } from '../contract/common.ts';
import { type Need, type Route, route } from '../platform/http/route.ts';
import type { AuditService } from './audit.service.ts';

const need: Need = {
  kind: 'permission',
  permission: 'audit:read',
  at: async () => ({ regionPath: [] }),
};

export function auditRoutes({ service }: { readonly service: AuditService }): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/v1/audit',
      summary: 'The audit trail, newest first, by person, action, thing, place, time and text',
      tag: 'audit',
      need,
      query: auditQuery,
      response: listOf(auditRow),
      handler: ({ query }) => service.list(query),
    }),
  ];
}
