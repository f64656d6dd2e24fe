import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { registerCity } from '../../../test/factories/city.ts';
import { type RecordServer, startRecordServer } from '../../../test/factories/record-server.ts';
import type { Camera } from '../../contract/cameras.ts';
import type { FloorPlanPositions } from '../../contract/floor-plan.ts';
import type { PlaceChange } from '../../contract/place-changes.ts';
import type { Department, Hall, Window } from '../../contract/places.ts';
import { inUnitOfWork } from '../../platform/db/unit-of-work.ts';
import { createFileStore } from '../../platform/files/index.ts';
import { FloorPlanService } from './floor-plan.service.ts';
import { FloorPlanStore } from './floor-plan.store.ts';

let server: RecordServer;
beforeAll(async () => {
  server = await startRecordServer();
});
afterAll(() => server.close());

it('keeps the picture of before where the change does not come to stand', async () => {
  const { hall } = await registerCity(server.admin, []);
  const files = createFileStore(server.dataDir, 'floor-plans');
  const plans = new FloorPlanService({ store: new FloorPlanStore(server), files, now: Date.now });
  const picture = (width: number) =>
    sharp({ create: { width, height: 100, channels: 3, background: 'white' } })
      .png()
      .toBuffer();
  const undone = (work: () => Promise<unknown>) =>
    inUnitOfWork(async () => {
      await work();
      throw new Error('the trail could not be written');
    }).catch(() => undefined);
  await plans.set(hall.id, await picture(100));
  const { tag } = await plans.picture(hall.id);
  const another = await picture(200);
  await undone(() => plans.set(hall.id, another));
  expect((await plans.picture(hall.id)).tag).toBe(tag);
  await undone(() => plans.remove(hall.id));
  expect((await plans.picture(hall.id)).tag).toBe(tag);
  await plans.remove(hall.id);
  await expect(plans.picture(hall.id)).rejects.toMatchObject({ code: 'not_found' });
  await expect.poll(() => files.read(tag.replaceAll('"', ''))).toBeUndefined();
});

it('shows what is in use only; a closing that is taken back brings a window back to its spot', async () => {
  const { admin } = server;
  const { items: halls } = await admin.get<{ items: Hall[] }>('/api/v1/halls');
  const { items: departments } = await admin.get<{ items: Department[] }>('/api/v1/departments');
  const path = `/api/v1/halls/${halls[0]?.id}`;
  const window = await admin.post<Window>(`${path}/windows`, {
    ...{ departmentId: departments[0]?.id, code: '1', name: '1号' },
  });
  const camera = await admin.post<Camera>(`${path}/cameras`, {
    ...{ name: '1号机', profiles: [{ profile: 'main', url: 'rtsp://127.0.0.1/1' }] },
  });
  const windows = [{ windowId: window.id, x: 0.5, y: 0.25 }];
  const cameras = [{ cameraId: camera.id, x: 0.25, y: 0.5, direction: null }];
  const set = (body: object) => admin.request('PUT', `${path}/floor-plan/positions`, body);
  const shown = () => admin.get<FloorPlanPositions>(`${path}/floor-plan/positions`);
  expect(await set({ cameras, windows })).toMatchObject({ cameras, windows });
  await admin.because('坏了', 'POST', `/api/v1/cameras/${camera.id}/close`);
  const { id } = await admin.because<PlaceChange>('撤窗', 'POST', `/api/v1/windows/${window.id}/close`);
  expect(await shown()).toMatchObject({ cameras: [], windows: [] });
  for (const body of [
    { cameras, windows: [] },
    { cameras: [], windows },
  ])
    await expect(set(body)).rejects.toThrow('not_in_hall');
  await set({ cameras: [], windows: [] });
  await admin.because('误操作', 'POST', `/api/v1/place-changes/${id}/undo`);
  expect(await shown()).toMatchObject({ cameras: [], windows });
});
