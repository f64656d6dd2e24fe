/** The regions of 揭阳市 (GB/T 2260), to be registered with one click instead of by hand; ancestors first. */
import type { NewRegion } from './places.ts';

export const jieyangRegions: readonly NewRegion[] = [
  { code: '440000', name: '广东省', level: 'province', parentCode: null },
  { code: '445200', name: '揭阳市', level: 'city', parentCode: '440000' },
  { code: '445202', name: '榕城区', level: 'county', parentCode: '445200' },
  { code: '445203', name: '揭东区', level: 'county', parentCode: '445200' },
  { code: '445222', name: '揭西县', level: 'county', parentCode: '445200' },
  { code: '445224', name: '惠来县', level: 'county', parentCode: '445200' },
  { code: '445281', name: '普宁市', level: 'county', parentCode: '445200' },
];

/**
 * Zones of 揭阳市 that are or were run like counties, as examples of local codes: GB/T 2260 has none for them, the codes
 * are ours. Zones come and go; which of them stand is the city's to say (one that was taken into a district is merged).
 */
export const jieyangZones: readonly NewRegion[] = [
  { code: '4452A1', name: '揭阳产业转移工业园', level: 'county', parentCode: '445200' },
  { code: '4452A2', name: '揭阳空港经济区', level: 'county', parentCode: '445200' },
  { code: '4452A3', name: '普宁华侨管理区（普侨区）', level: 'county', parentCode: '445200' },
  { code: '4452A4', name: '大南山华侨管理区（大南山）', level: 'county', parentCode: '445200' },
];
