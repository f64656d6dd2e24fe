/** How the city is today: `GET /api/v1/overview`. */

import type { Permission } from '../contract/access.ts';
import * as contract from '../contract/overview.ts';
import type { Visibility } from '../places/index.ts';
import type { Db } from '../platform/db/connect.ts';
import { type AuditTrail, audited } from '../platform/http/audited.ts';
import type { Gate } from '../platform/http/gate.ts';
import { type Actor, type Route, route } from '../platform/http/route.ts';
import type { Logger } from '../platform/log.ts';
import { Boards } from './board.ts';
import { CountsStore } from './counts.store.ts';
import { DaysStore } from './days.store.ts';
import { OverviewService } from './overview.service.ts';
import { recountRoute } from './recount.routes.ts';

export interface OverviewNeeds {
  readonly db: Db;
  readonly gate: Pick<Gate, 'permits'>;
  readonly visibility: Visibility;
  readonly audit: AuditTrail;
  readonly log: Logger;
  readonly now: () => number;
}

export function createOverview({ db, gate, visibility, audit, log: parent, now }: OverviewNeeds): {
  readonly routes: readonly Route[];
  /** For tests: days that are over have been added up. */
  settled(): Promise<void>;
  close(): Promise<void>;
} {
  const log = parent.child({ part: 'overview' });
  const days = new DaysStore({ db });
  const boards = new Boards({ counts: new CountsStore({ db }), days, log, now });
  const overview = new OverviewService({ boards, days, now });
  const sight = async (actor: Actor, permission: Permission) =>
    (await gate.permits(actor, permission)) ? visibility.visible(actor, permission) : null;
  return {
    settled: () => boards.settled(),
    close: () => boards.close(),
    routes: [
      route({
        method: 'get',
        path: '/api/v1/overview',
        summary: 'Numbers of today and now, by place',
        tag: 'overview',
        need: { kind: 'permission', permission: 'cases:read', at: 'anywhere' },
        query: contract.overviewQuery,
        response: contract.overview,
        handler: async ({ actor, query }) =>
          overview.read(query, {
            cases: await visibility.visible(actor as Actor, 'cases:read'),
            cards: await sight(actor as Actor, 'alerts:read'),
            feeds: await sight(actor as Actor, 'exchange:read'),
          }),
      }),
      ...audited([recountRoute({ boards, now })], audit),
    ],
  };
}
