import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type HoursTerm, PlaceClock } from '../calendar/index.ts';
import { type CaseFact, type CaseFile, fold, type MatterTerms } from '../cases/index.ts';
import { type HeldRule, SHIPPED_RULES } from '../rules/index.ts';
import { CardBox } from './testing/card-box.ts';

const HOUR = 3_600_000;
const open = { morning: { from: '08:30', to: '12:00' }, afternoon: { from: '13:30', to: '18:00' } };
const closed = { morning: null, afternoon: null };
const hours: HoursTerm[] = [
  { validFrom: '2020-01-01', week: [open, open, open, open, open, closed, closed] },
];
const clock = new PlaceClock({
  ...{ key: 'region:1', version: 1, today: '2026-03-02' },
  place: {
    ...{ hallId: null, regionCode: '445200', zone: 'Asia/Shanghai', exceptions: [] },
    ...{ years: [2025, 2026, 2027].map((year) => ({ year, days: [] })), hours: [hours] },
  },
});
const T0 = Date.parse('2026-03-02T01:00:00.000Z');
const END = T0 + 120 * 24 * HOUR;

const terms: MatterTerms = {
  ...{ matterId: 'm', version: 1, code: 'M-1', name: '食品经营许可', kind: 'promised' },
  promisedLimit: { value: 3, unit: 'workingDay' },
  statutoryLimit: { value: 6, unit: 'workingDay' },
  stages: (['handling', 'review'] as const).map((stage) => ({
    ...{ stage, limit: { value: 1, unit: 'workingDay' as const } },
    ...{ responsibleName: null, responsibleUserId: null },
  })),
  fee: { least: 10, most: 20 },
  certificateLimit: null,
};
const rules: HeldRule[] = Object.entries(SHIPPED_RULES).map(([key, body]) => ({
  ...{ id: `rule-${key}`, key, body, regionCode: null, version: 1, validFrom: new Date(0), changedBy: null },
}));
const fileOf = (facts: readonly CaseFact[]): CaseFile => ({
  ...{ id: 'c', source: 's', caseNo: '1', departmentId: 'd', regionCode: '445200' },
  ...{ hallId: null, windowId: null, clerk: null, matter: terms, state: fold(facts) },
});
const fact = (
  type: string,
  stage: CaseFact['stage'],
  hour: number,
  detail: CaseFact['detail'] = null,
): CaseFact => ({
  ...{ eventId: `${type}-${stage}-${hour}`, type, stage, clerk: null, windowId: null, detail },
  ...{ occurredAt: new Date(T0 + hour * HOUR), receivedAt: new Date(T0 + hour * HOUR) },
  ...{ recordKey: null, dataVersion: null },
});
const receipt = { receiptNo: 'R-1' };

const event = fc
  .record({
    type: fc.constantFrom(
      ...['stage', 'stage', 'stage', 'stage', 'refused', 'correctionAsked', 'correctionReceived'],
      ...['specialProcedure', 'specialProcedureEnded', 'extended', 'collected'],
    ),
    stage: fc.constantFrom('received', 'accepted', 'handling', 'review', 'approval', 'completed'),
    hour: fc.integer({ min: 0, max: 500 }),
    no: fc.constantFrom('1', '2'),
    version: fc.constantFrom(1, 2),
    record: fc.option(fc.constantFrom('k1', 'k2'), { freq: 4 }),
    said: fc.record(
      {
        receiptNo: fc.constant('R-1'),
        outcome: fc.constantFrom('certificate', 'forwarded', 'other'),
        fee: fc.constantFrom(15, 99),
        reason: fc.constant('材料不齐'),
        approver: fc.constant('王局'),
        days: fc.constantFrom(4, 9),
      },
      { requiredKeys: [] },
    ),
  })
  .map(
    ({ type, stage, hour, no, version, record, said }): Omit<CaseFact, 'eventId'> => ({
      ...fact(type, type === 'stage' ? (stage as CaseFact['stage']) : null, hour),
      detail: {
        ...said,
        no,
        ...(type === 'extended' && { days: said.days ?? 5 }),
        ...(type === 'specialProcedure' && { applied: { value: 2, unit: 'workingDay' as const } }),
      },
      ...{ recordKey: record, dataVersion: record === null ? null : version },
    }),
  );
const history = fc
  .array(event, { maxLength: 14 })
  .map((all) => all.map((one, at): CaseFact => ({ ...one, eventId: `e${at}` })));

