import { expect, test } from 'vitest';
import { readLocalTime } from './local-times.ts';

const SHANGHAI = 'Asia/Shanghai';
const instantOf = (text: string, zone = SHANGHAI) => {
  const read = readLocalTime(text, zone);
  return read.ok ? new Date(read.atMs).toISOString() : read.code;
};

test.each([
  ['2026-02-11 15:20:00', '2026-02-11T07:20:00.000Z'],
  ['2026-2-11 9:05:03', '2026-02-11T01:05:03.000Z'],
  ['2026/02/11 15:20', '2026-02-11T07:20:00.000Z'],
  ['2026.02.11 15:20:00', '2026-02-11T07:20:00.000Z'],
  ['2026-02-11T15:20:00', '2026-02-11T07:20:00.000Z'],
  ['2026-02-11 15:20:00.0', '2026-02-11T07:20:00.000Z'],
  ['2026-02-11 15:20:00.123456', '2026-02-11T07:20:00.123Z'],
  ['20260211152000', '2026-02-11T07:20:00.000Z'],
  ['2026年2月11日15时20分', '2026-02-11T07:20:00.000Z'],
  ['2026年02月11日 15:20:00', '2026-02-11T07:20:00.000Z'],
  ['2026年02月11日 15时20分30秒', '2026-02-11T07:20:30.000Z'],
  ['2026-02-11T15:20:00+08:00', '2026-02-11T07:20:00.000Z'],
  ['2026-02-11T07:20:00.5Z', '2026-02-11T07:20:00.500Z'],
  ['2026-02-11 08:20:00 +0100', '2026-02-11T07:20:00.000Z'],
  ['1770794400000', '2026-02-11T07:20:00.000Z'],
  ['2024-02-29 00:00:00', '2024-02-28T16:00:00.000Z'],
])('%s is understood', (text, instant) => expect(instantOf(text)).toBe(instant));

test.each([
  ['2026-02-11', 'ambiguous_time'],
  ['20260211', 'ambiguous_time'],
  ['2026年2月11日', 'ambiguous_time'],
  ['2026年2月11日 15', 'invalid_time'],
  ['2026年2月11日15', 'invalid_time'],
  ['11/02/2026 15:20:00', 'ambiguous_time'],
  ['11-2月-26 03.20.00.000 下午', 'ambiguous_time'],
  ['26-02-11 15:20:00', 'ambiguous_time'],
  ['2026-02-11 3:20:00 PM', 'ambiguous_time'],
  ['2026-02-30 10:00:00', 'invalid_time'],
  ['2025-02-29 10:00:00', 'invalid_time'],
  ['2026-02-11 24:00:00', 'invalid_time'],
  ['2026-02-11 15:60:00', 'invalid_time'],
  ['2026-13-01 10:00:00', 'invalid_time'],
  ['0000-00-00 00:00:00', 'invalid_time'],
  ['sysdate', 'invalid_time'],
  ['46064.638', 'invalid_time'],
])('%s is refused as %s', (text, code) => expect(instantOf(text)).toBe(code));

test('an hour that is there twice, or not at all, on the clocks of a zone is refused', () => {
  expect(instantOf('2026-10-25 02:30:00', 'Europe/Berlin')).toBe('ambiguous_time');
  expect(instantOf('2026-03-29 02:30:00', 'Europe/Berlin')).toBe('invalid_time');
  expect(instantOf('2026-10-25 02:30:00+01:00', 'Europe/Berlin')).toBe('2026-10-25T01:30:00.000Z');
  expect(instantOf('2026-07-01 02:30:00', 'Europe/Berlin')).toBe('2026-07-01T00:30:00.000Z');
});
