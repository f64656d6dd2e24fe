import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase } from '../../../../test/factories/database.ts';
import { up } from './0010-camera-details.ts';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

it('puts the internal address of every registered camera on the list, and nothing else', async () => {
  const { db } = database;
  // As it was before.
  await sql
    .raw(`
    drop table camera_network;
    alter table camera
      drop column gb28181_id cascade, drop column make cascade, drop column model cascade,
      drop column serial cascade, drop column firmware cascade, drop column onvif_address cascade,
      drop column expected_fps cascade, drop column expected_kbps cascade, drop column note cascade,
      drop column closed_at cascade, drop column moved_from cascade;
    alter table camera add constraint camera_hall_id_name_key unique (hall_id, name);
    insert into region (code, name, level) values ('440000', '广东省', 'province');
    insert into hall (region_code, name) values ('440000', '大厅');`)
    .execute(db);
  const urls = [
    'rtsp://192.168.1.64:554/Streaming/Channels/101',
    'rtsp://10.0.0.5/a',
    'rtsp://10.0.0.5/b',
    'rtsp://127.0.0.1:8554/x',
    'rtsp://[FD00::5]:554/x',
    'rtsp://8.8.8.8/x',
    'rtsp://nowhere.invalid/x',
    'rtsp://localhost:8555/x',
    'push:',
  ];
  for (const [index, url] of urls.entries())
    await sql`with made as (
        insert into camera (hall_id, name) select id, ${String(index)} from hall returning id)
      insert into camera_profile (camera_id, profile, url) select id, 'main', ${url} from made`.execute(db);
  await up(db as never);
  const { rows } = await sql<{ cidr: string }>`select cidr from camera_network order by cidr`.execute(db);
  expect(rows.map(({ cidr }) => cidr)).toEqual([
    '10.0.0.5/32',
    '127.0.0.1/32',
    '192.168.1.64/32',
    'fd00::5/128',
  ]);
});
