/**
 * The rights matrix: every route of the whole program, taken from its route table, is asked by every role at every
 * kind of scope, and each answer is compared with what is declared here. A new route is asked without anybody having
 * to add it; one about a kind of thing that is not known here fails until it is said where such a thing is.
 */
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Request, Response } from 'express';
import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { loadConfig } from '../config/load.ts';
import { ApiClient } from '../test/factories/api-client.ts';
import { createTestDatabase } from '../test/factories/database.ts';
import { type RightsCity, registerRightsCity, scopeKinds } from '../test/factories/rights-city.ts';
import { sampleOf } from '../test/factories/sample.ts';
import { permissionsOf } from './access/rights/roles.ts';
import { compose, type Running } from './compose.ts';
import { type BuiltInRole, builtInRole, type Grant, type Permission } from './contract/access.ts';
import { actionVerbs } from './contract/audit.ts';
import { type Problem, REASON_HEADER } from './contract/common.ts';
import type { ClientToServer, Reply } from './contract/sockets.ts';
import { AppError } from './platform/errors.ts';
import { admitted, answered } from './platform/http/mount.ts';
import type { Actor, Route } from './platform/http/route.ts';
import { createLifecycle } from './platform/lifecycle.ts';
import { silentLog } from './platform/log.ts';

/** Where the scopes of grants are, seen from the things below: `neighbour` is a department that shares the hall. */
type ScopeKind = (typeof scopeKinds)[number];
type Thing = 'everywhere' | 'region' | 'hall' | 'window' | 'camera' | 'department' | 'case';

/** Which scopes reach which thing: to look, and to change. This is the declaration; nothing of it is computed. */
const REACHED: Readonly<Record<Thing, { look: readonly ScopeKind[]; change: readonly ScopeKind[] }>> = {
  everywhere: { look: ['everywhere'], change: ['everywhere'] },
  region: { look: ['everywhere', 'region'], change: ['everywhere', 'region'] },
  // Departments that share a hall look at it; none of them changes it.
  hall: {
    look: ['everywhere', 'region', 'hall', 'department', 'neighbour'],
    change: ['everywhere', 'region', 'hall'],
  },
  window: {
    look: ['everywhere', 'region', 'hall', 'department'],
    change: ['everywhere', 'region', 'hall', 'department'],
  },
  camera: {
    look: ['everywhere', 'region', 'hall', 'department'],
    change: ['everywhere', 'region', 'hall', 'department'],
  },
  department: {
    look: ['everywhere', 'region', 'department'],
    change: ['everywhere', 'region', 'department'],
  },
  case: {
    look: ['everywhere', 'region', 'hall', 'department'],
    change: ['everywhere', 'region', 'hall', 'department'],
  },
};

/** What a right to one case reaches, and nothing else. */
const BY_CASE: Partial<Record<Permission, Thing>> = {
  'cases:read': 'case',
  'overlays:view': 'window',
  'live:view': 'camera',
  'recordings:view': 'camera',
};

/** What a parameter of a path names. A route with another one asks at a thing that has to be declared. */
const BY_PARAM: Readonly<Record<string, Thing>> = {
  hallId: 'hall',
  windowId: 'window',
  cameraId: 'camera',
  departmentId: 'department',
  caseId: 'case',
  code: 'region',
  matterId: 'department',
  tokenId: 'department',
  clerkId: 'department',
  source: 'department',
  // A role holds everywhere.
  roleId: 'everywhere',
};

/** What is made below the thing that a field of the body names. */
const BY_FIELD: readonly (readonly [string, Thing])[] = [
  ['hallId', 'hall'],
  ['departmentId', 'department'],
  ['regionCode', 'region'],
  ['parentCode', 'region'],
];

