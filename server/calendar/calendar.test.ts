import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { colourAt } from '../contract/clock.ts';
import { clockFor } from './index.ts';
import { instantOfWorkingTime, WORKING_DAY_MS, workingSpans, workingTimeAt } from './working-time.ts';

const ZONE = 'Asia/Shanghai';
/** In Jieyang. 2026-11-23 is a Monday. */
const at = (text: string) => new Date(`${text}+08:00`);
const HOUR = 3_600_000;

const clock = (acceptedAt: string, limitDays: number, nowAt: string, completedAt?: string) =>
  clockFor(
    {
      acceptedAt: at(acceptedAt),
      completedAt: completedAt === undefined ? null : at(completedAt),
      promisedLimitDays: limitDays,
    },
    at(nowAt).getTime(),
  );

describe('clockFor', () => {
  it('counts 8 hours a working day and none at night', () => {
    const made = clock('2026-11-23T10:00:00', 5, '2026-11-24T11:30:00');
    expect(made.elapsedMs).toBe(9.5 * HOUR);
    expect(made.workingDayMs).toBe(8 * HOUR);
    expect(made.dueAt).toBe(at('2026-11-30T10:00:00').toISOString());
  });

  it('leaves out the weekend', () => {
    const made = clock('2026-11-27T16:00:00', 1, '2026-11-30T08:00:00');
    expect(made.elapsedMs).toBe(HOUR);
    expect(made.dueAt).toBe(at('2026-11-30T16:00:00').toISOString());
  });

  it('begins with the next working day when accepted outside working hours, and ends with a day', () => {
    for (const accepted of ['2026-11-20T17:00:00', '2026-11-21T11:00:00', '2026-11-22T23:59:59.999'])
      expect(clock(accepted, 1, accepted).dueAt).toBe(at('2026-11-23T17:00:00').toISOString());
  });

  it('is over one moment past the limit, and not before', () => {
    const made = clock('2026-11-23T09:00:00', 3, '2026-11-23T09:00:00');
    const due = at('2026-11-25T17:00:00').getTime();
    expect(Date.parse(made.dueAt ?? '')).toBe(due);
    expect(colourAt(made, due)).toBe('near');
    expect(colourAt(made, due + 1)).toBe('over');
  });

  it('is near 2 working days before the limit, and from half way where there are no 2 days', () => {
    expect(clock('2026-11-23T10:00:00', 5, '2026-11-23T10:00:00').nearAt).toBe(
      at('2026-11-26T10:00:00').toISOString(),
    );
    expect(clock('2026-11-23T10:00:00', 1, '2026-11-23T10:00:00').nearAt).toBe(
      at('2026-11-23T14:00:00').toISOString(),
    );
    expect(clock('2026-11-23T10:00:00', 2, '2026-11-23T10:00:00').nearAt).toBe(
      at('2026-11-24T10:00:00').toISOString(),
    );
  });

  it('stands at completion: a case completed in time never becomes over', () => {
    const made = clock('2026-11-23T10:00:00', 1, '2026-12-23T10:00:00', '2026-11-23T12:00:00');
    expect(made.elapsedMs).toBe(2 * HOUR);
    expect(colourAt(made, at('2027-01-01T00:00:00').getTime())).toBe('normal');
  });

  it('used no time when a sender says it was completed before it was accepted', () => {
    expect(clock('2026-11-23T10:00:00', 1, '2026-11-23T16:00:00', '2026-11-20T10:00:00').elapsedMs).toBe(0);
  });
});

describe('working time', () => {
  const instants = fc.integer({ min: Date.UTC(1980, 0), max: Date.UTC(2100, 0) });
  const zones = fc.constantFrom(ZONE, 'UTC', 'Asia/Urumqi');

  it('never runs backwards, and never faster than the clock on the wall', () => {
    fc.assert(
      fc.property(instants, fc.integer({ min: 0, max: 40 * 24 * HOUR }), zones, (from, span, zone) => {
        const worked = workingTimeAt(from + span, zone) - workingTimeAt(from, zone);
        expect(worked).toBeGreaterThanOrEqual(0);
        expect(worked).toBeLessThanOrEqual(span);
      }),
    );
  });

  it('is 5 days a week, wherever the week is begun', () => {
    const from2000 = fc.integer({ min: Date.UTC(2000, 0), max: Date.UTC(2100, 0) });
    fc.assert(
      fc.property(from2000, (from) => {
        const week = workingTimeAt(from + 7 * 24 * HOUR, ZONE) - workingTimeAt(from, ZONE);
        expect(week).toBe(5 * WORKING_DAY_MS);
      }),
    );
  });

  it('finds the first instant so much has run', () => {
    const from2000 = fc.integer({ min: Date.UTC(2000, 0), max: Date.UTC(2100, 0) });
    fc.assert(
      fc.property(from2000, zones, (instant, zone) => {
        const worked = workingTimeAt(instant, zone);
        const first = instantOfWorkingTime(worked, zone);
        expect(workingTimeAt(first, zone)).toBe(worked);
        expect(workingTimeAt(first - 1, zone)).toBe(worked - 1);
        expect(first).toBeLessThanOrEqual(instant);
      }),
    );
  });

  it('names the spans ahead in which it runs', () => {
    const from2000 = fc.integer({ min: Date.UTC(2000, 0), max: Date.UTC(2100, 0) });
    const ahead = fc.integer({ min: 0, max: 7 * 24 * HOUR });
    fc.assert(
      fc.property(from2000, ahead, zones, (from, span, zone) => {
        let worked = 0;
        for (const { fromMs, toMs } of workingSpans(from, 7, zone))
          worked += Math.max(0, Math.min(toMs, from + span) - fromMs);
        expect(worked).toBe(workingTimeAt(from + span, zone) - workingTimeAt(from, zone));
      }),
    );
  });

  it('follows a zone that changes its clocks', () => {
    // 2026-10-25: Berlin's clocks go back at night; Friday noon to Monday noon is still one working day.
    const friday = Date.parse('2026-10-23T12:00:00+02:00');
    const monday = Date.parse('2026-10-26T12:00:00+01:00');
    expect(workingTimeAt(monday, 'Europe/Berlin') - workingTimeAt(friday, 'Europe/Berlin')).toBe(
      WORKING_DAY_MS,
    );
    expect(instantOfWorkingTime(workingTimeAt(monday, 'Europe/Berlin'), 'Europe/Berlin')).toBe(monday);
  });
});
