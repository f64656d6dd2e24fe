/** `/api/v1/audit`: reading the trail. Its rows are about everywhere, so only who may read everywhere reads it. */
import { auditExport, auditQuery, auditRow, verification } from '../contract/audit.ts';
import { listOf } from '../contract/common.ts';
import { unauthenticated } from '../platform/errors.ts';
import { type Need, type Route, route } from '../platform/http/route.ts';
import type { AuditService } from './audit.service.ts';
import type { Audit } from './audit.ts';
import type { ChainKeeper } from './chain-keeper.ts';

export interface AuditRoutesOptions {
  readonly service: AuditService;
  readonly keeper: Pick<ChainKeeper, 'state' | 'verify'>;
  readonly audit: Audit;
}

const tag = 'audit';
const need: Need = {
  kind: 'permission',
  permission: 'audit:read',
  at: async () => ({ regionPath: [] }),
};
const TYPES = { csv: 'text/csv; charset=utf-8', jsonl: 'application/x-ndjson' } as const;

export function auditRoutes({ service, keeper, audit }: AuditRoutesOptions): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/v1/audit',
      summary: 'The audit trail, newest first, by person, action, thing, place, time and text',
      tag,
      need,
      query: auditQuery,
      response: listOf(auditRow),
      handler: ({ query }) => service.list(query),
    }),
    route({
      method: 'post',
      path: '/api/v1/audit/exports',
      summary:
        'The same as CSV or JSON lines, up to 1,000,000 rows; is itself in the trail, with its filter and reason',
      tag,
      need,
      reason: 'required',
      body: auditExport,
      raw: true,
      handler: async ({ actor, reason, body: { format, filter }, req, res }) => {
        if (!actor) throw unauthenticated();
        const wanted = await service.wanted(filter);
        await audit.append({
          ...{ actor, reason, action: 'audit.export', target: 'audit' },
          from: req.ip ?? '',
          detail: { format, filter },
        });
        res
          .status(200)
          .set('Cache-Control', 'no-store')
          .set('Content-Type', TYPES[format])
          .set('Content-Disposition', `attachment; filename="audit.${format}"`);
        await service.export(res, format, wanted);
        res.end();
      },
    }),
    route({
      method: 'get',
      path: '/api/v1/audit/verification',
      summary: 'How far the check of the chain is, and what the last one found',
      tag,
      need,
      response: verification,
      handler: async () => keeper.state,
    }),
    route({
      method: 'post',
      path: '/api/v1/audit/verification',
      summary: 'Follow the chain from its first row; one check at a time',
      tag,
      need,
      status: 202,
      response: verification,
      handler: async () => {
        void keeper.verify();
        return keeper.state;
      },
    }),
  ];
}
