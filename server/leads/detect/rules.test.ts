/** Each rule by hand: what makes a lead, and what must not. */
import { expect, it } from 'vitest';
import type { WorkingClock } from '../../calendar/index.ts';
import { strengthOf } from '../candidate.ts';
import { HeldRules } from './all-rules.ts';
import { backfill } from './backfill.ts';
import type { RecordEvent, RosteredShift, SeenSpan, WindowFacts } from './facts.ts';
import { identity } from './identity.ts';
import { offRecord } from './off-record.ts';
import { onRecord } from './on-record.ts';
import { outOfHours } from './out-of-hours.ts';
import { postVacated } from './post-vacated.ts';
import { HOUR_MS, MINUTE_MS } from './rule.ts';
import { common, joined, without } from './spans.ts';
import { stepWhileVacant } from './step-while-vacant.ts';

const rules = new HeldRules([]);
const nine = Date.parse('2026-11-18T09:00:00+08:00');
const min = (minutes: number): number => nine + minutes * MINUTE_MS;

/** From the minutes on, until the next. */
const seen = (...states: readonly (readonly [number, SeenSpan['state'], boolean?])[]): SeenSpan[] =>
  states.map(([from, state, applicant], at) => ({
    ...{ fromMs: min(from), toMs: min(states[at + 1]?.[0] ?? 120), state, open: at === states.length - 1 },
    applicant: applicant ?? (state === 'serving' ? true : state === 'unknown' ? null : false),
  }));
const event = (minutes: number, more: Partial<RecordEvent> = {}): RecordEvent => ({
  ...{ seq: 1, source: 's', eventId: `e${minutes}`, type: 'stage', stage: 'received' as const },
  ...{ occurredMs: min(minutes), atMs: min(minutes), receivedMs: min(minutes) + 1000, offsetMs: 0 },
  ...{ clerk: '甲', ticket: null, filledBy: null, windowId: 'w', hallId: 'h', regionCode: '445200' },
  ...{ departmentId: 'd', caseId: 'c', caseNo: 'N-1' },
  ...more,
});
const shift = (from: number, to: number, more: Partial<RosteredShift> = {}): RosteredShift => ({
  ...{ fromMs: min(from), toMs: min(to), windowId: 'w', windowCode: '1', clerkName: '甲', staffNo: '1' },
  ...more,
});
const facts = (more: Partial<WindowFacts>): WindowFacts => ({
  ...{ fromMs: min(-60), toMs: min(120), nowMs: min(120), windowId: 'w', windowCode: '1', hallId: 'h' },
  ...{
    regionCode: '445200',
    departmentId: 'd',
    isNoRecord: false,
    events: [],
    opened: [],
    closed: [],
    silent: [],
  },
  ...{ cameras: [{ cameraId: 'k', fromMs: 0, toMs: min(120) }], shifts: [shift(-30, 120)] },
  officeHours: [{ fromMs: min(-30), toMs: min(180) }],
  seen: seen([-60, 'present']),
  ...more,
});
const valuesOf = <K extends Parameters<HeldRules['of']>[0]>(kind: K) => {
  const values = rules.of(kind);
  if (values === undefined) throw new Error('it is on as shipped');
  return values;
};

it('takes and joins spans', () => {
  const span = (fromMs: number, toMs: number) => ({ fromMs, toMs });
  expect(joined([span(5, 7), span(1, 2), span(3, 5)], 1)).toEqual([span(1, 7)]);
  expect(common([span(0, 4), span(6, 9)], [span(2, 7)])).toEqual([span(2, 4), span(6, 7)]);
  expect(without([span(0, 10)], [span(-1, 2), span(4, 5), span(9, 20)])).toEqual([span(2, 4), span(5, 9)]);
});

it('takes a session that nobody ended to go on until the next, or so long', () => {
  const options = { openSessionMs: 30 * MINUTE_MS, nowMs: min(200) };
  const begun = [event(0, { type: 'called' }), event(20, { type: 'called' })];
  expect(onRecord(begun, options)).toEqual([{ fromMs: min(0), toMs: min(50) }]);
});

it('service without a record is a lead only where nothing accounts for it', () => {
  const served = seen([-60, 'present'], [10, 'serving'], [16, 'present']);
  const at = (more: Partial<WindowFacts>) =>
    offRecord(facts({ seen: served, ...more }), valuesOf('offRecord'));
  expect(at({}).candidates).toMatchObject([{ kind: 'offRecord', fromMs: min(10), toMs: min(16) }]);
  expect(at({ events: [event(13)] })).toMatchObject({ candidates: [], excused: [{ cause: 'lateFeed' }] });
  expect(at({ events: [event(15, { type: 'collected' })] })).toMatchObject({
    ...{ candidates: [], excused: [{ cause: 'pickUp' }] },
  });
  expect(at({ isNoRecord: true }).candidates).toEqual([]);
  expect(at({ nowMs: min(17) }).candidates).toEqual([]);
  expect(at({ seen: seen([-60, 'present'], [10, 'serving'], [12, 'present']) }).candidates).toEqual([]);
  expect(at({ seen: seen([-60, 'present'], [10, 'unknown'], [16, 'present']) }).candidates).toEqual([]);
  // In a break of the roster.
  const broken = at({ shifts: [shift(-30, 5), shift(30, 120)] });
  expect(broken).toMatchObject({ candidates: [], excused: [{ cause: 'breakOnRoster' }] });
});

