import { afterAll, beforeAll, expect, it } from 'vitest';
import { registerCity } from '../../test/factories/city.ts';
import { type RecordServer, startRecordServer } from '../../test/factories/record-server.ts';

let server: RecordServer;
beforeAll(async () => {
  server = await startRecordServer();
  await registerCity(server.admin, []);
});
afterAll(() => server.close());

it.each(['csv', 'xlsx'])('a roster of thousands of years is not gone through (%s)', async (format) => {
  const statusOf = async (days: string) =>
    (await server.admin.fetch(`/api/v1/exports/shifts?format=${format}&${days}`)).status;
  expect(await statusOf('from=2026-01-01&to=2026-12-31')).toBe(200);
  for (const days of ['from=0001-01-01&to=9990-01-01', 'to=9999-12-31', 'from=9999-12-01', 'from=0001-01-01'])
    expect([days, await statusOf(days)]).toEqual([days, days === 'from=0001-01-01' ? 200 : 400]);
});
