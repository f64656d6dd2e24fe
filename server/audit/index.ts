/** Who did what, when and from where; append-only. */
import type { Db } from '../platform/db/connect.ts';
import type { Route } from '../platform/http/route.ts';
import { auditRoutes } from './audit.routes.ts';
import { AuditStore } from './audit.store.ts';
import { type Audit, actorName } from './audit.ts';

export type { Audit, AuditEntry } from './audit.ts';

export interface AuditSlice {
  readonly audit: Audit;
  readonly routes: readonly Route[];
}

export function createAudit({ db, now }: { readonly db: Db; readonly now: () => number }): AuditSlice {
  const store = new AuditStore({ db });
  return {
    audit: {
      append: ({ actor, from, action, target, detail }) =>
        store.insert({
          at: new Date(now()).toISOString(),
          actor: actorName(actor),
          from,
          action,
          target,
          detail: { ...detail },
        }),
    },
    routes: auditRoutes({ store }),
  };
}
