import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiClient } from '../../test/factories/api-client.ts';
import { type City, registerCity } from '../../test/factories/city.ts';
import {
  ask,
  type RecordServer,
  startRecordServer,
  type TestSocket,
} from '../../test/factories/record-server.ts';
import type { ExchangeEventInput } from '../contract/exchange.ts';
import type { WindowStatus } from '../contract/overlays.ts';
import type { OverlaysFollowed } from '../contract/sockets.ts';

let server: RecordServer;
let city: City;
let machine: ApiClient;
beforeAll(async () => {
  server = await startRecordServer();
  city = await registerCity(server.admin, [
    { name: '1号机', mainUrl: 'rtsp://10.0.0.1/main', windows: ['1', '2', '3', '4', '5', '6'] },
  ]);
  machine = ApiClient.withToken(server.baseUrl, city.tokenSecret);
});
afterAll(() => server.close());

const windowId = (code: string): string => {
  const window = city.windows.find((one) => one.code === code);
  if (window === undefined) throw new Error(`no window ${code}`);
  return window.id;
};

let serial = 0;
const at = (code: string, msAgo = 0) => {
  serial += 1;
  return {
    eventId: `o${serial}`,
    occurredAt: new Date(Date.now() - msAgo).toISOString(),
    hallId: city.hall.id,
    windowCode: code,
  };
};
const report = (events: readonly ExchangeEventInput[]) => machine.post('/api/v1/exchange/events', { events });
const began = new Date().toISOString();
/** Each makes a new version: another ticket is called. All at one instant, so that none of them comes late. */
const call = (code: string) =>
  report([{ type: 'called', ...at(code), occurredAt: began, ticket: `T${serial}` }]);

const follow = (socket: TestSocket, code: string, after: number): Promise<OverlaysFollowed> =>
  ask((ack) => socket.emit('overlays:follow', { windows: [{ windowId: windowId(code), after }] }, ack));

const until = async (done: () => boolean) => {
  for (let i = 0; i < 400 && !done(); i += 1) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(done()).toBe(true);
};
const versionsTo = (last: number, from = 1) => Array.from({ length: last - from + 1 }, (_, i) => i + from);

