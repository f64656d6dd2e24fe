/** Who did what, when, from where and why; append-only, and chained so that nobody can bend it unseen. */
import type { Db } from '../platform/db/connect.ts';
import type { Route } from '../platform/http/route.ts';
import { auditRoutes } from './audit.routes.ts';
import { AuditService } from './audit.service.ts';
import { AuditStore } from './audit.store.ts';
import type { Audit } from './audit.ts';
import { NamesStore } from './names.store.ts';
import { Trail } from './trail.ts';

export type { Audit, AuditEntry } from './audit.ts';

export interface AuditSlice {
  readonly audit: Audit;
  readonly routes: readonly Route[];
}

export function createAudit({ db, now }: { readonly db: Db; readonly now: () => number }): AuditSlice {
  const store = new AuditStore({ db });
  const service = new AuditService({ store, names: new NamesStore({ db }) });
  return { audit: new Trail({ store, now }), routes: auditRoutes({ service }) };
}
