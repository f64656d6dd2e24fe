/**
 * `hvc1.1.6.L93.B0` (ISO/IEC 14496-15, E.3) of the twelve bytes of general profile, tier and level, which
 * stand alike in a sequence parameter set and in `hvcC`.
 */
export function hevcCodecString(profileTierLevel: Buffer): string {
  const profile = profileTierLevel[0] ?? 0;
  const space = ['', 'A', 'B', 'C'][profile >> 6] ?? '';
  const tier = (profile >> 5) & 1 ? 'H' : 'L';
  const flags = profileTierLevel.readUInt32BE(1);
  let compatibility = 0;
  for (let bit = 0; bit < 32; bit += 1) if ((flags >>> bit) & 1) compatibility |= 1 << (31 - bit);
  const constraints = [...profileTierLevel.subarray(5, 11)];
  while (constraints.at(-1) === 0) constraints.pop();
  return [
    'hvc1',
    `${space}${profile & 0x1f}`,
    (compatibility >>> 0).toString(16),
    `${tier}${profileTierLevel[11] ?? 0}`,
    ...constraints.map((byte) => byte.toString(16).toUpperCase()),
  ].join('.');
}