/** Routes about things that are not made here, or whose place is another than their first parameter says. */
const DECLARED: Readonly<Record<string, Thing | 'not made here'>> = {
  // Disks are the whole site's.
  'patch /api/v1/recordings/disks/:diskId': 'everywhere',
  'post /api/v1/overview/days/:day/recount': 'everywhere',
  'get /api/v1/place-changes': 'hall',
  'post /api/v1/place-changes/preview': 'hall',
  'get /api/v1/place-changes/:changeId/undo': 'not made here',
  'post /api/v1/place-changes/:changeId/undo': 'not made here',
  // At the camera that is named.
  'post /api/v1/playback/notes': 'camera',
  'put /api/v1/sso/people/:personId/account': 'everywhere',
  'delete /api/v1/camera-networks/:networkId': 'everywhere',
  // At the window that is named. Findings themselves: findings/findings.integration.test.ts has them.
  'post /api/v1/findings': 'window',
  'get /api/v1/findings/:findingId': 'not made here',
  'patch /api/v1/findings/:findingId': 'not made here',
  'get /api/v1/findings/:findingId/picture.jpg': 'not made here',
  'post /api/v1/findings/:findingId/act': 'not made here',
  'post /api/v1/findings/:findingId/files': 'not made here',
  'get /api/v1/findings/:findingId/files/:fileId': 'not made here',
  // Pictures and alarms come from cameras: health/health.integration.test.ts has them.
  'get /api/v1/cameras/:cameraId/pictures/:pictureId': 'not made here',
  'post /api/v1/health/alarms/:alarmId/take': 'not made here',
  // Refused rows come from senders at fault: exchange/refusals.integration.test.ts has them.
  'get /api/v1/exchange/refusals/:refusalId': 'not made here',
  'post /api/v1/exchange/refusals/:refusalId/resend': 'not made here',
  'post /api/v1/exchange/refusals/:refusalId/dismiss': 'not made here',
  // Cards come from cases that are late: alerts/alerts.integration.test.ts has them.
  'get /api/v1/alerts/:alertId/files/:fileId': 'not made here',
  'post /api/v1/alerts/:alertId/files': 'not made here',
  'post /api/v1/alerts/:alertId/decide': 'not made here',
  'post /api/v1/alerts/:alertId/answer': 'not made here',
  'put /api/v1/rules/:ruleKey': 'region',
  'delete /api/v1/rules/:ruleKey': 'region',
  'post /api/v1/health/alarms/:alarmId/close': 'not made here',
  // notices/notices.integration.test.ts has one.
  'post /api/v1/notices/deliveries/:deliveryId/resend': 'not made here',
};

const database = await createTestDatabase();
const dataDir = await mkdtemp(join(tmpdir(), 'mc-permissions-'));
const lifecycle = createLifecycle(silentLog());
let running: Running;
let city: RightsCity;
let baseUrl: string;

interface Persona {
  readonly name: string;
  readonly actor: Actor;
  readonly holds: (permission: Permission) => boolean;
  readonly reaches: (permission: Permission, thing: Thing) => boolean;
}
const personas: Persona[] = [];

beforeAll(async () => {
  const { host, user, password, database: name } = database.target;
  running = await compose(
    {
      ...loadConfig({ args: [], environment: {} }),
      dataDir,
      databaseUrl: `postgres://${user}:${password}@localhost/${name}?host=${encodeURIComponent(host)}`,
      host: '127.0.0.1',
      port: 0,
      occupancy: false,
      webrtcPort: 0,
      cameraNetworks: ['127.0.0.0/8'],
      webrtcUnavailable: 'not part of this test',
      adminPassword: 'admin-password-1',
    },
    silentLog(),
    lifecycle,
  );
  ({ baseUrl } = running);
  city = await registerRightsCity(baseUrl, database.db, 'admin-password-1');
  for (const role of builtInRole.options)
    for (const kind of scopeKinds) personas.push(await roleAt(role, kind));
  personas.push(await whoMaySeeOneCase(), machine());
});
afterAll(async () => {
  await lifecycle.close();
  await database.close();
  await rm(dataDir, { recursive: true, force: true });
});

