import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { registerCity } from '../../../test/factories/city.ts';
import { type RecordServer, startRecordServer } from '../../../test/factories/record-server.ts';
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
