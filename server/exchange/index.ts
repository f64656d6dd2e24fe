/** The interface departments report through. */
import type { CaseLog } from '../cases/index.ts';
import type { Overlays } from '../overlays/index.ts';
import type { Db } from '../platform/db/connect.ts';
import type { Route } from '../platform/http/route.ts';
import { exchangeRoutes } from './exchange.routes.ts';
import { ExchangeService } from './exchange.service.ts';

export interface ExchangeNeeds {
  readonly db: Db;
  readonly log: CaseLog;
  readonly overlays: Pick<Overlays, 'windows' | 'publish'>;
  readonly now: () => number;
}

export function createExchange(needs: ExchangeNeeds): { readonly routes: readonly Route[] } {
  const { db, log, overlays, now } = needs;
  const { windows, publish } = overlays;
  return { routes: exchangeRoutes({ exchange: new ExchangeService({ db, log, windows, publish, now }) }) };
}