it('a feed that was silent speaks against a lead', () => {
  const served = facts({ seen: seen([-60, 'present'], [10, 'serving'], [16, 'present']) });
  const [usual] = offRecord(served, valuesOf('offRecord')).candidates;
  const silent = [{ fromMs: min(0), toMs: min(60) }];
  const [quiet] = offRecord({ ...served, silent }, valuesOf('offRecord')).candidates;
  if (usual === undefined || quiet === undefined) throw new Error('both are leads');
  expect(strengthOf(quiet)).toBeLessThan(strengthOf(usual) - 30);
  expect(quiet.benign).toContain('systemDown');
});

it('a step counts on our clock, with vacancy on both sides, and only at the counter', () => {
  const away = facts({ seen: seen([-60, 'present'], [10, 'vacant'], [20, 'present']) });
  const at = (...events: RecordEvent[]) => stepWhileVacant({ ...away, events }, valuesOf('stepWhileVacant'));
  expect(at(event(15)).candidates).toMatchObject([{ kind: 'stepWhileVacant', caseId: 'c' }]);
  expect(at(event(10.5)).candidates).toEqual([]);
  expect(at(event(15, { filledBy: 'machine' })).candidates).toEqual([]);
  expect(at(event(15, { stage: 'approval' })).candidates).toEqual([]);
  // Its clock is three minutes ahead: it was done while somebody was there.
  expect(at(event(12, { atMs: min(9), offsetMs: 180_000 }))).toMatchObject({
    ...{ candidates: [], excused: [{ cause: 'clockOffset' }] },
  });
  // Never measured: a wider margin, and less weight.
  expect(at(event(12, { offsetMs: null })).candidates).toEqual([]);
});

it('a vacated post is told after a quarter of an hour on duty, never of what was not seen', () => {
  const at = (more: Partial<WindowFacts>) => postVacated(facts(more), valuesOf('postVacated')).candidates;
  const away = (minutes: number) => seen([-60, 'present'], [10, 'vacant'], [10 + minutes, 'present']);
  expect(at({ seen: away(14) })).toEqual([]);
  expect(at({ seen: away(15) })).toMatchObject([{ fromMs: min(10), toMs: min(25), clerk: '甲' }]);
  expect(at({ seen: seen([-60, 'present'], [10, 'unknown'], [60, 'present']) })).toEqual([]);
  const partly = seen([-60, 'present'], [10, 'vacant'], [18, 'unknown'], [26, 'vacant'], [34, 'present']);
  expect(at({ seen: partly })).toEqual([]);
  expect(at({ seen: away(20), shifts: [shift(-30, 12), shift(28, 120)] })).toEqual([]);
  expect(at({ seen: away(20), closed: [{ fromMs: min(10), toMs: min(30) }] })).toEqual([]);
  expect(at({ seen: away(20), shifts: [], opened: [] })).toEqual([]);
  const reported = { shifts: [], opened: [{ fromMs: min(-30), toMs: min(120) }] };
  expect(at({ seen: away(20), ...reported })).toHaveLength(1);
  // Somebody looked in for ten seconds; an applicant waits.
  const waited = seen(
    [-60, 'present'],
    [10, 'vacant', true],
    [18, 'present'],
    [18.16, 'vacant'],
    [27, 'present'],
  );
  expect(at({ seen: waited })[0]?.reasons.map((one) => one.what)).toContain('applicantWaits');
});

it('steps outside hours and roster are one lead a window, account and day', () => {
  const at = (events: RecordEvent[], more: Partial<WindowFacts> = {}) =>
    outOfHours(facts({ toMs: min(700), events, ...more }), valuesOf('outOfHours'));
  expect(at([event(300), event(310), event(320, { clerk: '乙' })]).candidates).toHaveLength(2);
  expect(at([event(200)]).candidates).toEqual([]);
  const evening = { shifts: [shift(290, 330)] };
  expect(at([event(300)], evening)).toMatchObject({ candidates: [], excused: [{ cause: 'weekendService' }] });
  expect(at([event(300)], { officeHours: null }).candidates).toEqual([]);
});

it('an account is not at two windows at once, nor where the roster denies it', () => {
  const named = (minutes: number, windowId: string, clerk = '甲') => ({ ...event(minutes), windowId, clerk });
  const elsewhere = shift(-60, 120, { windowId: 'v', windowCode: '2' });
  const at = (...events: ReturnType<typeof named>[]) =>
    identity(
      { events, shifts: [elsewhere, shift(-60, 120, { clerkName: '乙', staffNo: '2' })] },
      valuesOf('identity'),
    );
  expect(at(named(0, 'v'), named(0.2, 'w'))).toMatchObject([{ facts: { what: 'twoWindows' } }]);
  expect(at(named(0, 'w'), named(5, 'w'))).toMatchObject([
    { facts: { what: 'rosteredElsewhere', rosteredAt: '2' } },
  ]);
  expect(at(named(0, 'w', '丙'), named(5, 'w', '丙'))).toMatchObject([{ facts: { what: 'notOnRoster' } }]);
  expect(at(named(0, 'v'), named(5, 'v'))).toEqual([]);
});

it('late reports of one go are one lead, in working time', () => {
  const late = [0, 1, 2, 3, 4, 90].map((minutes) =>
    event(0, { eventId: `l${minutes}`, receivedMs: min(300 + minutes) }),
  );
  const clock: Pick<WorkingClock, 'between'> = { between: (fromMs, toMs) => toMs - fromMs };
  const found = backfill({ events: late, silent: [], clock }, valuesOf('backfill'));
  expect(found.map((one) => one.facts.events)).toEqual([5, 1]);
  expect(found[0]?.reasons.map((one) => one.what)).toContain('burst');
  const night: Pick<WorkingClock, 'between'> = { between: () => HOUR_MS };
  expect(backfill({ events: late, silent: [], clock: night }, valuesOf('backfill'))).toEqual([]);
});