describe('overlays', () => {
  it('never gives out the shape an older version stored', async () => {
    const id = windowId('6');
    const clock = {
      startedAt: began,
      limitDays: 10,
      nearAt: began,
      dueAt: began,
      stoppedAt: null,
      workingDayMs: 27_000_000,
      elapsedMs: 0,
      measuredAt: began,
    };
    const stage = { id, caseNo: 'K0', matterName: '设立', applicant: null, stage: null, startedAt: began };
    const older = { windowId: id, at: began, receivedAt: began, clerk: null, ticket: null };
    const stored = [
      { ...older, version: 1, state: 'serving', case: { ...stage, clock } },
      { ...older, version: 2, state: 'napping', case: null },
    ];
    for (const status of stored)
      await sql`insert into window_status (window_id, version, at, status)
        values (${id}, ${status.version}, ${began}, ${JSON.stringify(status)}::jsonb)`.execute(server.db);
    const expected = [
      {
        version: 1,
        state: 'serving',
        case: { clock: { limit: { value: 10, unit: 'workingDay' }, ahead: [] } },
      },
      { windowId: id, version: 2, at: began, state: 'unknown', case: null },
    ];
    const { windows } = await follow(await server.connect(server.admin), '6', 0);
    expect(windows[0]?.updates).toMatchObject(expected);
    const path = `/api/v1/windows/${id}`;
    expect(await server.admin.get(`${path}/status`)).toMatchObject(expected[1] ?? {});
    const query = `from=${encodeURIComponent(began)}&to=${encodeURIComponent(began)}`;
    expect(await server.admin.get(`${path}/statuses?${query}`)).toMatchObject({ items: [expected[1]] });
    await call('6');
    expect(await server.admin.get(`${path}/status`)).toMatchObject({ version: 3, state: 'called' });
  });

  it('is told of a change within the same breath, and others are not', async () => {
    const [one, other] = [await server.connect(server.admin), await server.connect(server.admin)];
    const updates: WindowStatus[] = [];
    const elsewhere: WindowStatus[] = [];
    one.on('overlays:update', (status) => updates.push(status));
    other.on('overlays:update', (status) => elsewhere.push(status));
    expect(await follow(one, '1', 0)).toEqual({
      windows: [{ windowId: windowId('1'), reset: false, updates: [] }],
      refused: [],
    });
    await follow(other, '2', 0);
    await report([
      { type: 'opened', ...at('1', 900), clerk: '李梅' },
      {
        type: 'stage',
        ...at('1', 800),
        caseNo: 'K1',
        matterCode: city.matter.code,
        stage: 'accepted',
        applicant: '王小明',
      },
    ]);
    await until(() => updates.length === 2);
    expect(updates[1]).toMatchObject({
      version: 2,
      state: 'serving',
      clerk: '李梅',
      case: {
        caseNo: 'K1',
        applicant: '王*',
        stage: 'accepted',
        clock: { limit: { value: 10, unit: 'workingDay' } },
      },
    });
    expect(await server.admin.get(`/api/v1/windows/${windowId('1')}/status`)).toEqual(updates[1]);
    expect(elsewhere).toEqual([]);
    await ask((ack) => one.emit('overlays:unfollow', { windowIds: [windowId('1')] }, ack));
    await report([{ type: 'closed', ...at('1') }]);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(updates).toHaveLength(2);
  });

  it('resumes after a gap with nothing missed and nothing doubled, while events keep coming', async () => {
    const total = 120;
    let sent = 0;
    const feed = (async () => {
      while (sent < total) {
        await Promise.all([call('3'), call('3')]);
        sent += 2;
      }
    })();
    const readers = await Promise.all(
      [1, 2].map(async () => {
        const seen: number[] = [];
        /** Connects, follows from what it has, takes some, breaks off; and again. */
        while ((seen.at(-1) ?? 0) < total) {
          const socket = await server.connect(server.admin);
          socket.on('overlays:update', (status) => seen.push(status.version));
          const followed = await follow(socket, '3', seen.at(-1) ?? 0);
          for (const { updates, reset } of followed.windows) {
            if (seen.length > 0) expect(reset).toBe(false);
            seen.push(...updates.map((status) => status.version));
          }
          const enough = (seen.at(-1) ?? 0) + 15;
          await until(() => (seen.at(-1) ?? 0) >= Math.min(enough, total));
          socket.removeAllListeners();
          socket.close();
        }
        return seen;
      }),
    );
    await feed;
    // Every version once and in order, answers and pushes together.
    for (const seen of readers) expect(seen).toEqual(versionsTo(total, seen[0]));
  });

  it('begins anew for a gap that is too long, and for a version it never gave', async () => {
    await report(
      Array.from({ length: 260 }, (_, i) => ({
        type: 'called' as const,
        ...at('4', 60_000),
        ticket: `N${i}`,
      })),
    );
    const socket = await server.connect(server.admin);
    const first = (await follow(socket, '4', 10)).windows[0];
    expect(first?.reset).toBe(true);
    expect(first?.updates.at(-1)?.version).toBe(260);
    const ahead = (await follow(socket, '4', 999)).windows[0];
    expect([ahead?.reset, ahead?.updates.at(-1)?.version]).toEqual([true, 260]);
    const near = (await follow(socket, '4', 250)).windows[0];
    expect([near?.reset, near?.updates.map((one) => one.version)]).toEqual([false, versionsTo(260, 251)]);
  });

  it('tells a newcomer what was so some seconds ago, as its pictures are that old', async () => {
    await report([
      { type: 'opened', ...at('5', 120_000) },
      { type: 'called', ...at('5', 60_000), ticket: 'A1' },
      { type: 'started', ...at('5', 10_000), ticket: 'A1' },
      { type: 'finished', ...at('5', 2000), ticket: 'A1' },
    ]);
    const socket = await server.connect(server.admin);
    const [window] = (await follow(socket, '5', 0)).windows;
    expect(window?.updates.map((one) => one.state)).toEqual(['called', 'serving', 'idle']);
  });

  it('answers what was so in a time that is past, and what held when it began', async () => {
    const range = `from=${new Date(Date.now() - 30_000).toISOString()}&to=${new Date().toISOString()}`;
    const path = `/api/v1/windows/${windowId('5')}/statuses?${range}`;
    const page = await server.admin.get<{ items: WindowStatus[]; nextCursor: string | null }>(path);
    expect(page.items.map((one) => one.state)).toEqual(['called', 'serving', 'idle']);
    const first = await server.admin.get<{ items: WindowStatus[]; nextCursor: string }>(`${path}&limit=2`);
    const rest = await server.admin.get<{ items: WindowStatus[] }>(`${path}&cursor=${first.nextCursor}`);
    expect([...first.items, ...rest.items]).toEqual(page.items);
    await expect(server.admin.get(`${path}&from=x`)).rejects.toThrow('400');
    const beyond = Buffer.from('[9000000000000000]').toString('base64url');
    await expect(server.admin.get(`${path}&cursor=${beyond}`)).rejects.toThrow('400');
  });

  it('puts a late event where it belongs without turning the window back', async () => {
    const before = await server.admin.get<WindowStatus>(`/api/v1/windows/${windowId('2')}/status`);
    expect(before).toMatchObject({ version: 0, state: 'unknown' });
    const matterCode = city.matter.code;
    await report([{ type: 'started', ...at('2', 5000), caseNo: 'L1', matterCode }]);
    await report([
      { type: 'stage', ...at('2', 20_000), caseNo: 'L1', matterCode, stage: 'accepted' },
      { type: 'closed', ...at('2', 30_000) },
    ]);
    const status = await server.admin.get<WindowStatus>(`/api/v1/windows/${windowId('2')}/status`);
    expect(status).toMatchObject({ version: 2, state: 'serving', case: { caseNo: 'L1', stage: 'accepted' } });
    // A step elsewhere of the case served here is shown here too.
    await report([
      {
        type: 'stage',
        eventId: 'L1-review',
        occurredAt: new Date().toISOString(),
        caseNo: 'L1',
        matterCode,
        stage: 'review',
      },
    ]);
    expect(await server.admin.get(`/api/v1/windows/${windowId('2')}/status`)).toMatchObject({
      version: 3,
      state: 'serving',
      case: { stage: 'review' },
    });
  });

  it('refuses what the asker may not see, says nothing of it, and lets go when rights end', async () => {
    const { admin } = server;
    const other = await admin.post<{ id: string }>('/api/v1/departments', {
      regionCode: '445200',
      name: '揭阳市公安局',
    });
    const foreign = await admin.post<{ id: string }>(`/api/v1/halls/${city.hall.id}/windows`, {
      departmentId: other.id,
      code: '20',
      name: '户政',
    });
    const user = await admin.post<{ id: string }>('/api/v1/users', {
      username: 'gongan',
      displayName: '公安',
      password: 'a-long-password-1',
      grants: [{ role: 'department', scope: { kind: 'department', id: other.id } }],
    });
    const api = await ApiClient.signIn(server.baseUrl, 'gongan', 'a-long-password-1');
    const socket = await server.connect(api);
    const updates: WindowStatus[] = [];
    socket.on('overlays:update', (status) => updates.push(status));
    const asked = [foreign.id, windowId('1'), '00000000-0000-4000-8000-000000000000'];
    const followed = await ask<OverlaysFollowed>((ack) =>
      socket.emit('overlays:follow', { windows: asked.map((id) => ({ windowId: id, after: 0 })) }, ack),
    );
    expect(followed.windows.map((one) => one.windowId)).toEqual([foreign.id]);
    expect(followed.refused).toEqual(asked.slice(1));
    await report([{ type: 'opened', ...at('1') }]);
    for (const path of [
      'status',
      `statuses?from=${new Date(0).toISOString()}&to=${new Date(1).toISOString()}`,
    ])
      await expect(api.get(`/api/v1/windows/${windowId('1')}/${path}`)).rejects.toThrow('404');
    expect(updates).toEqual([]);
    const ended = new Promise((resolve) => socket.once('disconnect', resolve));
    await admin.request('PATCH', `/api/v1/users/${user.id}`, { disabled: true });
    await ended;
  });

  it('words a bad request', async () => {
    const socket = await server.connect(server.admin);
    await expect(
      ask((ack) => socket.emit('overlays:follow', { windows: [{ windowId: 'x', after: -1 }] }, ack)),
    ).rejects.toThrow('invalid_request');
    const beyond = { windowId: windowId('1'), after: 2 ** 31 };
    await expect(ask((ack) => socket.emit('overlays:follow', { windows: [beyond] }, ack))).rejects.toThrow(
      'invalid_request',
    );
  });
});
