/** Registers the fake cameras and draws the windows into their pictures; their ports and passwords are new at each start. */
import type { Camera, Placement } from '../../../server/contract/cameras.ts';
import type { ApiClient } from '../../factories/api-client.ts';
import { listAll } from './registry.ts';
import type { Scenario, ScenarioCamera } from './scenario.ts';
import type { City } from './seed-city.ts';
import { zonesOf } from './zones.ts';

export interface CameraAccess {
  readonly url: (name: string, profile: 'main' | 'sub') => string;
  readonly credentials: { readonly username: string; readonly password: string };
}

export async function seedCameras(
  api: ApiClient,
  scenario: Scenario,
  city: City,
  access: CameraAccess,
): Promise<Camera[]> {
  const path = `/api/v1/halls/${city.hall.id}/cameras`;
  const known = await listAll<Camera>(api, path);
  const seeded: Camera[] = [];
  for (const wanted of scenario.cameras) {
    const { credentials } = access;
    const profiles = (['main', 'sub'] as const).map((profile) => ({
      profile,
      url: access.url(wanted.name, profile),
    }));
    const before = known.find((one) => isOurs(one, access.url(wanted.name, 'main')));
    const camera =
      before === undefined
        ? await api.post<Camera>(path, { name: wanted.title, profiles, credentials })
        : await api.request<Camera>('PATCH', `/api/v1/cameras/${before.id}`, { profiles, credentials });
    await placeWindows(api, city, wanted, camera);
    seeded.push(camera);
  }
  return seeded;
}

/** By its address but for the port: an admin may have given it another name. */
function isOurs(camera: Camera, mainUrl: string): boolean {
  const main = camera.profiles.find((one) => one.profile === 'main');
  return main !== undefined && withoutPort(main.url) === withoutPort(mainUrl);
}

function withoutPort(text: string): string {
  const { hostname, pathname } = new URL(text);
  return `${hostname}${pathname}`;
}

/** Zones somebody drew anew stay. */
async function placeWindows(
  api: ApiClient,
  city: City,
  wanted: ScenarioCamera,
  camera: Camera,
): Promise<void> {
  const { items } = await api.get<{ items: Placement[] }>(`/api/v1/cameras/${camera.id}/placements`);
  const placed = new Set(items.map((one) => one.windowId));
  for (const [slot, number] of wanted.windows.entries()) {
    const window = city.windows.get(number);
    if (window === undefined) throw new Error(`no department runs window ${number}`);
    if (!placed.has(window.id))
      await api.request('PUT', `/api/v1/cameras/${camera.id}/placements/${window.id}`, zonesOf(slot));
  }
}
