/** The routes about rights that need to know where things are; access itself is made before that is known. */
import type { Bus } from '../../platform/bus.ts';
import type { Db } from '../../platform/db/connect.ts';
import { type AuditTrail, audited } from '../../platform/http/audited.ts';
import type { Route } from '../../platform/http/route.ts';
import type { Access } from '../access.ts';
import { explainRoutes } from './explain.routes.ts';
import { Explain, type ExplainOptions } from './explain.service.ts';
import { ExplainStore } from './explain.store.ts';
import { viewingRightsRoutes } from './viewing-rights.routes.ts';
import { type Finder, ViewingRights } from './viewing-rights.service.ts';
import { type CaseVisible, ViewingRightsStore } from './viewing-rights.store.ts';

/** What of the places is asked. */
export interface RightsPlaces {
  readonly finder: Finder;
  readonly caseVisible: CaseVisible;
}

export interface RightsRoutesNeeds extends RightsPlaces {
  readonly db: Db;
  readonly bus: Bus;
  readonly audit: Pick<AuditTrail, 'append'>;
  readonly access: Access;
  readonly users: ExplainOptions['users'];
  readonly rights: ExplainOptions['rights'];
  readonly roles: ExplainOptions['roles'];
  readonly now: () => number;
}

export function rightsRoutes(needs: RightsRoutesNeeds): Route[] {
  const { finder, audit } = needs;
  const explain = new Explain({ ...needs, store: new ExplainStore(needs) });
  const rights = new ViewingRights({ ...needs, store: new ViewingRightsStore(needs) });
  return audited([...explainRoutes({ explain, finder }), ...viewingRightsRoutes({ rights, finder })], audit);
}
