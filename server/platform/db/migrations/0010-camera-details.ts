import { BlockList, isIP } from 'node:net';
import { type Kysely, sql } from 'kysely';

/**
 * What is known of a camera beside its address, and at which internal addresses cameras may be. Cameras that are
 * registered by their address stay reachable: each is put on the list by itself. Those registered by name are not
 * looked up here: where their address is internal, its network has to be added once.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
    alter table camera
      add column gb28181_id text check (gb28181_id ~ '^[0-9]{20}$'),
      add column make text,
      add column model text,
      add column serial text,
      add column firmware text,
      add column onvif_address text,
      add column expected_fps real check (expected_fps > 0),
      add column expected_kbps int check (expected_kbps > 0),
      add column note text not null default '',
      -- No longer pulled nor listed; placements, cases and recordings still find it.
      add column closed_at timestamptz,
      -- The camera it was in the hall it stood in before.
      add column moved_from uuid references camera (id);
    -- A name and a number are free again once whoever had them is closed.
    alter table camera drop constraint camera_hall_id_name_key;
    create unique index camera_open_name on camera (hall_id, name) where closed_at is null;
    create unique index camera_open_gb28181_id on camera (gb28181_id) where closed_at is null;
    create unique index camera_moved_from on camera (moved_from) where moved_from is not null;

    create table camera_network (
      id uuid primary key default gen_random_uuid(),
      cidr text not null unique,
      note text not null default '',
      created_at timestamptz not null default now()
    );
  `)
    .execute(db);
  const { rows } = await sql<{ url: string }>`select distinct url from camera_profile`.execute(db);
  const networks = new Set(rows.flatMap(({ url }) => hostNetwork(url)));
  for (const cidr of networks)
    await sql`insert into camera_network (cidr, note)
      values (${cidr}, '升级时已登记的摄像头 · a camera registered before the upgrade')
      on conflict do nothing`.execute(db);
}

/** The literal internal address of a URL as a network of one. */
function hostNetwork(url: string): string[] {
  if (!URL.canParse(url)) return [];
  const host = new URL(url).hostname.replace(/^\[(.*)\]$/, '$1');
  const family = isIP(host);
  if (family === 4) return INTERNAL.check(host, 'ipv4') ? [`${host}/32`] : [];
  return family === 6 && INTERNAL.check(host, 'ipv6') ? [`${host.toLowerCase()}/128`] : [];
}

const INTERNAL = new BlockList();
for (const [network, prefix] of [
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
] as const)
  INTERNAL.addSubnet(network, prefix, 'ipv4');
for (const [network, prefix] of [
  ['::1', 128],
  ['fc00::', 7],
  ['fe80::', 10],
] as const)
  INTERNAL.addSubnet(network, prefix, 'ipv6');