const actorOf = (id: string, username: string): Actor => ({ kind: 'user', id, username, sessionId: id });

async function roleAt(role: BuiltInRole, kind: ScopeKind): Promise<Persona> {
  const username = `${role}-${kind}`;
  const grant: Grant = { role, scope: city.scopes[kind], ...(kind === 'ended' && { until: city.past }) };
  const carries = (permission: Permission) => kind !== 'ended' && permissionsOf[role].includes(permission);
  return {
    name: username,
    actor: actorOf(await city.insertPerson(username, [grant]), username),
    holds: carries,
    reaches: (permission, thing) =>
      carries(permission) &&
      REACHED[thing][/:(read|view)$/.test(permission) ? 'look' : 'change'].includes(kind),
  };
}

/** A person from elsewhere who was given the case. */
async function whoMaySeeOneCase(): Promise<Persona> {
  const id = await city.insertPerson('one-case', [{ role: 'auditor', scope: city.scopes['region away'] }]);
  await city.giveCase(id);
  const auditor = personas.find(({ name }) => name === 'auditor-region away');
  return {
    name: 'a right to one case',
    actor: actorOf(id, 'one-case'),
    holds: (permission) => permission in BY_CASE || auditor?.holds(permission) === true,
    reaches: (permission, thing) => BY_CASE[permission] === thing,
  };
}

function machine(): Persona {
  const mayReport = (permission: Permission) => permission === 'exchange:report';
  return {
    name: 'a machine that reports',
    actor: {
      ...{ kind: 'machine', tokenId: city.token.id, source: 'scjg' },
      ...{ departmentId: city.department.id, permissions: ['exchange:report'] },
      scope: { kind: 'department', id: city.department.id },
    },
    holds: mayReport,
    reaches: (permission, thing) => mayReport(permission) && thing === 'department',
  };
}

/** The real city's things, so that only rights stand between the asker and an answer. */
function known(): Record<string, unknown> {
  const zone = [
    { x: 0, y: 0 },
    { x: 1, y: 0 },
    { x: 1, y: 1 },
  ];
  return {
    ...city.ids,
    regionCode: '445200',
    parentCode: '445200',
    profile: 'main',
    url: 'rtsp://127.0.0.1:9/none',
    profiles: [{ profile: 'main', url: 'rtsp://127.0.0.1:9/none' }],
    clerkZone: zone,
    applicantZone: zone,
    username: 'somebody',
    uscc: null,
    file: 'init-0.mp4',
    promisedLimit: { value: 1, unit: 'workingDay' },
    statutoryLimit: { value: 1, unit: 'workingDay' },
    permissions: ['places:read'],
    camera: city.ids.cameraId,
    thing: 'hall',
    day: '2026-11-23',
    year: '2026',
    validFrom: '2026-11-23',
    id: city.ids.hallId,
    // Rights to footage are those of its instant: the camera looks at its window since a moment ago.
    at: new Date().toISOString(),
  };
}

const nameOf = (one: Route) => `${one.method} ${one.path}`;
const guarded = () => running.routes.filter((one) => one.need.kind !== 'public');
const paramsOf = (one: Route): Record<string, string> => {
  // A layout's profile is not a camera's.
  const things = { ...known(), ...(one.path.includes('/exchange/profiles/') && { profile: 'gdbs' }) };
  const sampled = one.params ? (sampleOf(one.params, things) as Record<string, string>) : {};
  const names = [...one.path.matchAll(/:(\w+)/g)].map(([, name = '']) => name);
  return Object.fromEntries(names.map((name) => [name, String(sampled[name] ?? Reflect.get(things, name))]));
};