describe('settle', () => {
  it('comes to the same cards whatever the order, however often, and whenever it was looked in between', () => {
    fc.assert(
      fc.property(
        history.chain((facts) =>
          fc.record({
            facts: fc.constant(facts),
            // Which of them arrives next, some of them again and again, and how long after the last it is looked.
            deliveries: fc.tuple(
              fc.shuffledSubarray(facts, { minLength: facts.length, maxLength: facts.length }),
              fc.array(fc.nat({ max: Math.max(0, facts.length - 1) }), { maxLength: 6 }),
            ),
            waits: fc.array(fc.integer({ min: 0, max: 120 }), { minLength: 20, maxLength: 20 }),
          }),
        ),
        ({ facts, deliveries: [order, doubles], waits }) => {
          const inTurn = [...order, ...doubles.flatMap((at) => facts[at] ?? [])];
          const box = new CardBox(rules);
          const known = new Map<string, CaseFact>();
          let nowMs = T0;
          for (const [at, one] of inTurn.entries()) {
            known.set(one.eventId, one);
            nowMs += (waits[at] ?? 0) * HOUR;
            box.look({ file: fileOf([...known.values()]), clock, nowMs });
          }
          box.look({ file: fileOf([...known.values()]), clock, nowMs: END });

          const plain = new CardBox(rules);
          plain.look({ file: fileOf(facts), clock, nowMs: END });
          expect(box.standing()).toEqual(plain.standing());
        },
      ),
      { numRuns: 400 },
    );
  });

  it('misses nothing when it is only looked when it said', () => {
    fc.assert(
      fc.property(history, (facts) => {
        const box = new CardBox(rules);
        let next: number | null = T0;
        let looks = 0;
        while (next !== null && next <= END) {
          const nowMs: number = next;
          next = box.look({ file: fileOf(facts), clock, nowMs });
          expect(next === null || next > nowMs).toBe(true);
          looks += 1;
        }
        const often = new CardBox(rules);
        for (let nowMs = T0; nowMs <= END; nowMs += 24 * HOUR)
          often.look({ file: fileOf(facts), clock, nowMs });
        often.look({ file: fileOf(facts), clock, nowMs: END });
        expect(box.standing()).toEqual(often.standing());
        expect(looks).toBeLessThan(60);
      }),
      { numRuns: 200 },
    );
  });

  const accepted = fact('stage', 'accepted', 0, receipt);
  const late = (facts: readonly CaseFact[], box: CardBox, day = 60) =>
    box.look({ file: fileOf(facts), clock, nowMs: T0 + day * 24 * HOUR });

  it('proposes what late data proves wrong, drops that when it was right after all, and never issues it again', () => {
    const box = new CardBox(rules);
    late([accepted], box);
    const yellow = 'case-yellow yellow ';
    expect(box.standing()).toContain(`issued ${yellow}`);
    const inTime = fact('stage', 'completed', 20, { certificateNo: 'Z-1' });
    late([accepted, inTime], box);
    expect(box.get(yellow)).toMatchObject({ state: 'issued', proposed: true });
    const { made } = box;
    late([accepted, inTime, fact('stage', 'handling', 30)], box);
    expect(box.get(yellow)).toMatchObject({ state: 'issued', proposed: false });
    expect(box.made).toBeGreaterThanOrEqual(made);
  });

  it('leaves alone what a person decided', () => {
    const box = new CardBox(rules);
    const yellow = 'case-yellow yellow ';
    late([accepted], box);
    box.set(yellow, { state: 'revoked' });
    late([accepted], box, 61);
    expect(box.get(yellow)?.state).toBe('revoked');

    const other = new CardBox(rules);
    late([accepted], other);
    const inTime = fact('stage', 'completed', 20, { certificateNo: 'Z-1' });
    other.set(yellow, { proposalDismissed: true });
    late([accepted, inTime], other, 61);
    expect(other.get(yellow)).toMatchObject({ proposed: false, proposalDismissed: true });
  });

  it('takes back by itself what only waited, and lets it wait again', () => {
    const box = new CardBox(rules);
    const waits = 'no-receipt yellow ';
    const bare = { ...fact('stage', 'accepted', 0), recordKey: 'k', dataVersion: 1 };
    late([bare], box, 1);
    expect(box.get(waits)?.state).toBe('pending');
    const again = { ...accepted, eventId: 'again', recordKey: 'k', dataVersion: 2 };
    late([bare, again], box, 1);
    expect(box.get(waits)).toMatchObject({ state: 'cancelled', cancelledByItself: true });
    late([bare, again, { ...bare, eventId: 'third', dataVersion: 3 }], box, 1);
    expect(box.get(waits)?.state).toBe('pending');
    box.set(waits, { state: 'cancelled', cancelledByItself: false });
    late([bare], box, 1);
    expect(box.get(waits)?.state).toBe('cancelled');
  });

  it('judges a card by the version that issued it', () => {
    const box = new CardBox(rules);
    const file = fileOf([accepted]);
    box.look({ file, clock, nowMs: T0 + 8 * 24 * HOUR });
    const yellow = rules.find((rule) => rule.key === 'case-yellow');
    if (yellow === undefined) throw new Error('no such rule');
    const milder: HeldRule = {
      ...{ ...yellow, id: 'milder', version: 2 },
      body: {
        ...yellow.body,
        threshold: { kind: 'offset', basis: 'promised', value: 30, unit: 'workingDay' },
      },
    };
    box.use([...rules.filter((rule) => rule !== yellow), milder]);
    box.look({ file, clock, nowMs: T0 + 8 * 24 * HOUR });
    expect(box.standing()).toContain('issued case-yellow yellow ');
    const fresh = new CardBox([milder]);
    fresh.look({ file, clock, nowMs: T0 + 8 * 24 * HOUR });
    expect(fresh.standing()).toEqual([]);
  });
});
