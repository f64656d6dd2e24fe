import { expect, test } from 'vitest';
import type { Rule, Threshold } from '../../../../server/contract/rules.ts';
import { bodyOf, formOf } from './rule-form-values.ts';

const rule = (threshold: Threshold): Rule => ({
  ...{ id: '00000000-0000-4000-8000-000000000001', key: 'case-warning', version: 1, regionCode: null },
  ...{ name: '承诺时限将到', subject: 'case', level: 'warning', mode: 'auto', recipients: [] },
  ...{ appealDays: 5, orderDays: 5, enabled: true, changedBy: null },
  validFrom: '2026-01-01T00:00:00.000Z',
  threshold,
});

test.each([
  { kind: 'offset', basis: 'promised', value: -2, unit: 'workingDay' },
  { kind: 'offset', basis: 'statutory', value: 0, unit: 'calendarDay' },
  { kind: 'offset', basis: 'applied', value: 1, unit: 'hour' },
  { kind: 'share', basis: 'promised', share: 0.9 },
  { kind: 'conduct', what: 'fee_differs' },
] satisfies Threshold[])('%o goes through the form unchanged', (threshold) => {
  const before = rule(threshold);
  expect(bodyOf(before, formOf(before)).threshold).toEqual(threshold);
});

test('so long before the limit is a negative offset', () => {
  const before = rule({ kind: 'offset', basis: 'promised', value: 0, unit: 'workingDay' });
  const values = { ...formOf(before), direction: 'before', value: 3 } as const;
  expect(bodyOf(before, values).threshold).toMatchObject({ value: -3 });
});