/** Undefined: it is not known where such a thing is; say so above. */
function thingOf(one: Route): Thing | 'not made here' | undefined {
  const declared = DECLARED[nameOf(one)];
  if (declared !== undefined) return declared;
  const [first] = Object.keys(paramsOf(one));
  if (first !== undefined) return BY_PARAM[first];
  const fields = one.body ? Object.keys(sampleOf(one.body, known()) as object) : [];
  return BY_FIELD.find(([field]) => fields.includes(field))?.[1] ?? 'everywhere';
}

type Outcome = 'allowed' | '401 unauthenticated' | '403 forbidden' | '404 not_found' | string;

function expected(
  { need, path }: Route,
  persona: Persona,
  thing: Thing | 'not made here' | undefined,
): Outcome {
  if (need.kind === 'session') return persona.actor.kind === 'user' ? 'allowed' : '403 forbidden';
  if (need.kind !== 'permission') throw new Error(`${path} is open to all`);
  const { permission, or = permission } = need;
  if (!persona.holds(permission) && !persona.holds(or)) return '403 forbidden';
  if (thing === undefined) return 'allowed';
  return thing !== 'not made here' && persona.reaches(need.permission, thing) ? 'allowed' : '404 not_found';
}

/** Through the very functions that Express and the hot lane use, with a handler that does nothing. */
async function outcome(one: Route, persona: Persona, body: unknown): Promise<Outcome> {
  let reached = false;
  const query = one.query ? sampleOf(one.query, known()) : {};
  const { access } = running;
  const gate = {
    authenticate: async () => persona.actor,
    permits: (...asked: Parameters<typeof access.permits>) => access.permits(...asked),
  };
  const route: Route = {
    ...one,
    body: undefined,
    query: one.query?.safeParse(query).success ? one.query : z.any(),
    // What was sent goes to the place's resolver as it is.
    textBody: 'any/thing',
    raw: true,
    handler: async () => {
      reached = true;
    },
  };
  const headers = { authorization: 'whoever', [REASON_HEADER]: 'because' };
  const req = {
    headers,
    method: one.method,
    get: (name: string) => Reflect.get(headers, name),
  } as unknown as Request;
  try {
    const actor = await admitted(route, { gate, trustProxy: false }, req);
    await answered(route, gate, { params: paramsOf(one), query, body, actor, req, res: {} as Response });
  } catch (error) {
    if (error instanceof AppError) return `${error.status} ${error.code}`;
    throw error;
  }
  return reached ? 'allowed' : 'nothing happened';
}

test('what is open to all is this and no more', () => {
  const open = running.routes.filter((one) => one.need.kind === 'public').map(nameOf);
  expect(open.sort()).toEqual([
    'get /api/v1/openapi.json',
    'get /api/v1/session/methods',
    'get /api/v1/session/sso/callback',
    'get /api/v1/session/sso/start',
    'get /healthz',
    'get /metrics',
    'get /readyz',
    'post /api/v1/session',
    // Of who is half way through signing in.
    'post /api/v1/session/enrolment',
    'post /api/v1/session/enrolment-code',
    'post /api/v1/session/new-password',
    'post /api/v1/session/second-factor',
  ]);
  expect(guarded().length).toBeGreaterThan(80);
});

test('every route × role × scope is allowed or refused as declared, media addresses among them', async () => {
  let cells = 0;
  const wrong: string[] = [];
  for (const one of guarded()) {
    const { need } = one;
    const isAtThing = need.kind === 'permission' && need.at !== 'anywhere';
    const thing = isAtThing ? thingOf(one) : undefined;
    if (isAtThing && thing === undefined) {
      wrong.push(`${nameOf(one)}: say in BY_PARAM or DECLARED at what it asks`);
      continue;
    }
    const body = one.body ? sampleOf(one.body, known()) : undefined;
    await Promise.all(
      personas.map(async (persona) => {
        cells += 1;
        const wanted = expected(one, persona, thing);
        const got = await outcome(one, persona, body);
        if (got !== wanted) wrong.push(`${nameOf(one)} by ${persona.name}: ${got}, declared ${wanted}`);
      }),
    );
  }
  expect(wrong).toEqual([]);
  expect(cells).toBe(guarded().length * personas.length);
  expect(personas).toHaveLength(builtInRole.options.length * scopeKinds.length + 2);
});

