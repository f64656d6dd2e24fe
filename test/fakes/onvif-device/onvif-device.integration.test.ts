import { Cam } from 'onvif';
import { expect, it } from 'vitest';
import type { BrandName } from './brands.ts';
import { FakeOnvifDevice } from './onvif-device.ts';

/** What is asked of the library here; its own types do not say what comes back. */
interface Witness {
  connect(done: (error: Error | null) => void): void;
  getDeviceInformation(done: (error: Error | null, info: { manufacturer: string }) => void): void;
  getStreamUri(what: object, done: (error: Error | null, answer: { uri: string }) => void): void;
}

const login = { username: 'admin', password: 'secret-1' };
const rtspUrl = 'rtsp://127.0.0.1:8554/Streaming/Channels/101';
const once = <T>(ask: (done: (error: Error | null, answer: T) => void) => void): Promise<T> =>
  new Promise((resolve, reject) => ask((error, answer) => (error ? reject(error) : resolve(answer))));

/**
 * The fake is no friend of our own client's alone: the library that most programs use understands it. (Not the one with
 * the newer media service, of which the library asks more than a camera needs.)
 */
it.each<[BrandName, 'digest' | 'token']>([
  ['dahua', 'digest'],
  ['dahua', 'token'],
  ['uniview', 'digest'],
])('a fake %s (%s) is understood by the onvif package', async (brand, accepts) => {
  const device = await FakeOnvifDevice.start({
    ...{ brand, accepts, credentials: login },
    profiles: [
      { token: '101', name: 'main', codec: 'H264', width: 1920, height: 1080, fps: 25, kbps: 4096, rtspUrl },
    ],
  });
  try {
    const options = { hostname: '127.0.0.1', port: device.port, timeout: 5000, autoconnect: false, ...login };
    const cam = new Cam(options as never) as unknown as Witness;
    await once<void>((done) => cam.connect((error) => done(error, undefined)));
    expect((await once(cam.getDeviceInformation.bind(cam))).manufacturer).toBe(device.brand.make);
    const what = { protocol: 'RTSP', profileToken: '101' };
    expect((await once<{ uri: string }>((done) => cam.getStreamUri(what, done))).uri).toBe(rtspUrl);
  } finally {
    await device.close();
  }
});
