/** The interface departments report through. */
import type { CaseLog } from '../cases/index.ts';
import type { Overlays } from '../overlays/index.ts';
import type { Db } from '../platform/db/connect.ts';
import type { Route } from '../platform/http/route.ts';
import type { Sealer } from '../platform/sealer.ts';
import { exchangeRoutes } from './exchange.routes.ts';
import { ExchangeService } from './exchange.service.ts';

export { ExchangeService } from './exchange.service.ts';
export type { Machine, Sending, Submission } from './submission.ts';

export interface ExchangeNeeds {
  readonly db: Db;
  readonly log: CaseLog;
  readonly overlays: Pick<Overlays, 'windows' | 'publish'>;
  readonly sealer: Sealer;
  /** Something was taken and stands. */
  readonly onTaken?: () => void;
  readonly now: () => number;
}

export function createExchange(needs: ExchangeNeeds): {
  /** For the desk, which reports through the same interface. */
  readonly service: ExchangeService;
  readonly routes: readonly Route[];
} {
  const { overlays, ...rest } = needs;
  const service = new ExchangeService({ ...rest, ...overlays });
  return { service, routes: exchangeRoutes({ exchange: service }) };
}
