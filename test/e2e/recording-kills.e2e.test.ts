import { afterAll, beforeAll, expect, test } from 'vitest';
import { KilledSite } from '../soak/recording/killed-site.ts';

/** One kill of each part while cameras are recorded; `npm run soak -- --recording` does thirty. */
let site: KilledSite;
beforeAll(async () => {
  site = await KilledSite.create({ numbered: 2 });
});
afterAll(() => site?.close());

test('after kill -9 of server, ffmpeg and PostgreSQL nothing but the last second is missing, and the index is the disk', async () => {
  for (const what of ['postgres', 'ffmpeg', 'server'] as const) {
    await new Promise((wait) => setTimeout(wait, 1500));
    await site.kill(what);
  }
  await new Promise((wait) => setTimeout(wait, 1500));
  const { cameras, faults } = await site.verdict();
  expect([...faults, ...cameras.flatMap((one) => one.faults)]).toEqual([]);
  expect(cameras).toHaveLength(3);
  for (const camera of cameras) {
    expect(camera.holes.length).toBeGreaterThan(0);
    expect(camera.files).toBeGreaterThan(1);
  }
});
