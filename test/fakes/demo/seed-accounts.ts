/** People to try the demo as: a supervisor, a monitor and somebody of a department. */
import { createHmac } from 'node:crypto';
import type { Grant, User } from '../../../server/contract/access.ts';
import { ApiClient, ApiProblem } from '../../factories/api-client.ts';
import { listAll } from './registry.ts';
import type { Scenario } from './scenario.ts';
import type { City } from './seed-city.ts';

export interface DemoAccount {
  readonly username: string;
  readonly displayName: string;
  readonly password: string;
}

/** Without a look-alike: somebody types it from a terminal. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';

/**
 * Passwords follow from `seed`, which is new at each start of the server and the same for a demo that begins again
 * under it. Grants that somebody changed meanwhile stay.
 */
export async function seedAccounts(
  api: ApiClient,
  scenario: Scenario,
  city: City,
  seed: string,
): Promise<DemoAccount[]> {
  const known = await listAll<User>(api, '/api/v1/users');
  const accounts: DemoAccount[] = [];
  for (const { username, displayName, grant } of people(scenario, city)) {
    const password = passwordOf(seed, username);
    const before = known.find((one) => one.username === username);
    if (before === undefined)
      await api.post('/api/v1/users', { username, displayName, password, grants: [grant] });
    else if (!(await opens(api.baseUrl, username, password)))
      await api.request('PATCH', `/api/v1/users/${before.id}`, { password });
    accounts.push({ username, displayName, password });
  }
  return accounts;
}

/** For a terminal, in columns. */
export function accountLines(accounts: readonly DemoAccount[]): string[] {
  return accounts.map(
    ({ username, password, displayName }) => `${username.padEnd(10)} ${password}   ${displayName}`,
  );
}

function people(scenario: Scenario, { departments }: City) {
  const region = scenario.region.code;
  const market = scenario.departments[1];
  const departmentId = departments.get(market?.source ?? '')?.id;
  if (market === undefined || departmentId === undefined) throw new Error('the scenario has one department');
  const all: { username: string; displayName: string; grant: Grant }[] = [
    {
      username: 'zhang',
      displayName: '张监察（监察员）',
      grant: { role: 'supervisor', scope: { kind: 'region', code: region } },
    },
    {
      username: 'zhiban',
      displayName: '李值班（监控值班）',
      grant: { role: 'monitor', scope: { kind: 'region', code: region } },
    },
    {
      username: 'scjg',
      displayName: `周经办（${market.name}）`,
      grant: { role: 'department', scope: { kind: 'department', id: departmentId } },
    },
  ];
  return all;
}

/** A demo that begins again under the same server finds the password as it was, and whoever is signed in stays so. */
async function opens(baseUrl: string, username: string, password: string): Promise<boolean> {
  try {
    const session = await ApiClient.signIn(baseUrl, username, password);
    await session.request('DELETE', '/api/v1/session');
    return true;
  } catch (error) {
    // A second step to sign in asks for more than a password: then that is right, too.
    if (error instanceof ApiProblem) return error.problem.status !== 401;
    throw error;
  }
}

function passwordOf(seed: string, username: string): string {
  const bytes = createHmac('sha256', seed).update(username).digest().subarray(0, 12);
  const text = Array.from(bytes, (byte) => LETTERS[byte % LETTERS.length]).join('');
  return text.replace(/.{4}(?=.)/g, '$&-');
}
