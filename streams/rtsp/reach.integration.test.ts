import { afterEach, expect, it } from 'vitest';
import { OddRtspServer } from '../../test/fakes/odd-rtsp-server.ts';
import { Reach, readRange } from '../reach/index.ts';
import { RtspConnection } from './rtsp-connection.ts';
import { fault } from './rtsp-fault.ts';

const ends: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

function connectionTo(host: string, port: number, reach: Reach): RtspConnection {
  const connection = new RtspConnection({
    ...{ host, port, reach, timeoutMs: 3000 },
    onFrame: () => undefined,
    onReadEnd: () => undefined,
    onRequest: () => undefined,
  });
  ends.push(() => connection.close(fault('camera_ended', 'The test is over.')));
  return connection;
}

it('connects to the address that was judged, and to no other that the name answers later', async () => {
  const camera = await OddRtspServer.create();
  ends.push(() => camera.close());
  const answers = ['127.0.0.1', '127.0.0.9'];
  let asked = 0;
  const reach = new Reach({
    allowed: () => [readRange('127.0.0.1')].flatMap((range) => range ?? []),
    resolve: async () => [{ address: answers[asked++] ?? '127.0.0.9', family: 4 }],
  });
  const first = connectionTo('camera.example', camera.port, reach);
  await first.open();
  expect(first.remoteAddress).toBe('127.0.0.1');
  expect(asked).toBe(1);
  // The next time it says otherwise; then nobody is connected to.
  await expect(connectionTo('camera.example', camera.port, reach).open()).rejects.toMatchObject({
    fault: { code: 'address_not_allowed' },
  });
  expect(camera.connections).toBe(1);
});

it('does not wait for ever for a name server', async () => {
  const reach = new Reach({ allowed: () => [], resolve: () => new Promise(() => undefined) });
  await expect(connectionTo('slow.example', 554, reach).open()).rejects.toMatchObject({
    fault: { code: 'camera_unreachable' },
  });
});
