/** Who did what, when, from where and why; append-only, and chained so that nobody can bend it unseen. */
import type { Db } from '../platform/db/connect.ts';
import type { Route } from '../platform/http/route.ts';
import type { Logger } from '../platform/log.ts';
import { Anchors } from './anchors.ts';
import { auditRoutes } from './audit.routes.ts';
import { AuditService } from './audit.service.ts';
import { AuditStore } from './audit.store.ts';
import type { Audit } from './audit.ts';
import { ChainKeeper } from './chain-keeper.ts';
import { NamesStore } from './names.store.ts';
import { Trail } from './trail.ts';

export type { Audit, AuditEntry } from './audit.ts';

export interface AuditSlice {
  readonly audit: Audit;
  readonly routes: readonly Route[];
  /** Signs off the last head. */
  close(): Promise<void>;
}

export interface AuditNeeds {
  readonly db: Db;
  readonly now: () => number;
  /** Where heads are signed off. */
  readonly dataDir: string;
  readonly log: Logger;
}

export function createAudit({ db, now, dataDir, log }: AuditNeeds): AuditSlice {
  const store = new AuditStore({ db });
  const audit = new Trail({ store, now });
  const service = new AuditService({ store, names: new NamesStore({ db }) });
  const keeper = new ChainKeeper({ store, now, anchors: new Anchors(dataDir), log });
  keeper.start();
  return { audit, routes: auditRoutes({ service, keeper, audit }), close: () => keeper.close() };
}
