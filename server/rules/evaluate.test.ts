import { describe, expect, it } from 'vitest';
import { type HoursTerm, PlaceClock } from '../calendar/index.ts';
import type { CaseFile, CaseState, MatterTerms } from '../cases/index.ts';
import type { RuleBody } from '../contract/rules.ts';
import { judge } from './evaluate.ts';
import { SHIPPED_RULES } from './shipped-rules.ts';

/** In Jieyang; 2026-03-02 is a Monday. Open 08:30–12:00 and 13:30–18:00. */
const at = (text: string) => new Date(`${text}+08:00`);
const ms = (text: string) => at(text).getTime();
const open = { morning: { from: '08:30', to: '12:00' }, afternoon: { from: '13:30', to: '18:00' } };
const closed = { morning: null, afternoon: null };
const hours: HoursTerm[] = [
  { validFrom: '2020-01-01', week: [open, open, open, open, open, closed, closed] },
];
const clockOf = (years: readonly number[]) =>
  new PlaceClock({
    ...{ key: 'hall:1', version: 1, today: '2026-03-02' },
    place: {
      ...{ hallId: null, regionCode: '445200', zone: 'Asia/Shanghai', exceptions: [] },
      ...{ years: years.map((year) => ({ year, days: [] })), hours: [hours] },
    },
  });
const clock = clockOf([2025, 2026, 2027]);

const matter: MatterTerms = {
  ...{ matterId: 'm', version: 1, code: 'M-1', name: '食品经营许可', kind: 'promised' },
  promisedLimit: { value: 5, unit: 'workingDay' },
  statutoryLimit: { value: 20, unit: 'workingDay' },
  stages: [
    {
      stage: 'handling',
      limit: { value: 2, unit: 'workingDay' },
      responsibleName: null,
      responsibleUserId: null,
    },
  ],
  fee: { least: 10, most: 20 },
  certificateLimit: null,
};
const nothing: CaseState = {
  ...{ stage: null, receivedAt: null, acceptedAt: null, completedAt: null, outcome: null, refusal: null },
  ...{ receiptNo: 'R-1', fee: null, certificateNo: null, collectedAt: null, stages: [], pauses: [] },
  ...{ extensions: [], missing: [], updatedAt: null },
};
const file = (state: Partial<CaseState>, terms: Partial<MatterTerms> = {}): CaseFile => ({
  ...{ id: 'c', source: 's', caseNo: '1', departmentId: 'd', regionCode: '445200' },
  ...{ hallId: null, windowId: null, clerk: null },
  matter: { ...matter, ...terms },
  state: { ...nothing, ...state },
});
const rule = (key: string): RuleBody => {
  const found = SHIPPED_RULES[key];
  if (found === undefined) throw new Error(`no rule ${key}`);
  return found;
};
const held = (key: string, of: CaseFile, now: string) => judge(of, rule(key), clock, ms(now)).held;
const step = (stage: 'accepted' | 'handling' | 'review', when: string) => ({
  ...{ stage, at: at(when), clerk: null, windowId: null, result: null },
});
const pause = (kind: 'specialProcedure' | 'correction', no: string, from: string, to: string | null) => ({
  ...{ kind, no, from: at(from), to: to === null ? null : at(to), name: '听证', ground: null },
  applied: kind === 'correction' ? null : ({ value: 3, unit: 'workingDay' } as const),
  approver: '王局' as string | null,
});

