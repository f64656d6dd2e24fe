import { contains, type IpAddress, type IpRange, readIp, readRange } from './ip-range.ts';

/**
 * What an address is for (IANA's special-purpose registries). `public`: anywhere in the world. `internal`: some
 * network's own, so only where an allow list says that cameras are. `never`: no camera has it.
 */
export type AddressKind = 'public' | 'internal' | 'never';

const list = (...texts: string[]): readonly IpRange[] => texts.map((text) => readRange(text) as IpRange);

/** Unspecified, multicast, broadcast, reserved, discard-only. */
const NEVER = list('0.0.0.0/8', '224.0.0.0/4', '240.0.0.0/4', '::/128', '100::/64', 'ff00::/8');
/** Private, shared (CGNAT), loopback, link-local, protocol assignments, documentation, benchmarking, ULA, site-local. */
const INTERNAL = list(
  ...['10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24'],
  ...[
    '192.0.2.0/24',
    '192.88.99.0/24',
    '192.168.0.0/16',
    '198.18.0.0/15',
    '198.51.100.0/24',
    '203.0.113.0/24',
  ],
  ...['::1/128', '64:ff9b:1::/48', '2001::/23', '2001:db8::/32', '3fff::/20', '5f00::/16', 'fc00::/7'],
  ...['fe80::/10', 'fec0::/10'],
);

/** IPv4 inside IPv6, and how many bits stand right of it: mapped, compatible, translated (NAT64, SIIT), 6to4. */
const EMBEDDING: readonly (readonly [IpRange, bigint])[] = [
  [readRange('::ffff:0:0/96') as IpRange, 0n],
  [readRange('::ffff:0:0:0/96') as IpRange, 0n],
  [readRange('::/96') as IpRange, 0n],
  [readRange('64:ff9b::/96') as IpRange, 0n],
  [readRange('2002::/16') as IpRange, 80n],
];

const ONE = readIp('::1') as IpAddress;

/** The IPv4 address that an IPv6 one stands for, or the address itself. */
export function plainIp(ip: IpAddress): IpAddress {
  if (ip.family === 4 || ip.value <= ONE.value) return ip;
  const found = EMBEDDING.find(([range]) => contains(range, ip));
  return found ? { family: 4, value: (ip.value >> found[1]) & 0xffff_ffffn } : ip;
}

export function addressKind(ip: IpAddress): AddressKind {
  const plain = plainIp(ip);
  if (NEVER.some((range) => contains(range, plain))) return 'never';
  return INTERNAL.some((range) => contains(range, plain)) ? 'internal' : 'public';
}
