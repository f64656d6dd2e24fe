import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ApiClient } from '../../test/factories/api-client.ts';
import { type City, registerCity } from '../../test/factories/city.ts';
import type { Department } from '../contract/places.ts';
import { createFileStore } from '../platform/files/index.ts';
import { type HealthServer, startHealthServer } from './testing/health-server.ts';

let server: HealthServer;
let city: City;
beforeAll(async () => {
  server = await startHealthServer();
  city = await registerCity(server.admin, [
    { name: '一号', mainUrl: 'rtsp://127.0.0.1:9/main', windows: ['1'] },
  ]);
});
afterAll(() => server.close());

const PASSWORD = 'Kranich-91-Teich';
async function personOf(departmentId: string, username: string): Promise<ApiClient> {
  await server.admin.post('/api/v1/users', {
    ...{ username, displayName: username, password: PASSWORD },
    grants: [{ role: 'supervisor', scope: { kind: 'department', id: departmentId } }],
  });
  return ApiClient.signIn(server.baseUrl, username, PASSWORD);
}
/** Kept now, of the only camera. */
async function keep(): Promise<string> {
  const fileId = await createFileStore(server.dataDir, 'camera-pictures').put(Buffer.from([0xff, 0xd8]));
  const { rows } = await sql<{ id: string }>`
    insert into camera_picture (camera_id, kind, at, file_id, width, height)
    values (${city.cameras[0]?.id}, 'daily', ${new Date()}, ${fileId}, 640, 360) returning id`.execute(
    server.db,
  );
  return `/api/v1/cameras/${city.cameras[0]?.id}/pictures/${rows[0]?.id}`;
}

test('a picture is seen by whose windows it shows, not by who runs them now', async () => {
  const later = await server.admin.post<Department>('/api/v1/departments', {
    ...{ name: '后来的局', regionCode: '445200' },
  });
  const [former, present] = [
    await personOf(city.department.id, 'former'),
    await personOf(later.id, 'present'),
  ];
  const before = await keep();
  await server.admin.because('机构改革', 'POST', `/api/v1/windows/${city.windows[0]?.id}/move`, {
    departmentId: later.id,
  });
  const after = await keep();
  const statuses = async (api: ApiClient) =>
    Promise.all([before, after].map(async (path) => (await api.fetch(path)).status));
  expect(await statuses(present)).toEqual([404, 200]);
  expect(await statuses(former)).toEqual([200, 404]);
  expect(await statuses(server.admin)).toEqual([200, 200]);
});

test('a cursor of another order, or of none, is refused as one', async () => {
  const cursorOf = (...key: unknown[]) => Buffer.from(JSON.stringify(key)).toString('base64url');
  const id = crypto.randomUUID();
  for (const path of [
    `health/cameras?sort=worst&cursor=${cursorOf('a', 'b', id)}`,
    `health/cameras?sort=worst&cursor=${cursorOf('1e999', 0, id)}`,
    `health/alarms?only=all&cursor=${cursorOf('0000-01-01T00:00:00Z', id)}`,
    `windows?sort=created&cursor=${cursorOf('a', id)}`,
    `windows?sort=code&cursor=${cursorOf('x', 'y', id)}`,
    `cameras?sort=name&cursor=${cursorOf('a', 'b')}`,
  ]) {
    const response = await server.admin.fetch(`/api/v1/${path}`);
    expect([path, response.status]).toEqual([path, 400]);
  }
});
