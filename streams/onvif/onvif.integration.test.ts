import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { Announcer } from '../../test/fakes/onvif-device/announcer.ts';
import {
  type FakeDeviceOptions,
  FakeOnvifDevice,
  type FakeProfile,
  type Hostility,
  hostilities,
} from '../../test/fakes/onvif-device/onvif-device.ts';
import { Reach, readRange } from '../reach/index.ts';
import { examineDevice } from './examine-device.ts';
import { addressesOf, scanRange } from './scan-range.ts';
import { type Announcement, probeNetwork } from './ws-discovery.ts';

const credentials = { username: 'admin', password: 'P@ss<&>"word' };
const profile = (token: string, over: Partial<FakeProfile> = {}): FakeProfile => ({
  ...{ token, name: token, codec: 'H264', width: 1920, height: 1080, fps: 25, kbps: 4096 },
  rtspUrl: `rtsp://127.0.0.1:8554/Streaming/Channels/${token}`,
  ...over,
});
const profiles = [
  profile('101', { codec: 'H265' }),
  profile('102', { width: 704, height: 576, fps: 15, kbps: 512 }),
  profile('103', { width: 352, height: 288, codec: 'JPEG' }),
];
const picture = Buffer.from([0xff, 0xd8, 1, 2, 3, 0xff, 0xd9]);
const reach = new Reach({ allowed: () => [readRange('127.0.0.0/8')].flatMap((range) => range ?? []) });
const ask = { reach, now: Date.now, timeoutMs: 2000 };

const ends: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});
async function start(options: Partial<FakeDeviceOptions> = {}): Promise<FakeOnvifDevice> {
  const device = await FakeOnvifDevice.start({ brand: 'hikvision', profiles, picture, ...options });
  ends.push(() => device.close());
  return device;
}

describe('a device', () => {
  it('whose clock is at the end of time is asked with ours', async () => {
    const asked: string[] = [];
    const device = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => {
        body += chunk.toString();
      });
      request.on('end', () => {
        asked.push(body);
        const part = (...fields: [string, number][]) =>
          fields.map(([name, n]) => `<${name}>${n}</${name}>`).join('');
        if (!body.includes('GetSystemDateAndTime')) return response.writeHead(401).end();
        return response.end(
          `<Envelope><Body><R><SystemDateAndTime><UTCDateTime><Time>${part(['Hour', 0], ['Minute', 0], ['Second', 0])}</Time>` +
            `<Date>${part(['Year', 275_760], ['Month', 9], ['Day', 13])}</Date>` +
            '</UTCDateTime></SystemDateAndTime></R></Body></Envelope>',
        );
      });
    });
    await new Promise<void>((resolve) => device.listen(0, '127.0.0.1', resolve));
    ends.push(() => new Promise((resolve) => device.close(() => resolve())));
    const { port } = device.address() as AddressInfo;
    await expect(examineDevice(`http://127.0.0.1:${port}/`, { ...ask, credentials })).rejects.toMatchObject({
      code: 'unauthorized',
    });
    expect(asked.at(-1)).toContain(`<u:Created>${new Date().getUTCFullYear()}-`);
  });

  it('tells what it is, its profiles, its clock and its picture', async () => {
    const device = await start({ credentials, quirks: { clockOffsetMs: -3600_000 } });
    const { report, snapshot } = await examineDevice(device.address, { ...ask, credentials });
    expect(report).toMatchObject({
      ...{ make: 'HIKVISION', model: 'DS-2CD3T46WDV3-I3', serial: device.serial, asksPassword: true },
      ...{ main: '101', sub: '102' },
    });
    expect(report.clockOffsetMs).toBeGreaterThan(-3602_000);
    expect(report.clockOffsetMs).toBeLessThan(-3598_000);
    expect(report.profiles[0]).toMatchObject({
      ...{ codec: 'H265', width: 1920, height: 1080, fps: 25, bitrateKbps: 4096, gopFrames: 50 },
      streamUrl: 'rtsp://127.0.0.1:8554/Streaming/Channels/101',
    });
    expect(snapshot).toEqual(picture);
    expect(device.wrongPasswords).toBe(0);
  });

  it.each(['hikvision', 'dahua', 'uniview'] as const)(
    'of %s answers by Digest and by token, an hour off',
    async (brand) => {
      for (const accepts of ['digest', 'token'] as const) {
        const device = await start({ brand, accepts, credentials, quirks: { clockOffsetMs: 3600_000 } });
        const { report } = await examineDevice(device.address, { ...ask, credentials });
        expect(report.profiles).toHaveLength(3);
        expect(device.wrongPasswords).toBe(0);
      }
    },
  );

  it.each(['digest', 'token', undefined] as const)(
    'is tried with a wrong password once (%s)',
    async (accepts) => {
      const device = await start({ credentials, ...(accepts && { accepts }) });
      const asked = examineDevice(device.address, {
        ...ask,
        credentials: { ...credentials, password: 'wrong' },
      });
      await expect(asked).rejects.toMatchObject({ code: 'unauthorized' });
      expect(device.wrongPasswords).toBe(1);
      await expect(examineDevice(device.address, ask)).rejects.toMatchObject({ code: 'unauthorized' });
      expect(device.wrongPasswords).toBe(1);
    },
  );

  it('is asked where it was reached, whatever host it writes, and its addresses are cleaned', async () => {
    const device = await start({
      profiles: [
        profile('a', {
          rtspUrl: 'rtsp://u:p@10.9.9.9:8554/user=admin&password=secret&channel=1&stream=0.sdp?',
        }),
      ],
      quirks: { wrongHost: '10.9.9.9' },
    });
    const { report } = await examineDevice(device.address, ask);
    expect(report.profiles[0]).toMatchObject({
      streamUrl: 'rtsp://127.0.0.1:8554/user={username}&password={password}&channel=1&stream=0.sdp?',
      rewrittenFrom: '10.9.9.9',
    });
    expect(JSON.stringify(report)).not.toContain('secret');
  });

  it('must not be asked outside the camera networks, nor send us there', async () => {
    const device = await start();
    const nowhere = new Reach({ allowed: () => [] });
    await expect(examineDevice(device.address, { ...ask, reach: nowhere })).rejects.toMatchObject({
      code: 'address_not_allowed',
    });
    expect(device.asked).toEqual([]);
    const inside = await start();
    const redirecting = await start({ quirks: { hostile: 'redirect' }, redirectTo: inside.address });
    await expect(examineDevice(redirecting.address, ask)).rejects.toMatchObject({ code: 'not_onvif' });
    expect(inside.asked).toEqual([]);
  });

  it.each(Object.keys(hostilities).filter((one) => one !== 'redirect') as Hostility[])(
    'that is hostile (%s) is refused in time',
    async (hostile) => {
      const device = await start({ quirks: { hostile } });
      const startedAtMs = performance.now();
      await expect(examineDevice(device.address, ask)).rejects.toMatchObject({
        code: expect.stringMatching(/^(not_onvif|unreachable)$/),
      });
      expect(performance.now() - startedAtMs).toBeLessThan(6000);
    },
  );

  it('that is slow is given up', async () => {
    const device = await start({ quirks: { slowMs: 60_000 } });
    await expect(examineDevice(device.address, { ...ask, timeoutMs: 300 })).rejects.toMatchObject({
      code: 'unreachable',
    });
  });
});

