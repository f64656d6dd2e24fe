/** Taking changes back later, by others, and what closed places still take in. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiClient, ApiProblem } from '../../test/factories/api-client.ts';
import { type City, registerCity } from '../../test/factories/city.ts';
import { type RecordServer, startRecordServer } from '../../test/factories/record-server.ts';
import type { Camera } from '../contract/cameras.ts';
import type { PlaceChange, UndoCheck } from '../contract/place-changes.ts';
import type { Department, Hall, Window } from '../contract/places.ts';

let server: RecordServer;
let admin: ApiClient;
let city: City;
beforeAll(async () => {
  server = await startRecordServer();
  admin = server.admin;
  city = await registerCity(admin, []);
  for (const code of ['445202', '445203', '445222', '445224'])
    await admin.post('/api/v1/regions', { code, name: code, level: 'county', parentCode: '445200' });
});
afterAll(() => server.close());

let made = 0;
const named = (what: string) => {
  made += 1;
  return `${what}${made}`;
};
const hall = (regionCode: string) => admin.post<Hall>('/api/v1/halls', { name: named('大厅'), regionCode });
const department = (regionCode = '445200') =>
  admin.post<Department>('/api/v1/departments', { name: named('部门'), regionCode });
const window = (hallId: string, departmentId: string) =>
  admin.post<Window>(`/api/v1/halls/${hallId}/windows`, { departmentId, code: named('W'), name: '窗口' });
const newCamera = () => ({
  name: named('机'),
  profiles: [{ profile: 'main', url: 'rtsp://127.0.0.1/x' }],
});
const change = (path: string, body?: object, as = admin) =>
  as.because<PlaceChange>('机构改革', 'POST', `/api/v1/${path}`, body);
const undo = (id: string | null, as = admin) => change(`place-changes/${id}/undo`, undefined, as);
const mayUndo = (id: string | null) => admin.get<UndoCheck>(`/api/v1/place-changes/${id}/undo`);
const problemOf = async (request: Promise<unknown>) => {
  const error = await request.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ApiProblem)) throw error ?? new Error('no problem');
  return error.problem;
};
async function adminOf(regionCode: string): Promise<ApiClient> {
  const [username, password] = [named('person'), 'a-long-password-1'];
  await admin.post('/api/v1/users', {
    ...{ username, displayName: username, password },
    grants: [{ role: 'admin', scope: { kind: 'region', code: regionCode } }],
  });
  return ApiClient.signIn(server.baseUrl, username, password);
}

describe('a change is not taken back into what was closed since', () => {
  it.each([
    [
      'a hall’s region',
      async () => {
        const code = '445224';
        const place = await hall(code);
        const { id } = await change(`halls/${place.id}/move`, { regionCode: '445202' });
        await change(`regions/${code}/close`);
        return id;
      },
    ],
    [
      'a window’s department',
      async () => {
        const [from, to, place] = [await department(), await department(), await hall('445202')];
        const { id: windowId } = await window(place.id, from.id);
        const { id } = await change(`windows/${windowId}/move`, { departmentId: to.id });
        await change(`departments/${from.id}/close`);
        return id;
      },
    ],
    [
      'a closed window’s hall',
      async () => {
        const place = await hall('445202');
        const { id: windowId } = await window(place.id, city.department.id);
        const { id } = await change(`windows/${windowId}/close`);
        await change(`halls/${place.id}/close`);
        return id;
      },
    ],
    [
      'a closed matter’s department',
      async () => {
        const { id: departmentId } = await department();
        const { id: matterId } = await admin.post<{ id: string }>('/api/v1/matters', {
          ...{
            departmentId,
            code: 'M',
            name: '事项',
            promisedLimit: { value: 5, unit: 'workingDay' },
            statutoryLimit: { value: 20, unit: 'workingDay' },
          },
        });
        const { id } = await change(`matters/${matterId}/close`);
        await change(`departments/${departmentId}/close`);
        return id;
      },
    ],
    [
      'a merged department’s windows’ hall',
      async () => {
        const [from, to, place] = [await department(), await department(), await hall('445202')];
        await window(place.id, from.id);
        const { id } = await change(`departments/${from.id}/close`);
        await change(`halls/${place.id}/merge`, { into: (await hall('445202')).id });
        return to && id;
      },
    ],
  ])('%s', async (_, prepare) => {
    const id = await prepare();
    expect(await mayUndo(id)).toMatchObject({ possible: false, because: 'changed_since' });
    expect(await problemOf(undo(id))).toMatchObject({ status: 409, code: 'undo_changed_since' });
  });
});

describe('who takes a change back holds all that it touched', () => {
  it('a window that went to another’s hall is not taken from there', async () => {
    const [here, there] = [await hall('445202'), await hall('445203')];
    const { id: windowId } = await window(here.id, city.department.id);
    const moved = await change(`windows/${windowId}/move`, { hallId: there.id });
    expect(await problemOf(undo(moved.id, await adminOf('445202')))).toMatchObject({ status: 422 });
    const windows = await admin.get<{ items: Window[] }>(`/api/v1/halls/${there.id}/windows`);
    expect(windows.items.map(({ id }) => id)).toEqual([moved.openedId]);
    await undo(moved.id);
  });

  it('a hall that came from another’s region is not put back there', async () => {
    const place = await hall('445203');
    const moved = await change(`halls/${place.id}/move`, { regionCode: '445202' });
    expect(await problemOf(undo(moved.id, await adminOf('445202')))).toMatchObject({ status: 422 });
    expect(await admin.get<Hall>(`/api/v1/halls/${place.id}`)).toMatchObject({ regionCode: '445202' });
    await undo(moved.id);
    expect(await admin.get<Hall>(`/api/v1/halls/${place.id}`)).toMatchObject({ regionCode: '445203' });
  });
});

describe('a merger', () => {
  it('does not end a matter in favour of one that is closed', async () => {
    const [from, to] = [await department(), await department()];
    const [, theirs] = await Promise.all(
      [from, to].map(({ id: departmentId }) =>
        admin.post<{ id: string }>('/api/v1/matters', {
          ...{
            departmentId,
            code: 'SAME',
            name: '事项',
            promisedLimit: { value: 5, unit: 'workingDay' },
            statutoryLimit: { value: 20, unit: 'workingDay' },
          },
        }),
      ),
    );
    const { id } = await change(`matters/${theirs?.id}/close`);
    const merge = () => change(`departments/${from.id}/merge`, { into: to.id });
    expect(await problemOf(merge())).toMatchObject({ code: 'merge_collides', errors: [{ field: 'matter' }] });
    await undo(id);
    expect(await merge()).toMatchObject({ counts: { matters: 1 } });
  });
});

describe('a closed hall takes no camera in', () => {
  it('neither a new one, nor one that is moved', async () => {
    const closed = await hall('445202');
    await change(`halls/${closed.id}/close`);
    const path = `/api/v1/halls/${closed.id}/cameras`;
    expect(await problemOf(admin.post(path, newCamera()))).toMatchObject({ code: 'place_closed' });
    const open = await hall('445202');
    const camera = await admin.post<Camera>(`/api/v1/halls/${open.id}/cameras`, newCamera());
    const move = admin.because('搬迁', 'POST', `/api/v1/cameras/${camera.id}/move`, { hallId: closed.id });
    expect(await problemOf(move)).toMatchObject({ code: 'place_closed' });
    expect(await admin.get<Camera>(`/api/v1/cameras/${camera.id}`)).toMatchObject({ closedAt: null });
  });

  it('a camera that is just being retired takes no window in', async () => {
    const open = await hall('445202');
    const camera = await admin.post<Camera>(`/api/v1/halls/${open.id}/cameras`, newCamera());
    const zones = { clerkZone: [0, 1, 2].map((n) => ({ x: n / 4, y: (n % 2) / 2 })) };
    const { id: windowId } = await window(open.id, city.department.id);
    // Drawn while it is being retired: whoever comes second is told so.
    const outcomes = await Promise.allSettled([
      admin.because('拆除', 'POST', `/api/v1/cameras/${camera.id}/close`),
      ...Array.from({ length: 4 }, () =>
        admin.request('PUT', `/api/v1/cameras/${camera.id}/placements/${windowId}`, zones),
      ),
    ]);
    expect(outcomes[0]?.status).toBe('fulfilled');
    const { items } = await admin.get<{ items: unknown[] }>(`/api/v1/cameras/${camera.id}/placements`);
    expect(items).toEqual([]);
  });
});
