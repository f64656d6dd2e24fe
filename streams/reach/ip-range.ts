/** IP addresses and ranges (CIDR) as numbers, in every spelling that `net.isIP` takes. */
import { isIP } from 'node:net';

export interface IpAddress {
  readonly family: 4 | 6;
  readonly value: bigint;
}

export interface IpRange extends IpAddress {
  /** How many bits from the left are the network's. */
  readonly prefix: number;
}

/** Undefined: no IP address. A zone (`%eth0`) does not count. */
export function readIp(text: string): IpAddress | undefined {
  const bare = text.replace(/^\[(.*)\]$/, '$1').replace(/%.*$/, '');
  const family = isIP(bare);
  if (family === 4) return { family: 4, value: ofV4(bare) };
  return family === 6 ? { family: 6, value: ofV6(bare) } : undefined;
}

/** `10.0.0.0/8`, or an address alone, which is a range of one. Undefined: neither, or bits beside the network's. */
export function readRange(text: string): IpRange | undefined {
  const [address = '', bits, more] = text.trim().split('/');
  const ip = readIp(address);
  if (!ip || more !== undefined || address.includes('%')) return undefined;
  const most = ip.family === 4 ? 32 : 128;
  if (bits !== undefined && !/^\d{1,3}$/.test(bits)) return undefined;
  const prefix = bits === undefined ? most : Number(bits);
  if (prefix > most || ip.value !== masked(ip, prefix)) return undefined;
  return { ...ip, prefix };
}

/** The range of `prefix` bits that an address is in. */
export function rangeOf(ip: IpAddress, prefix: number): IpRange {
  return { family: ip.family, value: masked(ip, prefix), prefix };
}

export function contains(range: IpRange, ip: IpAddress): boolean {
  return range.family === ip.family && masked(ip, range.prefix) === range.value;
}

export function ipText({ family, value }: IpAddress): string {
  if (family === 4) return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join('.');
  const words = Array.from({ length: 8 }, (_, at) =>
    ((value >> BigInt(16 * (7 - at))) & 0xffffn).toString(16),
  );
  // The longest run of zeros is left out, as RFC 5952 has it.
  const [longest = ''] = [...words.join(':').matchAll(/(?:^|:)0(?::0)+(?=:|$)/g)]
    .map(([run]) => run)
    .sort((a, b) => b.length - a.length);
  const joined = words.join(':');
  if (longest === '') return joined;
  const at = joined.indexOf(longest);
  return `${joined.slice(0, at)}::${joined.slice(at + longest.length).replace(/^:/, '')}`;
}

export function rangeText(range: IpRange): string {
  return `${ipText(range)}/${range.prefix}`;
}

function masked({ family, value }: IpAddress, prefix: number): bigint {
  const shift = BigInt((family === 4 ? 32 : 128) - prefix);
  return (value >> shift) << shift;
}

function ofV4(text: string): bigint {
  return text.split('.').reduce((sum, part) => (sum << 8n) | BigInt(part), 0n);
}

function ofV6(text: string): bigint {
  // The last 32 bits may be written as IPv4.
  const plain = text.replace(/(\d+\.\d+\.\d+\.\d+)$/, (v4) => {
    const value = ofV4(v4);
    return `${(value >> 16n).toString(16)}:${(value & 0xffffn).toString(16)}`;
  });
  const [head = '', tail] = plain.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const gap = Array.from({ length: tail === undefined ? 0 : 8 - left.length - right.length }, () => '0');
  return [...left, ...gap, ...right].reduce((sum, word) => (sum << 16n) | BigInt(`0x${word}`), 0n);
}