describe('looking for devices', () => {
  it('hears those that answer a multicast on loopback, once each', async () => {
    const device = await start();
    const announcer = await Announcer.start({ devices: [{ device, name: '一楼 大厅' }] });
    ends.push(() => announcer.close());
    const found = new Map<string, Announcement>();
    await probeNetwork({
      interfaceAddress: '127.0.0.1',
      waitMs: 600,
      signal: AbortSignal.timeout(10_000),
      onAnnouncement: (one) => found.set(one.endpoint, one),
    });
    const ours = [...found.values()].find(({ addresses }) => addresses.includes(device.address));
    expect(ours).toMatchObject({ name: '一楼 大厅', from: '127.0.0.1' });
  });

  it('takes answers to its own questions only, and none that is hostile', async () => {
    const answers = [
      (_id: string) =>
        Buffer.from('<Envelope><Header><RelatesTo>urn:uuid:other</RelatesTo></Header></Envelope>'),
      (_id: string) => Buffer.from('<!DOCTYPE x []><a/>'),
      (_id: string) => Buffer.alloc(60_000, 'x'),
      (id: string) =>
        Buffer.from(`<E><Header><RelatesTo>${id}</RelatesTo></Header><Body><ProbeMatches><ProbeMatch>
          <XAddrs>file:///etc/passwd gopher://x javascript:1 http:// x http://[::bad</XAddrs></ProbeMatch></ProbeMatches></Body></E>`),
    ];
    for (const instead of answers) {
      const announcer = await Announcer.start({ devices: [], instead, port: 0 });
      const found: Announcement[] = [];
      await probeNetwork({
        ...{ interfaceAddress: '127.0.0.1', targets: ['127.0.0.1'], port: announcer.port, waitMs: 150 },
        signal: AbortSignal.timeout(10_000),
        onAnnouncement: (one) => found.push(one),
      });
      expect(found.flatMap(({ addresses }) => addresses)).toEqual([]);
      announcer.close();
    }
  });

  it('finds devices in a range, and asks nobody outside the camera networks', async () => {
    const here = await start();
    const hidden = await start({ credentials, accepts: 'digest', host: '127.0.0.2', port: here.port });
    const outside = await start({ host: '127.0.0.9', port: here.port });
    const narrow = new Reach({ allowed: () => [readRange('127.0.0.0/29')].flatMap((range) => range ?? []) });
    const range = readRange('127.0.0.0/28');
    if (!range) throw new Error('no range');
    const found: string[] = [];
    let done = 0;
    await scanRange({
      ...{ addresses: addressesOf(range), ports: [here.port, 1], reach: narrow, now: Date.now },
      signal: AbortSignal.timeout(20_000),
      onDevice: (address) => found.push(address),
      onProgress: (count) => {
        done = count;
      },
    });
    expect(found.sort()).toEqual([here.address, hidden.address].sort());
    expect(outside.asked).toEqual([]);
    expect(done).toBe(28);
  });

  it('can be called off', async () => {
    const range = readRange('127.1.0.0/22');
    if (!range) throw new Error('no range');
    const off = new AbortController();
    const scanning = scanRange({
      ...{ addresses: addressesOf(range), ports: [1], reach, now: Date.now, signal: off.signal },
      onDevice: () => undefined,
      onProgress: () => off.abort(new Error('called off')),
    });
    await expect(scanning).rejects.toThrow('called off');
  });
});
