/** Published layouts: their routes, and how the rest of the exchange takes or reads a row of one. */
import type { Db } from '../../platform/db/connect.ts';
import type { Route } from '../../platform/http/route.ts';
import type { ExchangeService } from '../exchange.service.ts';
import type { ReadAgain } from '../submission.ts';
import { profilesRoutes } from './profiles.routes.ts';
import { ProfilesService, readAgainWith } from './profiles.service.ts';

export interface Profiles {
  readonly service: ProfilesService;
  readonly readAgain: ReadAgain;
  readonly routes: readonly Route[];
}

export function createProfiles(options: {
  readonly db: Db;
  readonly exchange: Pick<ExchangeService, 'submit'>;
}): Profiles {
  const service = new ProfilesService(options);
  return { service, readAgain: readAgainWith(options.db), routes: profilesRoutes({ profiles: service }) };
}
