import { describe, expect, it } from 'vitest';
import type { OfficeHours } from '../../../../server/contract/office-hours.ts';
import { inOfficeHours, windowClosed } from './window-closed.ts';

const workday = { morning: { from: '08:30', to: '12:00' }, afternoon: { from: '14:30', to: '17:30' } };
const dayOff = { morning: null, afternoon: null };
const hours: OfficeHours = {
  ...{ hallId: '00000000-0000-4000-8000-000000000001', zone: 'Asia/Shanghai' },
  terms: [{ validFrom: '2026-01-01', week: [workday, workday, workday, workday, workday, dayOff, dayOff] }],
  exceptions: [{ day: '2026-11-24', hours: dayOff, note: null }],
};
/** A Monday. */
const at = (time: string, day = '2026-11-23') => Date.parse(`${day}T${time}:00+08:00`);

describe('a window that is closed is not vacant', () => {
  it('by what was reported, whatever the hour', () => {
    expect(windowClosed('closed', true)).toBe(true);
    expect([windowClosed('serving', false), windowClosed('called', false)]).toEqual([false, false]);
  });
  it('where nothing is going on, by the hours of the hall; open where nobody said when', () => {
    expect([
      windowClosed('idle', false),
      windowClosed('unknown', false),
      windowClosed(undefined, false),
    ]).toEqual([true, true, true]);
    expect([windowClosed('idle', true), windowClosed('unknown', true)]).toEqual([false, false]);
    expect(windowClosed('idle', undefined)).toBe(false);
  });
});

describe('the hours of a hall', () => {
  it('in its zone: mornings, afternoons, and not the break between, to the minute', () => {
    expect(inOfficeHours(hours, at('08:30'))).toBe(true);
    expect(inOfficeHours(hours, at('11:59'))).toBe(true);
    expect(
      [at('08:29'), at('12:00'), at('13:00'), at('17:30')].map((one) => inOfficeHours(hours, one)),
    ).toEqual([false, false, false, false]);
  });
  it('days off and days that differ; unknown before any hold', () => {
    expect(inOfficeHours(hours, at('09:00', '2026-11-22'))).toBe(false);
    expect(inOfficeHours(hours, at('09:00', '2026-11-24'))).toBe(false);
    expect(inOfficeHours(hours, at('09:00', '2025-11-24'))).toBeUndefined();
  });
});
