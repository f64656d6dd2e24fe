import { expect, test } from 'vitest';
import { windowStatus } from '../contract/overlays.ts';
import { StoredStatuses } from './stored-status.ts';

const windowId = '0193a5a0-0000-7000-8000-000000000001';
const at = '2026-11-23T01:00:00.000Z';
const clock = {
  startedAt: at,
  limitDays: 10,
  nearAt: at,
  dueAt: at,
  stoppedAt: null,
  workingDayMs: 27_000_000,
  elapsedMs: 0,
  measuredAt: at,
};
const older = {
  windowId,
  version: 4,
  at,
  receivedAt: at,
  state: 'serving',
  clerk: '李梅',
  ticket: 'A12',
  case: {
    id: windowId,
    caseNo: 'K1',
    matterName: '设立',
    applicant: '王*',
    stage: null,
    clock,
    startedAt: at,
  },
};

function setUp() {
  const warned: unknown[] = [];
  const stored = new StoredStatuses({ log: { warn: (fields: unknown) => void warned.push(fields) } });
  const read = (status: unknown, version = 4) =>
    stored.read({ windowId, version, at: '2026-11-23T01:00:00.000+00:00', status });
  return { warned, read };
}

test('a status of an older version is given what was added to clocks and cases since', () => {
  const { warned, read } = setUp();
  expect(windowStatus.safeParse(older).success).toBe(false);
  const { limitDays, ...kept } = clock;
  const today = {
    ...{ ...kept, ahead: [], statutoryDueAt: null, suspended: null, fault: null },
    ...{ limit: { value: limitDays, unit: 'workingDay' }, limitMs: limitDays * clock.workingDayMs },
  };
  expect(read(older)).toEqual({ ...older, case: { ...older.case, card: null, clock: today } });
  const none = { ...older, case: null };
  expect(read(none)).toEqual(none);
  expect(warned).toEqual([]);
});

test('one that cannot be read is unknown, of its version, and is said once without what is in it', () => {
  const { warned, read } = setUp();
  const status = windowStatus.parse(read({ ...older, state: 'napping' }));
  expect(status).toEqual({
    windowId,
    version: 4,
    at,
    receivedAt: at,
    state: 'unknown',
    clerk: null,
    ticket: null,
    case: null,
  });
  expect(read(null, 5)).toMatchObject({ state: 'unknown', version: 5 });
  expect(warned).toEqual([{ windowId, version: 4, fields: ['state'] }]);
});
