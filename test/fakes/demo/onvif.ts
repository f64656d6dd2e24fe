/** Two ONVIF devices that the demo's search for cameras finds, and that are not registered yet. */
import type { Camera } from '../../../server/contract/cameras.ts';
import type { Hall } from '../../../server/contract/places.ts';
import type { ApiClient } from '../../factories/api-client.ts';
import type { FakeCamera, FakeCameras } from '../cameras/fake-camera.ts';
import { Announcer } from '../onvif-device/announcer.ts';
import { FakeOnvifDevice, type FakeProfile } from '../onvif-device/onvif-device.ts';
import { listAll } from './registry.ts';

/** Told to whoever tries the demo; good for nothing but its cameras, on this machine. */
export const DEVICE_LOGIN = { username: 'admin', password: 'demo-camera' } as const;

const devices = [
  { camera: 'spare-a', like: 'hall-a', brand: 'hikvision', name: '大厅入口', clockOffsetMs: 0 },
  // One whose clock is wrong, and that does not know how it is reached.
  { camera: 'spare-b', like: 'hall-b', brand: 'uniview', name: '等候区', clockOffsetMs: -412_000 },
] as const;

/** What the demo's camera process has to serve for them. */
export const deviceCameras: readonly FakeCamera[] = devices.map(({ camera, like }) => ({
  name: camera,
  like,
}));

export interface DemoDevices {
  readonly addresses: readonly string[];
  close(): Promise<void>;
}

/** Where the discovery port is somebody else's, they are found by range only. */
export async function startDemoDevices(
  cameras: Pick<FakeCameras, 'url'>,
  say: (line: string) => void,
): Promise<DemoDevices> {
  const started = await Promise.all(
    devices.map(async ({ camera, brand, name, clockOffsetMs }) => ({
      name,
      device: await FakeOnvifDevice.start({
        brand,
        credentials: DEVICE_LOGIN,
        serial: `DEMO-${camera.toUpperCase()}`,
        profiles: profilesOf((profile) => cameras.url(camera, profile)),
        quirks: { clockOffsetMs, ...(clockOffsetMs !== 0 && { wrongHost: '192.168.0.100' }) },
      }),
    })),
  );
  const announcer = await Announcer.start({ devices: started }).catch((error: unknown) => {
    say(`onvif: cannot answer searches: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  });
  return {
    addresses: started.map(({ device }) => device.address),
    close: async () => {
      announcer?.close();
      await Promise.all(started.map(({ device }) => device.close()));
    },
  };
}

/** Those that somebody registered at an earlier start are at another port now. */
export async function renewDeviceCameras(api: ApiClient, cameras: Pick<FakeCameras, 'url'>): Promise<void> {
  const known: Camera[] = [];
  for (const { id } of await listAll<Hall>(api, '/api/v1/halls'))
    known.push(...(await listAll<Camera>(api, `/api/v1/halls/${id}/cameras`)));
  for (const camera of known) {
    const main = camera.profiles.find(({ profile }) => profile === 'main')?.url ?? '';
    const ours = devices.find((device) =>
      new RegExp(`^rtsp://127\\.0\\.0\\.1:\\d+/${device.camera}/`).test(main),
    );
    if (!ours) continue;
    const profiles = (['main', 'sub'] as const).map((profile) => ({
      profile,
      url: cameras.url(ours.camera, profile),
    }));
    await api.request('PATCH', `/api/v1/cameras/${camera.id}`, { profiles, credentials: DEVICE_LOGIN });
  }
}

function profilesOf(urlOf: (profile: 'main' | 'sub') => string): FakeProfile[] {
  const common = { codec: 'H264', fps: 15, gopFrames: 30 } as const;
  return [
    {
      ...common,
      token: 'Profile_1',
      name: 'mainStream',
      width: 1280,
      height: 720,
      kbps: 1500,
      rtspUrl: urlOf('main'),
    },
    {
      ...common,
      token: 'Profile_2',
      name: 'subStream',
      width: 640,
      height: 360,
      kbps: 400,
      rtspUrl: urlOf('sub'),
    },
  ];
}
