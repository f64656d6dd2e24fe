/** A machine token for each department. Secrets are shown once and we keep none, so each start makes new ones. */
import type { Token } from '../../../server/contract/access.ts';
import type { ApiClient } from '../../factories/api-client.ts';
import { listAll } from './registry.ts';
import type { Scenario } from './scenario.ts';
import type { City } from './seed-city.ts';

const NAME = '演示业务系统';

/** The secrets, by source; tokens of earlier starts are revoked. */
export async function seedTokens(
  api: ApiClient,
  scenario: Scenario,
  city: City,
): Promise<ReadonlyMap<string, string>> {
  const before = (await listAll<Token>(api, '/api/v1/tokens')).filter(
    (one) => one.name === NAME && one.revokedAt === null,
  );
  const secrets = new Map<string, string>();
  for (const { source } of scenario.departments) {
    const departmentId = city.departments.get(source)?.id;
    const body = { name: NAME, source, departmentId };
    secrets.set(source, (await api.post<Token & { secret: string }>('/api/v1/tokens', body)).secret);
    for (const token of before)
      if (token.source === source) await api.request('DELETE', `/api/v1/tokens/${token.id}`);
  }
  return secrets;
}
