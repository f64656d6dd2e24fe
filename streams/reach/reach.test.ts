import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { addressKind } from './address-kind.ts';
import { ipText, rangeText, readIp, readRange } from './ip-range.ts';
import { AddressRefusedError, connectable, Reach } from './reach.ts';

const kindOf = (text: string) => {
  const ip = readIp(text);
  return ip && addressKind(ip);
};

describe('addresses', () => {
  it.each([
    [
      'public',
      [
        '8.8.8.8',
        '223.5.5.5',
        '172.15.255.255',
        '172.32.0.1',
        '100.63.255.255',
        '100.128.0.1',
        '192.167.1.1',
      ],
    ],
    ['public', ['2400:3200::1', '2606:4700::1111', '::ffff:8.8.8.8', '64:ff9b::808:808', '2002:808:808::1']],
    ['internal', ['10.0.0.1', '10.255.255.255', '172.16.0.1', '172.31.255.255', '192.168.0.1', '100.64.0.1']],
    [
      'internal',
      ['127.0.0.1', '127.255.255.254', '169.254.169.254', '192.0.0.8', '198.18.0.1', '203.0.113.9'],
    ],
    ['internal', ['::1', 'fc00::1', 'fd12:3456::1', 'fe80::1', 'fe80::1%eth0', 'fec0::1', '[fd00::1]']],
    [
      'internal',
      ['::ffff:10.0.0.1', '::FFFF:A00:1', '0:0:0:0:0:ffff:7f00:1', '::ffff:0:10.0.0.1', '::10.0.0.1'],
    ],
    [
      'internal',
      ['64:ff9b::a00:1', '64:ff9b::127.0.0.1', '64:ff9b:1::1', '2002:a00:1::', '2002:7f00:1::1', '2001::1'],
    ],
    [
      'never',
      ['0.0.0.0', '0.1.2.3', '224.0.0.1', '239.255.255.250', '240.0.0.1', '255.255.255.255', '::', 'ff02::1'],
    ],
    [
      'never',
      ['::ffff:0.0.0.0', '::ffff:224.0.0.1', '2002:e000:1::', '64:ff9b::ffff:ffff', '100::1', '::ffff:0:0'],
    ],
    [
      undefined,
      ['10.1', '0x7f.1', '2130706433', '0177.0.0.1', '127.0.0.1.', 'localhost', '', '1.2.3.4/8', '::g'],
    ],
  ] as const)('%s: %j', (kind, texts) => {
    for (const text of texts) expect([text, kindOf(text)]).toEqual([text, kind]);
  });

  it('reads and writes networks', () => {
    const same = (text: string) => {
      const range = readRange(text);
      return range && rangeText(range);
    };
    expect(same(' 192.168.1.0/24 ')).toBe('192.168.1.0/24');
    expect(same('10.0.0.7')).toBe('10.0.0.7/32');
    expect(same('FD00:0:0:1::/64')).toBe('fd00:0:0:1::/64');
    for (const bad of [
      '192.168.1.1/24',
      '10.0.0.0/33',
      'x',
      '10.0.0.0/8/8',
      '10.0.0.0/-1',
      'fe80::1%eth0/64',
      '/8',
    ])
      expect([bad, same(bad)]).toEqual([bad, undefined]);
    for (const text of ['::', '::1', '1::', '2001:db8::1', '1:0:0:2::3', '::ffff:a00:1'])
      expect(ipText(readIp(text) as never)).toBe(text);
  });
});

/** A resolver that answers what it is told to, each time the next. */
const answering = (...answers: readonly (readonly string[])[]) => {
  let at = 0;
  return async () => {
    const now = answers[Math.min(at++, answers.length - 1)] ?? [];
    return now.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  };
};
const reachOf = (options: { allowed?: string[]; resolve?: ReturnType<typeof answering> } = {}) =>
  new Reach({
    allowed: () => (options.allowed ?? []).flatMap((text) => readRange(text) ?? []),
    ownPorts: () => [8080],
    ownAddresses: () => [readIp('9.9.9.9') as never],
    resolve: options.resolve ?? answering([]),
  });

