/** Every case of the independently written table: test/fixtures/clock-table.csv says how each group was made. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { type LimitUnit, limitUnit } from '../contract/clock.ts';
import { placeClock } from './testing/places.ts';
import type { Pause, Timed } from './working-clock.ts';

const HOUR_MS = 3_600_000;
const [columns = '', ...lines] = readFileSync(
  new URL('../../test/fixtures/clock-table.csv', import.meta.url),
  'utf8',
)
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'));
const cases = lines.map((line, at) => {
  const fields = line.split(',');
  return {
    at,
    line,
    ...Object.fromEntries(columns.split(',').map((name, index) => [name, fields[index] ?? ''])),
  };
}) as unknown as readonly Record<string, string>[];

const msOf = (local: string): number => Date.parse(`${local.length === 16 ? `${local}:00` : local}+08:00`);
const localOf = (ms: number): string =>
  Number.isFinite(ms) ? new Date(ms + 8 * HOUR_MS).toISOString().slice(0, 23) : 'never';
const limitOf = (value: string, unit: string) => ({
  value: Number(value),
  unit: limitUnit.parse(unit) as LimitUnit,
});

function pauseOf(text: string): Pause {
  const [from = '', to = '', most] = text.split('/');
  const [value = '', unit = ''] = most?.split(' ') ?? [];
  return {
    fromMs: msOf(from),
    toMs: to === '' ? null : msOf(to),
    atMost: most === undefined ? null : limitOf(value, unit),
  };
}

const clocks = new Map<string, ReturnType<typeof placeClock>>();
const clockAt = (place: string) => {
  const clock = clocks.get(place) ?? placeClock(place);
  clocks.set(place, clock);
  return clock;
};

it('has at least 200 cases', () => {
  expect(cases.length).toBeGreaterThanOrEqual(200);
});

it.each(cases)('$at: $line', (one) => {
  const { place = '', accepted = '', value = '', unit = '', pauses = '', measured = '', used = '' } = one;
  const clock = clockAt(place);
  const timed: Timed = {
    startMs: msOf(accepted),
    limit: limitOf(value, unit),
    pauses: pauses.split(';').filter(Boolean).map(pauseOf),
    extraDays: Number(one.extraDays),
  };
  const due = clock.dueMs(timed);
  expect(localOf(due)).toBe(one.due);
  if (used !== '') {
    const { usedMs } = clock.used(timed, msOf(measured));
    const scale = unit === 'workingDay' ? clock.workingDayMs : 1;
    // Half a ms of rounding.
    expect(Math.abs(usedMs - Number(used) * scale)).toBeLessThanOrEqual(0.51);
  }
});
