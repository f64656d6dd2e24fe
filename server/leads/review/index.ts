/** Leads before a person: the queue, each with its evidence, what is decided, and what goes on about them meanwhile. */
import type { ConfirmedLeads } from '../../alerts/index.ts';
import type { FindingsPort } from '../../findings/index.ts';
import type { Holds } from '../../holds/index.ts';
import type { NewNotice } from '../../notices/index.ts';
import type { OccupancyHistory } from '../../occupancy/index.ts';
import type { PlaceFinder, Visibility } from '../../places/index.ts';
import type { Bus } from '../../platform/bus.ts';
import type { Db } from '../../platform/db/connect.ts';
import { type AuditTrail, audited } from '../../platform/http/audited.ts';
import type { Gate } from '../../platform/http/gate.ts';
import type { Route } from '../../platform/http/route.ts';
import type { Logger } from '../../platform/log.ts';
import type { SocketHandlers } from '../../platform/sockets.ts';
import type { Footage } from '../../recordings/index.ts';
import type { LeadBook } from '../lead-book.ts';
import { DecisionsStore } from './decisions.store.ts';
import { Decisions } from './decisions.ts';
import { EvidenceStore } from './evidence.store.ts';
import { EvidenceOfLeads } from './evidence.ts';
import { FollowedLeadsStore } from './followed-leads.store.ts';
import { followedLeads } from './followed-leads.ts';
import { LeadKeeperStore } from './lead-keeper.store.ts';
import { LeadKeeper } from './lead-keeper.ts';
import { LeadRowsStore } from './lead-rows.store.ts';
import { leadsRoutes } from './leads.routes.ts';
import { LeadsService } from './leads.service.ts';
import { leadsSockets } from './leads.sockets.ts';

export interface LeadReviewNeeds {
  readonly db: Db;
  readonly bus: Bus;
  readonly audit: AuditTrail;
  readonly gate: Pick<Gate, 'permits'>;
  readonly visibility: Visibility;
  readonly finder: PlaceFinder;
  readonly book: Pick<LeadBook, 'whenRaised'>;
  readonly cards: Pick<ConfirmedLeads, 'issue'>;
  readonly findings: FindingsPort;
  readonly occupancy: Pick<OccupancyHistory, 'spans'>;
  readonly footage: Pick<Footage, 'camerasOf' | 'coverageOf'>;
  readonly holds: Pick<Holds, 'subjects' | 'followByItself' | 'subjectsChanged'>;
  readonly notices: { notifyAll(trx: Db, notices: readonly NewNotice[]): Promise<unknown> };
  readonly now: () => number;
  readonly log: Logger;
}

export interface LeadReview {
  /** After those under `/api/v1/leads/…` with a word in the lead's place. */
  readonly routes: readonly Route[];
  readonly sockets: SocketHandlers;
  /** What is due now, for tests. */
  look(): Promise<void>;
  start(): void;
  close(): Promise<void>;
}

export function createLeadReview(needs: LeadReviewNeeds): LeadReview {
  const { db, bus, audit, visibility, finder, holds, now } = needs;
  const log = needs.log.child({ part: 'leads' });
  const rows = new LeadRowsStore({ db });
  const decisionsStore = new DecisionsStore({ db });
  const evidence = new EvidenceOfLeads({ ...needs, store: new EvidenceStore({ db }) });
  const decisions = new Decisions({ ...needs, store: decisionsStore, rows });
  const leads = new LeadsService({ store: rows, evidence, decisions, visibility });
  holds.subjects.add('lead', followedLeads({ store: new FollowedLeadsStore({ db }), evidence, finder, now }));
  const keeper = new LeadKeeper({
    ...{ db, holds, bus, now, log, notices: needs.notices },
    ...{ store: new LeadKeeperStore({ db }), steps: decisionsStore },
  });
  needs.book.whenRaised((leadIds) => keeper.hold(leadIds));
  const sockets = leadsSockets({ store: rows, visibility, bus, log });
  const { questions, changes } = leadsRoutes({ leads, decisions, audit, now });
  return {
    routes: [...questions, ...audited(changes, audit)],
    sockets: sockets.sockets,
    look: () => keeper.look(),
    start: () => keeper.start(),
    close: async () => {
      sockets.close();
      await keeper.close();
    },
  };
}
