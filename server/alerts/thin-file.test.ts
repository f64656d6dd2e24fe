import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type HoursTerm, PlaceClock } from '../calendar/index.ts';
import { type CaseFact, type CaseFile, fold, keptOf, type MatterTerms } from '../cases/index.ts';
import { type HeldRule, SHIPPED_RULES } from '../rules/index.ts';
import { isQuiet, nextOfQuiet, settle } from './settle.ts';
import { maySkim, thinFile } from './thin-file.ts';

const HOUR = 3_600_000;
const MINUTE = 60_000;
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

const terms: MatterTerms = {
  ...{ matterId: 'm', version: 1, code: 'M-1', name: '食品经营许可', kind: 'promised' },
  promisedLimit: { value: 8, unit: 'workingDay' },
  statutoryLimit: { value: 12, unit: 'workingDay' },
  stages: (['received', 'accepted', 'handling', 'review'] as const).map((stage) => ({
    ...{ stage, limit: { value: 2, unit: 'workingDay' as const } },
    ...{ responsibleName: null, responsibleUserId: null },
  })),
  fee: { least: 10, most: 20 },
  certificateLimit: null,
};
const rules: HeldRule[] = Object.entries(SHIPPED_RULES).map(([key, body]) => ({
  ...{ id: `rule-${key}`, key, body, regionCode: null, version: 1, validFrom: new Date(0), changedBy: null },
}));
const timed = rules.filter(({ body }) => body.threshold.kind !== 'conduct');

/** Some of them a few minutes ahead of our clock, as a sender's may be. */
const event = fc
  .record({
    type: fc.constantFrom(
      ...['stage', 'stage', 'stage', 'stage', 'refused', 'correctionAsked', 'correctionReceived'],
      ...['specialProcedure', 'specialProcedureEnded', 'extended'],
    ),
    stage: fc.constantFrom('received', 'accepted', 'handling', 'review', 'approval'),
    hour: fc.integer({ min: 0, max: 120 }),
    minute: fc.integer({ min: 0, max: 4 }),
    isAhead: fc.boolean(),
    no: fc.constantFrom('1', '2'),
    said: fc.record(
      {
        receiptNo: fc.constant('R-1'),
        fee: fc.constantFrom(15, 99),
        reason: fc.constant('材料不齐'),
        approver: fc.constant('王局'),
      },
      { requiredKeys: [] },
    ),
  })
  .map(({ type, stage, hour, minute, isAhead, no, said }): Omit<CaseFact, 'eventId'> => {
    const atMs = T0 + hour * HOUR + minute * MINUTE;
    return {
      ...{ type, stage: type === 'stage' ? (stage as CaseFact['stage']) : null, clerk: null, windowId: null },
      ...{ occurredAt: new Date(atMs), receivedAt: new Date(atMs - (isAhead ? 290_000 : 0)) },
      ...{ recordKey: null, dataVersion: null },
      detail: {
        ...said,
        no,
        ...(type === 'extended' && { days: 3 }),
        ...(type === 'specialProcedure' && { applied: { value: 2, unit: 'workingDay' as const } }),
      },
    };
  });
const history = fc
  .array(event, { minLength: 1, maxLength: 8 })
  .map((all) => all.map((one, at): CaseFact => ({ ...one, eventId: `e${at}` })));

const waits = fc.array(
  fc.oneof(
    fc.integer({ min: 1, max: 6 }).map((minutes) => minutes * MINUTE),
    fc.integer({ min: 1, max: 400 }).map((hours) => hours * HOUR),
  ),
  { maxLength: 6 },
);

/**
 * The engine's two looks at one case: with all that is known of it when something comes, and by what is kept of it when
 * an instant comes. The quick one may be too early, which is only work, and never too late.
 */
it('the quick look never puts a case off beyond the instant at which a rule has something to say', () => {
  fc.assert(
    fc.property(history, waits, (facts, waiting) => {
      const state = fold(facts);
      const file: CaseFile = {
        ...{ id: 'c', source: 's', caseNo: '1', departmentId: 'd', regionCode: '445200' },
        ...{ hallId: null, windowId: null, clerk: null, matter: terms, state },
      };
      const kept = keptOf(state, terms);
      const look = (of: CaseFile, by: readonly HeldRule[], nowMs: number) =>
        settle({ file: of, rules: by, versions: new Map(), cards: [], clock, nowMs });

      const evaluatedMs = Math.max(...facts.map((one) => one.receivedAt.getTime()));
      if (!isQuiet(look(file, rules, evaluatedMs))) return;
      const row = {
        ...{ id: 'c', caseNo: '1', departmentId: 'd', regionCode: '445200', hallId: null },
        ...{ kind: 'promised', matterId: 'm', evaluateAt: null, hasCards: false, ...kept },
        ...{ updatedAt: new Date(evaluatedMs), evaluatedAt: new Date(evaluatedMs) },
      };
      let nowMs = evaluatedMs;
      for (const waitMs of waiting) {
        nowMs += waitMs;
        if (!maySkim(row)) return;
        const quick = nextOfQuiet({ file: thinFile(row, terms), rules: timed, clock, nowMs });
        const whole = look(file, rules, nowMs);
        if (quick === undefined) continue;
        expect(isQuiet(whole), `nothing at ${new Date(nowMs).toISOString()}`).toBe(true);
        expect(quick ?? Number.POSITIVE_INFINITY).toBeLessThanOrEqual(
          whole.nextMs ?? Number.POSITIVE_INFINITY,
        );
      }
    }),
    { numRuns: 2000 },
  );
}, 30_000);