describe('a case against its limits', () => {
  const accepted = { acceptedAt: at('2026-03-02T18:00:00.000') };

  it('is over one ms past the limit, at closing time too', () => {
    const due = '2026-03-09T18:00:00.000';
    expect(held('case-yellow', file(accepted), due)).toEqual([]);
    const over = '2026-03-09T18:00:00.001';
    expect(held('case-yellow', file(accepted), over)).toMatchObject([{ subjectKey: '', dueMs: ms(over) }]);
    expect(judge(file(accepted), rule('case-yellow'), clock, ms(due)).nextMs).toBe(ms(over));
  });

  it('draws no card when completed in time, and one whenever we learn that it was completed late', () => {
    const inTime = file({ ...accepted, completedAt: at('2026-03-09T18:00:00.000') });
    expect(held('case-yellow', inTime, '2027-01-04T10:00:00')).toEqual([]);
    const late = file({ ...accepted, completedAt: at('2026-03-09T18:00:00.001') });
    expect(held('case-yellow', late, '2027-01-04T10:00:00')).toHaveLength(1);
    expect(judge(inTime, rule('case-red'), clock, ms('2026-03-10T10:00:00')).nextMs).toBeNull();
  });

  it('is warned of two days before, and from half way where there are no two days', () => {
    expect(held('case-warning', file(accepted), '2026-03-05T18:00:00.000')).toEqual([]);
    expect(held('case-warning', file(accepted), '2026-03-05T18:00:00.001')).toHaveLength(1);
    const short = file(
      { acceptedAt: at('2026-03-02T08:30:00') },
      { promisedLimit: { value: 1, unit: 'workingDay' } },
    );
    expect(held('case-warning', short, '2026-03-02T14:00:00.000')).toEqual([]);
    expect(held('case-warning', short, '2026-03-02T14:00:00.001')).toHaveLength(1);
  });

  it('is warned from a share of the limit on where a region says so', () => {
    const body: RuleBody = {
      ...rule('case-yellow'),
      threshold: { kind: 'share', basis: 'promised', share: 0.9 },
    };
    const one = file({ acceptedAt: at('2026-03-02T08:30:00') });
    expect(judge(one, body, clock, ms('2026-03-06T14:00:00.000')).held).toEqual([]);
    expect(judge(one, body, clock, ms('2026-03-06T14:00:00.001')).held).toHaveLength(1);
  });

  it('stands still during special procedures, at most for what was applied for, and has days added', () => {
    const paused = { ...accepted, pauses: [pause('specialProcedure', '1', '2026-03-04T08:30:00', null)] };
    expect(held('case-yellow', file(paused), '2026-03-12T18:00:00.000')).toEqual([]);
    expect(held('case-yellow', file(paused), '2026-03-12T18:00:00.001')).toHaveLength(1);
    const extended = {
      ...accepted,
      extensions: [{ at: at('2026-03-05T10:00:00'), days: 2, approver: '王局' }],
    };
    expect(held('case-yellow', file(extended), '2026-03-11T18:00:00.000')).toEqual([]);
    expect(held('case-yellow', file(extended), '2026-03-11T18:00:00.001')).toHaveLength(1);
  });

  it('waits for ever while a correction was not answered', () => {
    const one = file({ ...accepted, pauses: [pause('correction', '1', '2026-03-04T08:30:00', null)] });
    expect(judge(one, rule('case-yellow'), clock, ms('2027-12-01T10:00:00'))).toMatchObject({
      ...{ held: [], nextMs: null, fault: null },
    });
  });

  it('says nothing where the calendar does not reach, and that it does not', () => {
    const said = judge(file(accepted), rule('case-yellow'), clockOf([2025]), ms('2026-06-01T10:00:00'));
    expect(said).toMatchObject({ held: [], fault: { code: 'year_unannounced' } });
  });

  it('says what it was computed from', () => {
    const one = file({
      ...accepted,
      pauses: [pause('specialProcedure', '1', '2026-03-04T08:30:00', '2026-03-05T08:30:00')],
    });
    const [card] = held('case-yellow', one, '2026-03-20T10:00:00');
    expect(card?.ground()).toMatchObject({
      startedAt: at('2026-03-02T18:00:00').toISOString(),
      limit: { value: 5, unit: 'workingDay' },
      limitAt: at('2026-03-10T18:00:00').toISOString(),
      dueAt: at('2026-03-10T18:00:00.001').toISOString(),
      stoppedAt: null,
      deducted: [{ kind: 'specialProcedure', name: '听证' }],
    });
  });
});

describe('what else runs against time', () => {
  it('is a stage with a limit of its own, until the next', () => {
    const one = file({
      stages: [step('accepted', '2026-03-02T09:00:00'), step('handling', '2026-03-02T10:00:00')],
    });
    expect(held('stage-yellow', one, '2026-03-04T10:00:00.000')).toEqual([]);
    expect(held('stage-yellow', one, '2026-03-04T10:00:00.001')).toMatchObject([{ subjectKey: 'handling' }]);
    const left = file({
      stages: [step('handling', '2026-03-02T10:00:00'), step('review', '2026-03-03T10:00:00')],
    });
    expect(held('stage-yellow', left, '2026-03-20T10:00:00')).toEqual([]);
  });

  it('is a special procedure that was not ended, until the case is', () => {
    const one = file({ pauses: [pause('specialProcedure', '7', '2026-03-02T08:30:00', null)] });
    expect(held('procedure-yellow', one, '2026-03-04T18:00:00.001')).toMatchObject([{ subjectKey: '7' }]);
    expect(held('procedure-red', one, '2026-03-05T18:00:00.000')).toEqual([]);
    expect(held('procedure-red', one, '2026-03-05T18:00:00.001')).toHaveLength(1);
    const over = { ...one, state: { ...one.state, completedAt: at('2026-03-04T10:00:00') } };
    expect(held('procedure-yellow', over, '2026-03-20T10:00:00')).toEqual([]);
  });

  it('is a certificate that was granted and is not there', () => {
    const granted = { completedAt: at('2026-03-02T18:00:00'), outcome: 'certificate' } as const;
    expect(held('certificate-yellow', file(granted), '2026-03-05T18:00:00.001')).toHaveLength(1);
    expect(
      held('certificate-yellow', file({ ...granted, certificateNo: 'Z-1' }), '2026-04-05T18:00:00'),
    ).toEqual([]);
    const fetched = { ...granted, collectedAt: at('2026-03-05T18:00:00') };
    expect(held('certificate-yellow', file(fetched), '2026-04-05T18:00:00')).toEqual([]);
  });
});

