import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import { type Kysely, sql } from 'kysely';

/**
 * What is known of a camera beside its address, and at which internal addresses cameras may be. Cameras that are
 * registered stay reachable: the internal address of each is put on the list by itself, that of a name as it is now.
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
  const hosts = new Set(rows.flatMap(({ url }) => hostOf(url)));
  const networks = new Set((await Promise.all([...hosts].map(networksOf))).flat());
  for (const cidr of networks)
    await sql`insert into camera_network (cidr, note)
      values (${cidr}, '升级时已登记的摄像头 · a camera registered before the upgrade')
      on conflict do nothing`.execute(db);
}

const LOOKUP_MS = 2000;

function hostOf(url: string): string[] {
  const host = URL.canParse(url) ? new URL(url).hostname.replace(/^\[(.*)\]$/, '$1') : '';
  return host === '' ? [] : [host.toLowerCase()];
}

/** Its internal addresses, each as a network of one. */
async function networksOf(host: string): Promise<string[]> {
  const addresses = isIP(host) === 0 ? await lookedUp(host) : [host];
  return addresses.flatMap((address) => {
    const isV4 = isIP(address) === 4;
    return INTERNAL.check(address, isV4 ? 'ipv4' : 'ipv6') ? [`${address}/${isV4 ? 32 : 128}`] : [];
  });
}

/** A name that is not found now has to have its network added later; the upgrade does not wait for it. */
async function lookedUp(host: string): Promise<string[]> {
  const late = new Promise<[]>((resolve) => setTimeout(() => resolve([]), LOOKUP_MS).unref());
  const found = await Promise.race([lookup(host, { all: true }).catch(() => []), late]);
  return found.map(({ address }) => address);
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
