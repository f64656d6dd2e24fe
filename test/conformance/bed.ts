/** The conformance cameras, running, and their addresses by name. */

import { type RtspEditProxy, startRtspEditProxy } from '../fakes/rtsp-edit-proxy.ts';
import { clip } from '../fakes/various/media.ts';
import { startVariousCameras } from '../fakes/various/various-cameras.ts';
import { startVlcCamera } from '../fakes/various/vlc-camera.ts';
import type { ConformanceCamera } from './cameras.ts';

export interface Bed {
  readonly addresses: ReadonlyMap<string, Address>;
  close(): Promise<void>;
}

export interface Address {
  readonly url: string;
  readonly username?: string;
  readonly password?: string;
}

export async function startBed(cameras: readonly ConformanceCamera[]): Promise<Bed> {
  const closers: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const one of closers.splice(0).reverse()) await one();
  };
  try {
    const various = await startVariousCameras(
      cameras.flatMap(({ name, camera }) => (camera === 'vlc' ? [] : [{ name, ...camera }])),
    );
    closers.push(() => various.stop());
    const addresses = new Map<string, Address>();
    for (const { name, camera, quirk } of cameras) {
      if (camera === 'vlc') {
        const vlc = await startVlcCamera(await clip({}));
        closers.push(() => vlc.stop());
        addresses.set(name, { url: vlc.url });
        continue;
      }
      let url = various.url(name);
      if (quirk) {
        const proxy: RtspEditProxy = await startRtspEditProxy(Number(new URL(url).port), quirk);
        closers.push(() => proxy.close());
        url = proxy.through(url);
      }
      addresses.set(name, { url, ...(camera.digest && various.credentials) });
    }
    return { addresses, close };
  } catch (cause) {
    await close();
    throw cause;
  }
}