describe('conduct', () => {
  const now = '2026-04-01T10:00:00';
  it.each([
    ['refusal-without-reason', { refusal: { at: at('2026-03-02T10:00:00'), reason: null } }, 1],
    ['refusal-without-reason', { refusal: { at: at('2026-03-02T10:00:00'), reason: '材料不齐' } }, 0],
    ['no-receipt', { acceptedAt: at('2026-03-02T10:00:00'), receiptNo: null }, 1],
    ['no-receipt', { acceptedAt: at('2026-03-02T10:00:00') }, 0],
    ['fee-differs', { completedAt: at('2026-03-02T10:00:00'), fee: 25 }, 1],
    ['fee-differs', { completedAt: at('2026-03-02T10:00:00'), fee: 20 }, 0],
    [
      'forwarded-late',
      { acceptedAt: at('2026-03-02T10:00:00'), completedAt: at('2026-03-20T10:00:00'), outcome: 'forwarded' },
      1,
    ],
    [
      'suspended-without-approver',
      { pauses: [{ ...pause('specialProcedure', '1', '2026-03-02T10:00:00', null), approver: null }] },
      1,
    ],
    [
      'suspended-without-approver',
      { pauses: [pause('specialProcedure', '1', '2026-03-02T10:00:00', null)] },
      0,
    ],
    [
      'suspended-without-days',
      { pauses: [{ ...pause('specialProcedure', '1', '2026-03-02T10:00:00', null), applied: null }] },
      1,
    ],
    ['suspended-without-days', { pauses: [pause('specialProcedure', '1', '2026-03-02T10:00:00', null)] }, 0],
    [
      'extended-beyond-law',
      { extensions: [10, 1].map((days) => ({ at: at('2026-03-02T10:00:00'), days, approver: '王局' })) },
      1,
    ],
    [
      'extended-beyond-law',
      { extensions: [{ at: at('2026-03-02T10:00:00'), days: 10, approver: '王局' }] },
      0,
    ],
    [
      'correction-late',
      {
        receivedAt: at('2026-03-02T10:00:00'),
        pauses: [pause('correction', '1', '2026-03-09T10:00:00.001', null)],
      },
      1,
    ],
    [
      'correction-late',
      {
        receivedAt: at('2026-03-02T10:00:00'),
        pauses: [pause('correction', '1', '2026-03-09T10:00:00', null)],
      },
      0,
    ],
    // Nothing to measure from: it is not made up.
    ['correction-late', { pauses: [pause('correction', '1', '2026-03-29T10:00:00', null)] }, 0],
    [
      'correction-again',
      {
        pauses: [
          pause('correction', '2', '2026-03-04T10:00:00', null),
          pause('correction', '1', '2026-03-03T10:00:00', '2026-03-03T11:00:00'),
        ],
      },
      1,
    ],
    ['correction-again', { pauses: [pause('correction', '1', '2026-03-03T10:00:00', null)] }, 0],
    [
      'correction-after-acceptance',
      {
        acceptedAt: at('2026-03-02T10:00:00'),
        pauses: [pause('correction', '1', '2026-03-03T10:00:00', null)],
      },
      1,
    ],
    [
      'correction-after-acceptance',
      {
        acceptedAt: at('2026-03-04T10:00:00'),
        pauses: [pause('correction', '1', '2026-03-03T10:00:00', '2026-03-04T09:00:00')],
      },
      0,
    ],
  ] satisfies [string, Partial<CaseState>, number][])('%s', (key, state, cards) => {
    expect(held(key, file(state), now)).toHaveLength(cards);
  });
});
