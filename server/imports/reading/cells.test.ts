import { expect, test } from 'vitest';
import { COLUMNS, type ImportColumn } from '../../contract/import-columns.ts';
import { type Registry, registries } from '../../contract/imports.ts';
import { cellText, hasLostDigits, readText } from './cells.ts';
import { findHeaders } from './headers.ts';

const column = (registry: Registry, key: string): ImportColumn => {
  const found = COLUMNS[registry].find((one) => one.key === key);
  if (!found) throw new Error(`no column ${key}`);
  return found;
};

test.each([
  ['regions', 'code', '４４５２０２', '445202'],
  ['regions', 'code', ' 445 202\u3000', '445202'],
  ['regions', 'level', '县', 'county'],
  ['regions', 'level', 'County', 'county'],
  ['departments', 'uscc', '11445200mb2c00001a', '11445200MB2C00001A'],
  ['departments', 'name', '\ufeff 市监\u00a0\u3000局 ', '市监 局'],
  ['halls', 'lineKbps', '2,000', '2000'],
  ['halls', 'lineKbps', '２０００.0', '2000'],
  ['halls', 'soundAllowed', '√', 'yes'],
  ['cameras', 'mainUrl', 'PUSH:', 'push:'],
  ['cameras', 'password', ' p ', ' p '],
  [
    'cameras',
    'onvifAddress',
    'http://10.0.0.1:8000/onvif/device_service',
    'http://10.0.0.1:8000/onvif/device_service',
  ],
  ['cameras', 'expectedFps', '25.0', '25'],
  ['cameras', 'expectedFps', '１２.５', '12.5'],
  ['windows', 'matters', ' B-2， A-1；\n0012、A-1', '0012;A-1;B-2'],
  ['shifts', 'day', '2027/1/5', '2027-01-05'],
  ['shifts', 'day', '2027年1月5日', '2027-01-05'],
  ['shifts', 'day', '20270105', '2027-01-05'],
  ['shifts', 'day', '2027-01-05 00:00:00', '2027-01-05'],
  ['shifts', 'spans', '14：30—17：30；8:30 至 12:00', '08:30-12:00 14:30-17:30'],
  ['shifts', 'spans', '18:00-24:00', '18:00-24:00'],
  ['matters', 'promisedLimit', '１０', '10 workingDay'],
  ['matters', 'promisedLimit', '10 个工作日', '10 workingDay'],
  ['matters', 'promisedLimit', '30自然日', '30 calendarDay'],
  ['matters', 'promisedLimit', '2 小时', '2 hour'],
  ['matters', 'promisedLimit', '3个月', '3 month'],
  ['matters', 'promisedLimit', '45 min', '45 minute'],
  ['matters', 'fee', '不收费', '0-0'],
  ['matters', 'fee', '￥1,200.50元', '1200.5-1200.5'],
  ['matters', 'fee', '100 ～ 300', '100-300'],
  [
    ...(['matters', 'materials', ' 申请书 \r\n身份证明｜复印件｜2份｜非必需；照片|电子件'] as const),
    '申请书|required|original|1\n身份证明|optional|copy|2\n照片|required|electronic|1',
  ],
  ['matters', 'guide', ' 第一步 \r\n\r\n第二步', '第一步\n\n第二步'],
  ['placements', 'clerkZone', '0.10，0.2；.4,0.2 0.4，0.5', '0.1,0.2 0.4,0.2 0.4,0.5'],
] as const)('%s %s: %j is %j', (registry, key, text, value) => {
  expect(readText(column(registry, key), text)).toEqual({ value });
});

test.each([
  ['placements', 'clerkZone', '0.1,0.2 0.4,0.2', 'zone_corners'],
  ['placements', 'clerkZone', '0.1,0.2 0.4;0.2 1', 'zone_point'],
  ['placements', 'clerkZone', '0.1,0.2 0.4,0.2 1.4,0.5', 'zone_outside'],
  ['matters', 'promisedLimit', '1.5', 'limit_form'],
  ['matters', 'promisedLimit', '十日', 'limit_form'],
  ['matters', 'promisedLimit', '5 周', 'limit_form'],
  ['matters', 'promisedLimit', '0', 'limit_range'],
  ['matters', 'promisedLimit', '3651 工作日', 'limit_range'],
  ['matters', 'fee', '面议', 'fee_form'],
  ['matters', 'fee', '300-100', 'fee_order'],
  ['matters', 'materials', '身份证明｜三联', 'material_form'],
  ['matters', 'materials', '｜必需', 'material_form'],
  ['matters', 'guide', '字'.repeat(10_001), 'too_long'],
  ['matters', 'guide', '第一步\u0007', 'control_character'],
  ['users', 'username', '张三', 'pattern'],
  ['cameras', 'onvifAddress', 'rtsp://10.0.0.1/', 'pattern'],
  ['cameras', 'onvifAddress', 'http://admin:pw@10.0.0.1/', 'credentials'],
  ['cameras', 'expectedFps', '25帧', 'not_number'],
  ['cameras', 'expectedFps', '241', 'out_of_range'],
  ['shifts', 'day', '2027-02-29', 'not_day'],
  ['shifts', 'day', '明天', 'not_day'],
  ['shifts', 'day', '46349', 'not_day'],
  ['shifts', 'spans', '白班', 'spans_form'],
  ['shifts', 'spans', '12:00-08:30', 'spans_form'],
  ['shifts', 'spans', '08:30-25:00', 'spans_form'],
  ['shifts', 'spans', '08:30-12:00 11:00-13:00', 'spans_overlap'],
  ['halls', 'soundAllowed', '也许', 'yesno'],
] as const)('%s %s: %j is refused as %s', (registry, key, text, fault) => {
  expect(readText(column(registry, key), text).fault).toBe(fault);
});

test('numbers are the digits they stand for, and lost ones are noticed', () => {
  expect(cellText({ number: '445200' })).toBe('445200');
  expect(cellText({ number: '4.452E5' })).toBe('445200');
  expect(hasLostDigits({ number: '445200' })).toBe(false);
  expect(hasLostDigits({ number: '4.45202000013200E+19' })).toBe(true);
  expect(hasLostDigits('4.45E+19')).toBe(true);
  expect(hasLostDigits('44520200001320000001')).toBe(false);
});

test('every registry’s headers are found in both languages, under a title and in any order', () => {
  for (const registry of registries)
    for (const language of ['zh', 'en'] as const) {
      const columns = COLUMNS[registry];
      const headers = columns.map((one) => `${one.header[language]}（必填）*`).reverse();
      const found = findHeaders([['2026 台账'], [], headers], columns);
      expect(found?.at, registry).toBe(2);
      expect(found?.columns.size, `${registry} ${language}`).toBe(columns.length);
      expect(found?.unknown).toEqual([]);
    }
});

test('every example is accepted by its own column', () => {
  for (const registry of registries)
    for (const one of COLUMNS[registry])
      expect(readText(one, one.example).fault, `${registry} ${one.key}`).toBeUndefined();
});
