/** The small city with a neighbour department in its hall, another place far away, a case, and people of every kind. */
import { createHash, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Grant, Scope, Token } from '../../server/contract/access.ts';
import type { Department, Hall, Window } from '../../server/contract/places.ts';
import type { Db } from '../../server/platform/db/connect.ts';
import { ApiClient } from './api-client.ts';
import { type City, registerCity } from './city.ts';

/** `neighbour`: a department that shares the hall; `ended`: everywhere, but over. */
export const scopeKinds = [
  'everywhere',
  'region',
  'region away',
  'hall',
  'hall away',
  'department',
  'neighbour',
  'department away',
  'ended',
] as const;

export interface RightsCity extends City {
  readonly token: Token;
  readonly scopes: Readonly<Record<(typeof scopeKinds)[number], Scope>>;
  /** By the names that parameters of paths have; one of each, all of the first department's. */
  readonly ids: Readonly<Record<string, string>>;
  /** An instant that is over. */
  readonly past: string;
  /** Past the checks of the API: grants that ended long ago, and no password to be hashed. */
  insertPerson(username: string, grants: readonly Grant[]): Promise<string>;
  /** The right to see the one case, for a day. */
  giveCase(userId: string): Promise<void>;
  signIn(username: string, grants: readonly Grant[]): Promise<ApiClient>;
  /** A session of theirs, opened in the database. */
  sessionOf(userId: string): Promise<ApiClient>;
}

export async function registerRightsCity(
  baseUrl: string,
  db: Db,
  adminPassword: string,
): Promise<RightsCity> {
  const admin = await ApiClient.signIn(baseUrl, 'admin', adminPassword);
  const city = await registerCity(admin, [
    { name: '一号机', mainUrl: 'rtsp://127.0.0.1:9/none', windows: ['1'] },
  ]);
  await admin.post('/api/v1/regions', { code: '990000', name: '别处', level: 'province', parentCode: null });
  const department = (regionCode: string, name: string) =>
    admin.post<Department>('/api/v1/departments', { regionCode, name });
  const neighbour = await department('445200', '揭阳市税务局');
  await admin.post<Window>(`/api/v1/halls/${city.hall.id}/windows`, {
    departmentId: neighbour.id,
    code: '9',
    name: '税务窗口',
  });
  const departmentAway = await department('990000', '别处市场监督管理局');
  const hallAway = await admin.post<Hall>('/api/v1/halls', { regionCode: '990000', name: '别处大厅' });
  const { items: tokens } = await admin.get<{ items: Token[] }>('/api/v1/tokens');
  const token = tokens[0] as Token;
  await ApiClient.withToken(baseUrl, city.tokenSecret).post('/api/v1/exchange/events', {
    events: [
      {
        type: 'stage',
        eventId: 'first',
        occurredAt: new Date(Date.now() - 60_000).toISOString(),
        caseNo: 'CASE-1',
        matterCode: city.matter.code,
        stage: 'accepted',
        hallId: city.hall.id,
        windowCode: '1',
      },
    ],
  });
  const clerk = await admin.post<{ id: string }>('/api/v1/clerks', {
    departmentId: city.department.id,
    name: '李四',
    staffNo: '0001',
  });
  const { items: cases } = await admin.get<{ items: { id: string }[] }>('/api/v1/cases');
  const past = new Date(Date.now() - 3_600_000).toISOString();
  const everywhere: Scope = { kind: 'everywhere' };
  const ids = {
    hallId: city.hall.id,
    windowId: city.windows[0]?.id ?? '',
    cameraId: city.cameras[0]?.id ?? '',
    departmentId: city.department.id,
    matterId: city.matter.id,
    caseId: cases[0]?.id ?? '',
    tokenId: token.id,
    source: token.source,
    clerkId: clerk.id,
    code: '445200',
  };
  const insertPerson = async (username: string, grants: readonly Grant[]): Promise<string> => {
    const { rows } = await sql<{
      id: string;
    }>`insert into user_account (username, display_name, password_hash)
      values (${username}, ${username}, 'none') returning id`.execute(db);
    const id = rows[0]?.id ?? '';
    for (const { role, scope, until } of grants)
      await sql`insert into user_grant (user_id, role, scope, until)
        values (${id}, ${role}, ${JSON.stringify(scope)}::jsonb, ${until ?? null}::timestamptz)`.execute(db);
    return id;
  };
  const sessionOf = async (userId: string): Promise<ApiClient> => {
    const secret = randomBytes(32).toString('base64url');
    const hash = createHash('sha256').update(secret).digest();
    await sql`insert into user_session (user_id, secret_hash, last_seen_at, expires_at)
      values (${userId}, ${hash}::bytea, now(), now() + interval '1 hour')`.execute(db);
    return new ApiClient(baseUrl, { cookie: `mc_session=${secret}`, origin: baseUrl });
  };
  return {
    ...city,
    token,
    past,
    ids,
    scopes: {
      everywhere,
      region: { kind: 'region', code: '445200' },
      'region away': { kind: 'region', code: '990000' },
      hall: { kind: 'hall', id: city.hall.id },
      'hall away': { kind: 'hall', id: hallAway.id },
      department: { kind: 'department', id: city.department.id },
      neighbour: { kind: 'department', id: neighbour.id },
      'department away': { kind: 'department', id: departmentAway.id },
      ended: everywhere,
    },
    insertPerson,
    giveCase: async (userId) => {
      await sql`insert into viewing_right (user_id, case_id, purpose, granted_by, granted_at, until)
        values (${userId}, ${ids.caseId}, '核查', ${userId}, now(), now() + interval '1 day')`.execute(db);
    },
    signIn: async (username, grants) => sessionOf(await insertPerson(username, grants)),
    sessionOf,
  };
}
