import type { NetworkInterfaceInfo } from 'node:os';
import { expect, test } from 'vitest';
import { listenInfos } from './listen-infos.ts';

const machine = {
  lo: [address('127.0.0.1', 'IPv4'), address('::1', 'IPv6')],
  eth0: [address('10.0.0.5', 'IPv4'), address('fe80::1', 'IPv6')],
};

test('every IPv4 address is a candidate of its own, UDP first, loopback last', () => {
  expect(listenInfos({ listenIp: '0.0.0.0', port: 40_000 }, machine)).toEqual([
    { protocol: 'udp', ip: '10.0.0.5', port: 40_000 },
    { protocol: 'udp', ip: '127.0.0.1', port: 40_000 },
    { protocol: 'tcp', ip: '10.0.0.5', port: 40_000 },
    { protocol: 'tcp', ip: '127.0.0.1', port: 40_000 },
  ]);
});

test('behind NAT viewers are told the announced address and the own one', () => {
  const infos = listenInfos({ listenIp: '0.0.0.0', port: 1, announcedAddress: 'video.example.cn' }, machine);
  expect(infos.slice(0, 2)).toEqual([
    {
      protocol: 'udp',
      ip: '10.0.0.5',
      port: 1,
      announcedAddress: 'video.example.cn',
      exposeInternalIp: true,
    },
    { protocol: 'udp', ip: '127.0.0.1', port: 1 },
  ]);
});

test('one address asked for is the only one', () => {
  expect(listenInfos({ listenIp: '127.0.0.1', port: 1 }, machine)).toEqual([
    { protocol: 'udp', ip: '127.0.0.1', port: 1 },
    { protocol: 'tcp', ip: '127.0.0.1', port: 1 },
  ]);
});

function address(ip: string, family: 'IPv4' | 'IPv6'): NetworkInterfaceInfo {
  const rest = { netmask: '', mac: '', internal: ip === '127.0.0.1', cidr: null };
  return family === 'IPv4' ? { ...rest, address: ip, family } : { ...rest, address: ip, family, scopeid: 0 };
}