describe('where we may connect to', () => {
  it('lets public addresses through, internal ones from the list, and names the network to add', () => {
    const reach = reachOf({ allowed: ['192.168.1.0/24', 'fd00::/64'] });
    expect(reach.refusal('8.8.8.8', 554)).toBeUndefined();
    expect(reach.refusal('192.168.1.64', 554)).toBeUndefined();
    expect(reach.refusal('::ffff:192.168.1.64', 554)).toBeUndefined();
    expect(reach.refusal('fd00::5', 8554)).toBeUndefined();
    expect(reach.refusal('192.168.2.64', 554)).toMatchObject({ why: 'internal', network: '192.168.2.0/24' });
    expect(reach.refusal('fd00:0:0:1::5', 554)).toMatchObject({ network: 'fd00:0:0:1::/64' });
    expect(reach.refusal('127.0.0.1', 554)).toMatchObject({ network: '127.0.0.1/32' });
    expect(reach.refusal('9.9.9.9', 554)).toMatchObject({ why: 'internal', network: '9.9.9.9/32' });
    expect(reach.refusal('224.0.0.1', 554)).toEqual({ why: 'never', address: '224.0.0.1', port: 554 });
  });

  it('refuses ports of other services, and our own', () => {
    const reach = reachOf({ allowed: ['127.0.0.0/8', '10.0.0.0/8'] });
    for (const port of [22, 25, 3306, 5432, 6379])
      expect(reach.refusal('8.8.8.8', port)?.why).toBe('service_port');
    expect(reach.refusal('127.0.0.1', 8080)?.why).toBe('own_port');
    expect(reach.refusal('127.0.0.1', 8554)).toBeUndefined();
    expect(reach.refusal('10.0.0.1', 8080)).toBeUndefined();
  });

  it.each(['127.0.0.1', '[::1]', '::ffff:127.0.0.1', '0.0.0.0'])(
    'refuses %s written as it is',
    async (host) => {
      await expect(reachOf().addressesOf(host, 554)).rejects.toBeInstanceOf(AddressRefusedError);
    },
  );

  it.each(['127.1', '0x7f000001', '2130706433', '017700000001', 'localhost'])(
    'refuses %s by what the system makes of it',
    async (host) => {
      const reach = new Reach({ allowed: () => [] });
      // Where the system knows no such spelling, nobody is connected to either.
      await expect(reach.addressesOf(host, 554)).rejects.toThrow();
    },
  );

  it('judges every answer of a name, and connects to what was judged', async () => {
    const mixed = reachOf({ resolve: answering(['10.0.0.5', '8.8.8.8']) });
    expect(await mixed.addressesOf('cam.example', 554)).toEqual([{ address: '8.8.8.8', family: 4 }]);
    const inside = reachOf({ resolve: answering(['10.0.0.5', 'fd00::1']) });
    await expect(inside.addressesOf('cam.example', 554)).rejects.toMatchObject({
      fault: { code: 'address_not_allowed' },
      refusal: { address: '10.0.0.5', network: '10.0.0.0/24' },
    });
  });

  it('is not fooled by a name that answers otherwise a moment later', async () => {
    const server = createServer((socket) => socket.end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const asked: string[] = [];
    const reach = reachOf({
      resolve: async () => {
        asked.push('asked');
        // Public first, loopback ever after.
        return [{ address: asked.length === 1 ? '8.8.8.8' : '127.0.0.1', family: 4 }];
      },
    });
    const target = await connectable(reach, 'rebind.example', 554);
    const looked: unknown[] = [];
    target.lookup?.('rebind.example', { all: true }, (_error, all) => looked.push(all));
    target.lookup?.('rebind.example', {}, (_error, one) => looked.push(one));
    expect(looked).toEqual([[{ address: '8.8.8.8', family: 4 }], '8.8.8.8']);
    expect(asked).toHaveLength(1);
    await expect(connectable(reach, 'rebind.example', 554)).rejects.toBeInstanceOf(AddressRefusedError);
    await new Promise((resolve) => server.close(resolve));
  });
});
