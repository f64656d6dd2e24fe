import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiClient, ApiProblem } from '../../test/factories/api-client.ts';
import { type City, registerCity } from '../../test/factories/city.ts';
import { type RecordServer, startRecordServer } from '../../test/factories/record-server.ts';
import type { AuditRow } from '../contract/audit.ts';
import type { Camera, Placement, ProbeResult } from '../contract/cameras.ts';
import type { Window } from '../contract/places.ts';
import type { Wall } from '../contract/wall.ts';

const PASSWORD = 'kamera-geheim-77';
const credentials = { username: 'admin', password: PASSWORD };
const probed: unknown[] = [];

let server: RecordServer;
let city: City;
let nowMs = Date.now();
beforeAll(async () => {
  server = await startRecordServer({
    now: () => nowMs,
    probe: async (address) => {
      probed.push(address);
      return { ok: false, code: 'camera_unauthorized', reason: 'The camera refuses user and password.' };
    },
  });
  city = await registerCity(server.admin, [
    { name: '1号机', mainUrl: 'rtsp://10.0.0.1/main', subUrl: 'rtsp://10.0.0.1/sub', windows: ['1', '2'] },
    { name: '2号机', mainUrl: 'rtsp://10.0.0.2:8554/main', credentials, windows: [] },
  ]);
});
afterAll(() => server.close());

const nth = (index: number): Camera => {
  const camera = city.cameras[index];
  if (camera === undefined) throw new Error(`no camera ${index}`);
  return camera;
};
const problemOf = async (request: Promise<unknown>) => {
  const error = await request.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ApiProblem)) throw error ?? new Error('no problem');
  return error.problem;
};
const patch = (camera: Camera, change: object) =>
  server.admin.request<Camera>('PATCH', `/api/v1/cameras/${camera.id}`, change);

