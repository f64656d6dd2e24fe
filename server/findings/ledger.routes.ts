/** `/api/v1/findings/export`: the ledger, as far as the asker sees it; each is on the trail. */
import * as contract from '../contract/findings.ts';
import type { Visibility } from '../places/index.ts';
import type { AuditTrail } from '../platform/http/audited.ts';
import { type Actor, type Route, route } from '../platform/http/route.ts';
import { narrowedBy, readsFindings } from './findings.routes.ts';
import type { FindingsService } from './findings.service.ts';
import { sendLedger } from './ledger.ts';

export interface LedgerRoutesOptions {
  readonly findings: Pick<FindingsService, 'ledger'>;
  readonly visibility: Visibility;
  readonly audit: AuditTrail;
  readonly now: () => number;
}

export function ledgerRoutes({ findings, visibility, audit, now }: LedgerRoutesOptions): Route[] {
  const narrowed = narrowedBy(visibility);
  return [
    route({
      method: 'get',
      path: '/api/v1/findings/export',
      summary: 'The ledger of findings as a workbook or CSV, 50,000 at most',
      tag: 'findings',
      need: readsFindings,
      query: contract.ledgerQuery,
      raw: true,
      handler: async ({ actor, query, reason, req, res }) => {
        const { format, ...asked } = query;
        await audit.append({
          ...{ actor: actor as Actor, from: req.ip ?? '', action: 'finding.export', target: 'findings' },
          ...{ reason, detail: { format, ...asked } },
        });
        const narrow = await narrowed(actor, asked.mine);
        await sendLedger({
          ...{ res, format, nowMs: now() },
          page: (page) => findings.ledger(narrow, { ...asked, ...page }),
        });
      },
    }),
  ];
}
