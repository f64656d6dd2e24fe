import { expect, test } from 'vitest';
import { editedOf, rowOf } from './row-fields.ts';

const sent = { eventId: 'e1', dataVersion: 2, applied: { value: 5, unit: 'days' }, remark: null };

test('what nobody touched goes back as it came, whatever it is', () => {
  for (const faulty of ['applied.unit', 'dataVersion', '', 'stage'])
    expect(rowOf(editedOf(sent, faulty))).toEqual(sent);
});

test('the field at fault is first, and there even where the row lacks it', () => {
  expect(editedOf(sent, 'applied.unit')[0]?.field).toBe('applied');
  expect(editedOf(sent, 'occurredAt')[0]).toMatchObject({ field: 'occurredAt', text: '' });
  expect(editedOf(null, 'type')).toHaveLength(1);
});

test('changed: numbers stay numbers, texts stay texts, what is emptied is left out', () => {
  const row = editedOf({ ...sent, caseNo: '1' }, '').map((one) => {
    const typed = { dataVersion: '3', caseNo: '42', eventId: '', applied: '{"value":5,"unit":"workingDay"}' };
    const text = typed[one.field as keyof typeof typed];
    return text === undefined ? one : { ...one, text, isChanged: true };
  });
  expect(rowOf(row)).toEqual({
    ...{ dataVersion: 3, caseNo: '42', remark: null, applied: { value: 5, unit: 'workingDay' } },
  });
});
