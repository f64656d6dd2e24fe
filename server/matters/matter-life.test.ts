import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isLonger, type MatterTermsFields } from '../contract/matters.ts';
import { holding, livesOf, type StoredVersion, versionAt } from './matter-life.ts';

const DAY = 86_400_000;
const NOW = Date.parse('2026-11-23T01:00:00.000Z');
const terms = (days: number): MatterTermsFields => ({
  name: `第${days}版`,
  kind: 'promised',
  promisedLimit: { value: days, unit: 'workingDay' },
  statutoryLimit: { value: 20, unit: 'workingDay' },
  ...{ stages: [], fee: null, certificateLimit: null, materials: [], guide: '', legalBasis: '' },
});
const made = (version: number, fromDay: number | null, more: Partial<StoredVersion> = {}): StoredVersion => ({
  version,
  validFrom: fromDay === null ? null : new Date(NOW + fromDay * DAY),
  terms: terms(version),
  changedAt: new Date(NOW - DAY),
  ...{ changedBy: 'admin', reason: null, withdrawnAt: null },
  ...more,
});

it('tells which version holds, held, will hold, or never did', () => {
  const lives = livesOf(
    [made(1, null), made(2, -10), made(3, -10), made(4, 5), made(5, 9, { withdrawnAt: new Date(NOW) })],
    NOW,
  );
  expect(lives.map(({ version, state }) => [version, state])).toEqual([
    [5, 'withdrawn'],
    [4, 'upcoming'],
    [3, 'inForce'],
    [2, 'superseded'],
    [1, 'past'],
  ]);
  expect(lives.find((one) => one.version === 3)).toMatchObject({
    validFrom: new Date(NOW - 10 * DAY).toISOString(),
    validTo: new Date(NOW + 5 * DAY).toISOString(),
    isCorrection: true,
  });
  expect(lives.find((one) => one.version === 1)).toMatchObject({ validFrom: null, isCorrection: false });
});

it('a correction of what held in between leaves what came after as it was', () => {
  const all = [made(1, null), made(2, -5), made(3, -20)];
  expect([-30, -20, -6, -5, 0].map((day) => versionAt(all, NOW + day * DAY).version)).toEqual([
    1, 3, 3, 2, 2,
  ]);
});

it('whatever was registered, exactly one version holds at any instant, and lives tell the same', () => {
  const some = fc.array(
    fc.record({ day: fc.option(fc.integer({ min: -9, max: 9 })), withdrawn: fc.boolean() }),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(some, fc.integer({ min: -12, max: 12 }), (rest, day) => {
      const all = [
        made(1, null),
        ...rest.map((one, index) =>
          made(index + 2, one.day, { withdrawnAt: one.withdrawn ? new Date(NOW) : null }),
        ),
      ];
      const at = NOW + day * DAY;
      const { version } = versionAt(all, at);
      const held = livesOf(all, NOW).filter(
        (one) =>
          (one.validFrom === null || Date.parse(one.validFrom) <= at) &&
          (one.validTo === null || Date.parse(one.validTo) > at) &&
          !['superseded', 'withdrawn'].includes(one.state),
      );
      expect(held.map((one) => one.version)).toEqual([version]);
      expect(holding(all).every((one) => one.withdrawnAt === null)).toBe(true);
    }),
  );
});

it.each([
  [[11, 'workingDay'], [10, 'workingDay'], true],
  [[10, 'workingDay'], [10, 'workingDay'], false],
  [[2, 'hour'], [90, 'minute'], true],
  [[31, 'workingDay'], [30, 'calendarDay'], true],
  [[22, 'workingDay'], [30, 'calendarDay'], false],
  [[30, 'calendarDay'], [10, 'workingDay'], false],
  [[32, 'calendarDay'], [1, 'month'], true],
  [[31, 'calendarDay'], [1, 'month'], false],
  [[2, 'month'], [55, 'calendarDay'], true],
  [[2, 'month'], [60, 'calendarDay'], false],
  [[99, 'hour'], [1, 'workingDay'], false],
] as const)('%j is longer than %j: %s', ([a, ofA], [b, ofB], expected) => {
  expect(isLonger({ value: a, unit: ofA }, { value: b, unit: ofB })).toBe(expected);
});