/** Over HTTP, as it is. */
async function ask(api: ApiClient, one: Route): Promise<{ status: number; text: string; code: string }> {
  const params = paramsOf(one);
  const path = one.path.replace(/:(\w+)/g, (_, name: string) => params[name] ?? '');
  const headers: Record<string, string> = { [REASON_HEADER]: 'because' };
  const init: RequestInit = { method: one.method.toUpperCase(), redirect: 'manual', headers };
  if (one.textBody !== undefined || one.bytesBody !== undefined) {
    headers['content-type'] = (one.textBody ?? one.bytesBody ?? '').replace('*', 'png');
    init.body = 'v=0';
  } else if (one.body) {
    headers['content-type'] = 'application/json';
    init.body = JSON.stringify(sampleOf(one.body, known()));
  }
  const query = one.query ? (sampleOf(one.query, { ...known(), limit: '10' }) as Record<string, string>) : {};
  const response = await api.fetch(`${path}?${new URLSearchParams(query)}`, init);
  const text = await response.text();
  const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json');
  return { status: response.status, text, code: isProblem ? (JSON.parse(text) as Problem).code : '' };
}

async function inParallel<T>(items: readonly T[], run: (item: T) => Promise<void>): Promise<void> {
  const left = [...items];
  const worker = async () => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await run(item);
  };
  await Promise.all(Array.from({ length: 8 }, worker));
}

test('nobody, a forged cookie and a forged token are refused everywhere', async () => {
  const forged = [
    { cookie: `mc_session=${'A'.repeat(43)}`, 'sec-fetch-site': 'same-origin' },
    { authorization: `Bearer mct_${'A'.repeat(43)}` },
  ];
  const nobody = new ApiClient(baseUrl);
  await inParallel(guarded(), async (one) => {
    const { status, code } = await ask(nobody, one);
    expect([nameOf(one), status, code]).toEqual([nameOf(one), 401, 'unauthenticated']);
    for (const headers of forged) {
      const req = { headers, method: one.method } as unknown as Request;
      await expect(admitted(one, { gate: running.access, trustProxy: false }, req)).rejects.toMatchObject({
        code: 'unauthenticated',
      });
    }
  });
});

test('over HTTP: without the permission refused; with every one of them elsewhere, what is here is not there', async () => {
  const nothing = await city.signIn('nothing', [
    { role: 'admin', scope: city.scopes.everywhere, until: city.past },
  ]);
  const away = builtInRole.options.map((role) => ({ role, scope: city.scopes['region away'] }));
  const elsewhere = await city.signIn('elsewhere', away);
  const ids = Object.entries(city.ids).flatMap(([name, id]) => (name === 'code' ? [] : [id]));
  await inParallel(guarded(), async (one) => {
    const { need } = one;
    if (need.kind !== 'permission') return;
    const refused = await ask(nothing, one);
    expect([nameOf(one), refused.status, refused.code]).toEqual([nameOf(one), 403, 'forbidden']);
    if (need.permission === 'exchange:report') return;
    if (need.at === 'anywhere' && one.method !== 'get') return;
    const { status, code, text } = await ask(elsewhere, one);
    // A request that is wrong in itself is told so; it says nothing of what is here.
    if (need.at !== 'anywhere' && code !== 'invalid_request')
      expect([nameOf(one), status, code]).toEqual([nameOf(one), 404, 'not_found']);
    for (const id of ids) expect(`${nameOf(one)}: ${text}`).not.toContain(id);
  });
});

