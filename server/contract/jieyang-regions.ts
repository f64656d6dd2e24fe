/** The regions of 揭阳市 (GB/T 2260), to be registered with one click instead of by hand; ancestors first. */
import type { Region } from './places.ts';

export const jieyangRegions: readonly Region[] = [
  { code: '440000', name: '广东省', level: 'province', parentCode: null },
  { code: '445200', name: '揭阳市', level: 'city', parentCode: '440000' },
  { code: '445202', name: '榕城区', level: 'county', parentCode: '445200' },
  { code: '445203', name: '揭东区', level: 'county', parentCode: '445200' },
  { code: '445222', name: '揭西县', level: 'county', parentCode: '445200' },
  { code: '445224', name: '惠来县', level: 'county', parentCode: '445200' },
  { code: '445281', name: '普宁市', level: 'county', parentCode: '445200' },
];
