/** 值班台: who sits at the desk, what they are told, what draws their attention, and what nobody takes on. */
import type { NewNotice } from '../notices/index.ts';
import type { Visibility } from '../places/index.ts';
import type { Db } from '../platform/db/connect.ts';
import { type AuditTrail, audited } from '../platform/http/audited.ts';
import type { Gate } from '../platform/http/gate.ts';
import type { Route } from '../platform/http/route.ts';
import type { Logger } from '../platform/log.ts';
import { AttentionStore } from './attention.store.ts';
import { dutyRoutes } from './duty.routes.ts';
import { DutyService } from './duty.service.ts';
import { DutyItemsStore } from './duty-items.store.ts';
import { DutyShiftsStore } from './shifts.store.ts';
import { UnattendedStore } from './unattended.store.ts';
import { UnattendedWatch } from './unattended-watch.ts';

export interface DutyNeeds {
  readonly db: Db;
  readonly audit: AuditTrail;
  readonly gate: Pick<Gate, 'permits'>;
  readonly visibility: Visibility;
  readonly notices: { notify(trx: Db, notice: NewNotice): Promise<unknown> };
  readonly log: Logger;
  readonly now: () => number;
}

export interface Duty {
  readonly routes: readonly Route[];
  /** For tests: what nobody took on is told now, rather than within half a minute. */
  lookForUnattended(): Promise<void>;
  start(): void;
  close(): Promise<void>;
}

export function createDuty({ db, audit, gate, visibility, notices, log: parent, now }: DutyNeeds): Duty {
  const log = parent.child({ part: 'duty' });
  const shifts = new DutyShiftsStore({ db });
  const duty = new DutyService({
    ...{ shifts, items: new DutyItemsStore({ db }), gate, visibility, now },
    nameOf: (userId) => shifts.nameOf(userId),
  });
  const unattended = new UnattendedWatch({ db, store: new UnattendedStore({ db }), notices, log, now });
  const { reading, changing } = dutyRoutes({ duty, attention: new AttentionStore({ db }) });
  return {
    routes: [...reading, ...audited(changing, audit)],
    lookForUnattended: () => unattended.look(),
    start: () => unattended.start(),
    close: () => unattended.close(),
  };
}
