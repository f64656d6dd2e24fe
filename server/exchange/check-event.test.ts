import fc from 'fast-check';
import { expect, it } from 'vitest';
import { checkEvent } from './check-event.ts';

const NOW = Date.UTC(2026, 10, 23, 1);
const good = {
  type: 'stage',
  eventId: 'e1',
  occurredAt: '2026-11-23T08:59:59+08:00',
  caseNo: 'C1',
  matterCode: 'M1',
  stage: 'accepted',
};
const codeOf = (row: unknown) => {
  const checked = checkEvent(row, NOW);
  return checked.ok ? 'ok' : [checked.rejection.code, checked.rejection.field];
};

it('takes instants with any zone, to five minutes ahead of our clock', () => {
  expect(checkEvent(good, NOW)).toMatchObject({
    ok: true,
    event: { occurredAt: '2026-11-23T00:59:59.000Z' },
  });
  const at = (ms: number) => ({ ...good, occurredAt: new Date(ms).toISOString() });
  expect(codeOf(at(NOW + 5 * 60_000))).toBe('ok');
  expect(codeOf(at(NOW + 5 * 60_000 + 1))).toEqual(['occurred_in_future', 'occurredAt']);
  expect(codeOf({ ...good, occurredAt: '2026-11-23T08:59:59' })).toEqual(['invalid_event', 'occurredAt']);
});

it('refuses what is secret before it looks at anything else', () => {
  expect(codeOf({ ...good, secrecy: 'secret', occurredAt: 'never' })).toEqual(['matter_secret', 'secrecy']);
  expect(codeOf({ ...good, secrecy: 'none' })).toBe('ok');
  expect(codeOf({ ...good, secrecy: 'Secret' })).toEqual(['invalid_event', 'secrecy']);
});

it('refuses text that cannot be kept', () => {
  for (const bad of ['a\u0000b', 'a\u001bb', '\ud800', 'x\udc00'])
    expect(codeOf({ ...good, remark: bad })).toEqual(['invalid_event', 'remark']);
  expect(codeOf({ ...good, remark: '两行\n😀\t𠮷' })).toBe('ok');
});

it('names the field at fault', () => {
  expect(codeOf({ ...good, type: 'dance' })).toEqual(['invalid_event', 'type']);
  expect(codeOf({ ...good, eventId: '' })).toEqual(['invalid_event', 'eventId']);
  expect(codeOf({ ...good, remark: 'x'.repeat(501) })).toEqual(['invalid_event', 'remark']);
  expect(codeOf({ ...good, hallId: '5d4f9c8e-1d0b-4c0e-9d0e-0f5f3f1c2b3a' })).toEqual([
    'invalid_event',
    'windowCode',
  ]);
});

it('answers for whatever is sent, and quotes nothing of it', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (row) => {
      expect(checkEvent(row, NOW).ok).toBe(false);
    }),
  );
  fc.assert(
    fc.property(
      fc.constantFrom(...Object.keys(good), 'remark', 'clerk', 'hallId'),
      fc.stringMatching(/^zq[a-z]{9}$/),
      (field, value) => {
        const checked = checkEvent({ ...good, occurredAt: 'x', [field]: value }, NOW);
        expect(checked.ok || JSON.stringify(checked.rejection).includes(value)).toBe(false);
      },
    ),
  );
});