describe('the registry of cameras', () => {
  it('never lets credentials out: not in answers, not in clear in the database, not in the trail', async () => {
    const { admin } = server;
    const answers = [
      nth(1),
      await admin.get(`/api/v1/cameras/${nth(1).id}`),
      await admin.get(`/api/v1/halls/${city.hall.id}/cameras`),
      await admin.get(`/api/v1/halls/${city.hall.id}/wall`),
      await admin.get('/api/v1/audit?limit=200'),
    ];
    expect(JSON.stringify(answers)).not.toContain(PASSWORD);
    expect(nth(1)).toMatchObject({ hasCredentials: true });
    const { rows } = await sql<{ text: string }>`
      select string_agg(encode(credentials_sealed, 'escape'), ' ') as text from camera`.execute(server.db);
    expect(rows[0]?.text).not.toContain(PASSWORD);
  });

  it('gives the media plane addresses with credentials, the main one where there is no sub', async () => {
    const { addressOf } = server.cameras;
    expect(await addressOf({ cameraId: nth(0).id, profile: 'sub' })).toEqual({ url: 'rtsp://10.0.0.1/sub' });
    for (const profile of ['main', 'sub'] as const)
      expect(await addressOf({ cameraId: nth(1).id, profile })).toEqual({
        url: 'rtsp://10.0.0.2:8554/main',
        ...credentials,
      });
    const nobody = '00000000-0000-4000-8000-000000000000';
    expect(await addressOf({ cameraId: nobody, profile: 'main' })).toBeUndefined();
    const allow = (soundAllowed: boolean) =>
      server.admin.request('PATCH', `/api/v1/halls/${nth(0).hallId}`, { soundAllowed });
    await allow(true);
    expect(await addressOf({ cameraId: nth(0).id, profile: 'sub' })).toMatchObject({ sound: true });
    await allow(false);
  });

  it('tells the media plane of a new address or password, and of nothing else', async () => {
    const camera = nth(1);
    server.changedCameras.length = 0;
    await patch(camera, { name: '2号机（东）' });
    expect(server.changedCameras).toEqual([]);
    await patch(camera, { profiles: [{ profile: 'main', url: 'rtsp://10.0.0.2/other' }] });
    expect(server.changedCameras).toEqual([camera.id]);
    expect(await server.cameras.addressOf({ cameraId: camera.id, profile: 'main' })).toEqual({
      url: 'rtsp://10.0.0.2/other',
      ...credentials,
    });
    expect(await patch(camera, { credentials: null })).toMatchObject({ hasCredentials: false });
    expect(await patch(camera, { credentials })).toMatchObject({ hasCredentials: true });
    expect(server.changedCameras).toHaveLength(3);
  });

  it('refuses addresses with credentials, and two cameras of one name', async () => {
    const make = (name: string, url: string) =>
      server.admin.post(`/api/v1/halls/${city.hall.id}/cameras`, {
        name,
        profiles: [{ profile: 'main', url }],
      });
    expect(await problemOf(make('x', 'rtsp://u:p@10.0.0.3/'))).toMatchObject({
      code: 'invalid_request',
      errors: [{ field: 'body.profiles[0].url' }],
    });
    expect(await problemOf(make('1号机', 'rtsp://10.0.0.3/'))).toMatchObject({ code: 'camera_exists' });
  });

  it('never sends a stored password to another host', async () => {
    const camera = nth(1);
    const url = 'rtsp://attacker.example/steal';
    const probe = (body: object) => server.admin.post<ProbeResult>('/api/v1/camera-probe', body);
    expect(await problemOf(probe({ url, cameraId: camera.id }))).toMatchObject({
      code: 'credentials_needed',
    });
    expect(await problemOf(patch(camera, { profiles: [{ profile: 'main', url }] }))).toMatchObject({
      status: 422,
      code: 'credentials_needed',
      errors: [{ field: 'body.profiles[0].url' }],
    });
    expect(probed).toEqual([]);
    expect(await probe({ url: 'rtsp://10.0.0.2/third', cameraId: camera.id })).toEqual({
      ok: false,
      code: 'camera_unauthorized',
      reason: 'The camera refuses user and password.',
    });
    await probe({ url, cameraId: camera.id, credentials: null });
    expect(probed).toEqual([{ url: 'rtsp://10.0.0.2/third', ...credentials }, { url }]);
  });

  it('names the address of a connection test in the trail, without the password', async () => {
    const url = 'rtsp://10.0.0.3/user={username}&password={password}&channel=1';
    await server.admin.post<ProbeResult>('/api/v1/camera-probe', { url, credentials });
    const { items } = await server.admin.get<{ items: AuditRow[] }>(
      '/api/v1/audit?action=camera-probe.create&limit=1',
    );
    expect(items[0]?.detail).toEqual({ fields: ['url', 'credentials'], url });
    expect(JSON.stringify(await server.admin.get('/api/v1/audit?limit=200'))).not.toContain(PASSWORD);
  });

  it('keeps every placement there was', async () => {
    const { admin } = server;
    const [window] = city.windows as [Window];
    const path = `/api/v1/cameras/${nth(0).id}/placements`;
    const at = async (ms: number) => {
      const when = encodeURIComponent(new Date(ms).toISOString());
      const { items } = await admin.get<{ items: Placement[] }>(`${path}?at=${when}`);
      return items.find((one) => one.windowId === window.id);
    };
    const first = await at(nowMs);
    expect(first?.validTo).toBeNull();
    const zones = { clerkZone: first?.clerkZone, applicantZone: first?.applicantZone };
    expect(await admin.request('PUT', `${path}/${window.id}`, zones)).toEqual(first);
    const before = nowMs;
    const moved = {
      clerkZone: [
        { x: 0, y: 0 },
        { x: 0.5, y: 0 },
        { x: 0.5, y: 0.5 },
      ],
    };
    nowMs += 60_000;
    const second = await admin.request<Placement>('PUT', `${path}/${window.id}`, moved);
    // Twice in the same millisecond.
    const third = await admin.request<Placement>('PUT', `${path}/${window.id}`, zones);
    expect(second.validFrom < third.validFrom).toBe(true);
    nowMs += 60_000;
    await admin.request('DELETE', `${path}/${window.id}`);
    expect(await problemOf(admin.request('DELETE', `${path}/${window.id}`))).toMatchObject({ status: 404 });
    expect((await at(before))?.id).toBe(first?.id);
    expect((await at(before + 60_000))?.id).toBe(second.id);
    expect((await at(before + 60_001))?.id).toBe(third.id);
    expect(await at(nowMs)).toBeUndefined();
    expect(await problemOf(admin.request('DELETE', `/api/v1/cameras/${nth(0).id}`))).toMatchObject({
      code: 'in_use',
    });
    await admin.request('PUT', `${path}/${window.id}`, zones);
  });

  it('places only windows of its own hall', async () => {
    const { admin } = server;
    const hall = await admin.post<{ id: string }>('/api/v1/halls', { regionCode: '445200', name: '别厅' });
    const window = await admin.post<{ id: string }>(`/api/v1/halls/${hall.id}/windows`, {
      departmentId: city.department.id,
      code: '1',
      name: '别厅1号',
    });
    const zones = {
      clerkZone: [
        { x: 0, y: 0 },
        { x: 1, y: 0 },
        { x: 1, y: 1 },
      ],
    };
    expect(
      await problemOf(admin.request('PUT', `/api/v1/cameras/${nth(0).id}/placements/${window.id}`, zones)),
    ).toMatchObject({ code: 'window_of_other_hall' });
  });

  it('answers a wall whole, and to each what they may see', async () => {
    const { admin } = server;
    const wall = await admin.get<Wall>(`/api/v1/halls/${city.hall.id}/wall`);
    expect(wall.hall.id).toBe(city.hall.id);
    expect(wall.cameras.map((one) => one.name)).toEqual(['1号机', '2号机（东）']);
    expect(wall.windows.map((one) => one.code)).toEqual(['1', '2']);
    expect(wall.placements.map((one) => one.windowId)).toEqual(city.windows.map((one) => one.id));
    const password = 'a-long-password-1';
    const grants = [{ role: 'department', scope: { kind: 'department', id: city.department.id } }];
    await admin.post('/api/v1/users', { username: 'organ', displayName: 'organ', password, grants });
    const organ = await ApiClient.signIn(server.baseUrl, 'organ', password);
    expect((await problemOf(organ.get(`/api/v1/halls/${city.hall.id}/wall`))).status).toBe(403);
  });

  it('removes a camera that no window was ever placed in', async () => {
    await server.admin.request('DELETE', `/api/v1/cameras/${nth(1).id}`);
    expect((await problemOf(server.admin.get(`/api/v1/cameras/${nth(1).id}`))).status).toBe(404);
  });
});
