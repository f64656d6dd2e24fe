import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ApiClient } from '../../test/factories/api-client.ts';
import { type City, registerCity } from '../../test/factories/city.ts';
import type { Outage, PictureKind } from '../contract/health.ts';
import type { Department } from '../contract/places.ts';
import { createFileStore } from '../platform/files/index.ts';
import { PictureKeeper } from './picture-keeper.ts';
import { PicturesStore } from './pictures.store.ts';
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

test('evidence and views of before go like other footage, once nobody needs them; what stands keeps its own', async () => {
  const { db } = server;
  const files = createFileStore(server.dataDir, 'camera-pictures');
  const pictures = new PicturesStore({ db });
  const cameraId = String(city.cameras[0]?.id);
  const nowMs = Date.now();
  const add = async (kind: PictureKind, days: number) => {
    const fileId = await files.put(Buffer.from([0xff, 0xd8]));
    const id = await pictures.add({
      ...{ cameraId, kind, atMs: nowMs - days * 86_400_000, fileId, width: 640, height: 360 },
    });
    return { id, fileId };
  };
  const [over, stands, fresh] = [
    await add('evidence', 91),
    await add('evidence', 91),
    await add('evidence', 1),
  ];
  const [firstView, view] = [await add('reference', 200), await add('reference', 100)];
  for (const [fault, { id }, to] of [
    ['black', over, new Date(nowMs - 90 * 86_400_000)],
    ['frozen', stands, null],
  ] as const)
    await sql`insert into outage (camera_id, hall_id, kind, fault, from_at, last_seen_at, to_at, evidence_id)
      values (${cameraId}, ${city.hall.id}, 'picture', ${fault}, ${new Date(nowMs - 91 * 86_400_000)},
        ${new Date(nowMs)}, ${to}, ${id})`.execute(db);
  await new PictureKeeper({ files, pictures, now: () => nowMs }).tidy();
  const left = await pictures.ofCamera(cameraId, undefined, 100);
  const isLeft = ({ id }: { id: string }) => left.some((one) => one.id === id);
  expect([over, stands, fresh, firstView, view].map(isLeft)).toEqual([false, true, true, false, true]);
  expect(await files.read(over.fileId)).toBeUndefined();
  const { items } = await server.admin.get<{ items: Outage[] }>(`/api/v1/cameras/${cameraId}/outages`);
  expect(items.map(({ fault, evidenceId }) => [fault, evidenceId]).sort()).toEqual([
    ['black', null],
    ['frozen', stands.id],
  ]);
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