/** What each event of the socket asks, and at what. Null: of one's own page only, or of nothing. */
const SOCKET: Readonly<Record<string, readonly [Permission, Thing] | null>> = {
  'overlays:follow': ['overlays:view', 'window'],
  'overlays:unfollow': null,
  // Whoever asks is told of what they may read of: asked as it is told (health/health.sockets.ts).
  'health:follow': null,
  'health:unfollow': null,
  // The same of cards, and of feeds.
  'alerts:follow': null,
  'alerts:unfollow': null,
  'leads:follow': null,
  'leads:unfollow': null,
  'exchange:follow': null,
  'exchange:unfollow': null,
  'trouble:follow': null,
  'trouble:unfollow': null,
  // One's own screens: walls/walls.integration.test.ts asks for another person's.
  'screens:join': null,
  'screens:leave': null,
  'screens:follow': null,
  'screens:unfollow': null,
  'screens:show': null,
  // One's own inbox.
  'notices:follow': null,
  'notices:unfollow': null,
  'occupancy:follow': ['occupancy:view', 'window'],
  'occupancy:unfollow': null,
  'live:follow': ['live:view', 'camera'],
  'live:unfollow': null,
  // Both need a media worker, which this test goes without: asked in live/live.integration.test.ts.
  'live:consume': null,
  'live:resume': null,
  'live:capabilities': null,
  'live:transport': null,
  'live:connect': null,
  'live:restartIce': null,
  'live:stop': null,
  'time:now': null,
};

test('every event of the socket is declared, and answers as declared', async () => {
  const contract = readFileSync(new URL('./contract/sockets.ts', import.meta.url), 'utf8');
  const asked = /interface ClientToServer \{([\s\S]*?)\n\}/.exec(contract)?.[1] ?? '';
  expect([...asked.matchAll(/^ {2}'([\w:]+)':/gm)].map(([, name]) => name).sort()).toEqual(
    Object.keys(SOCKET).sort(),
  );
  const tried = personas.filter(({ name }) => /^(supervisor|department)-|one case/.test(name));
  await inParallel(tried, async (persona) => {
    if (persona.actor.kind !== 'user') return;
    const socket: Socket = io(baseUrl, {
      transports: ['websocket'],
      forceNew: true,
      extraHeaders: (await city.sessionOf(persona.actor.id)).headers,
    });
    const send = <T>(event: keyof ClientToServer, request: object) =>
      new Promise<Reply<T>>((resolve) => socket.emit(event, request, resolve));
    try {
      const { windowId = '', cameraId = '' } = city.ids;
      const followed = await send<{ refused: string[] }>('overlays:follow', {
        windows: [{ windowId, after: 0 }],
      });
      const seen = followed.ok && followed.value.refused.length === 0;
      expect([persona.name, 'overlays:follow', seen]).toEqual([
        persona.name,
        'overlays:follow',
        persona.reaches('overlays:view', 'window'),
      ]);
      const watched = await send<{ refused: string[] }>('occupancy:follow', { windowIds: [windowId] });
      expect([persona.name, 'occupancy:follow', watched.ok && watched.value.refused.length === 0]).toEqual([
        persona.name,
        'occupancy:follow',
        persona.reaches('occupancy:view', 'window'),
      ]);
      const status = await send('live:follow', { cameraId, profile: 'main' });
      expect([persona.name, 'live:follow', status.ok]).toEqual([
        persona.name,
        'live:follow',
        persona.reaches('live:view', 'camera'),
      ]);
    } finally {
      socket.close();
    }
  });
});

test('whatever a route writes into the trail is an action that the page has words for', () => {
  const written = running.routes.flatMap(({ action }) => action ?? []);
  expect(written.length).toBeGreaterThan(60);
  const known = new Set(
    Object.entries(actionVerbs).flatMap(([thing, verbs]) => verbs.map((verb) => `${thing}.${verb}`)),
  );
  expect(written.filter((action) => !known.has(action))).toEqual([]);
});
