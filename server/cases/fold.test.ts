import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stages } from '../contract/cases.ts';
import { type CaseFact, fold, foldAt, inOrder } from './fold.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 10, 23, 1, minute));
const blank = { clerk: null, windowId: null, recordKey: null, dataVersion: null, detail: null };
const fact = (stage: CaseFact['stage'], minute: number, receivedMinute = minute): CaseFact => ({
  ...blank,
  eventId: `${stage}-${minute}`,
  type: stage === null ? 'called' : 'stage',
  stage,
  occurredAt: at(minute),
  receivedAt: at(receivedMinute),
});

const types = [
  ...['stage', 'stage', 'stage', 'refused', 'correctionAsked', 'correctionReceived', 'specialProcedure'],
  ...['specialProcedureEnded', 'extended', 'collected', 'called', 'started', 'finished'],
];

describe('fold', () => {
  it('follows a case from receipt to completion', () => {
    const state = fold([
      fact('received', 0),
      fact('accepted', 5),
      fact('handling', 6),
      fact('completed', 30),
    ]);
    expect(state).toMatchObject({
      stage: 'completed',
      acceptedAt: at(5),
      completedAt: at(30),
      updatedAt: at(30),
    });
  });

  it('never fills a missing acceptance from another time', () => {
    expect(fold([fact('received', 0), fact('handling', 6)]).acceptedAt).toBeNull();
  });

  it('puts a late event where it belongs', () => {
    const state = fold([fact('handling', 10), fact('accepted', 5, 20)]);
    expect(state).toMatchObject({ stage: 'handling', acceptedAt: at(5), updatedAt: at(20) });
  });

  it('keeps the first completion when it is reported again, and none when the case goes on', () => {
    const done = [fact('accepted', 0), fact('completed', 10), fact('completed', 12)];
    expect(fold(done).completedAt).toEqual(at(10));
    expect(fold([...done, fact('handling', 20)])).toMatchObject({ stage: 'handling', completedAt: null });
  });

  it('takes steps of one instant in the order a case passes them', () => {
    expect(fold([fact('completed', 5), fact('accepted', 5), fact('handling', 5)])).toMatchObject({
      stage: 'completed',
      completedAt: at(5),
    });
  });

  it('is nothing without events, and calls and sessions are no steps', () => {
    expect(fold([]).stage).toBeNull();
    expect(fold([fact(null, 3)])).toMatchObject({
      stage: null,
      acceptedAt: null,
      completedAt: null,
      updatedAt: at(3),
    });
  });

  it('takes the newest version of a fact, whichever came first, and shows none of the others', () => {
    const told = (dataVersion: number, minute: number) => ({
      ...fact('accepted', minute),
      eventId: `v${dataVersion}`,
      recordKey: 'acceptance',
      dataVersion,
    });
    for (const facts of [
      [told(1, 5), told(3, 8), told(2, 3)],
      [told(3, 8), told(2, 3), told(1, 5)],
    ])
      expect(fold(facts)).toMatchObject({ acceptedAt: at(8), stages: [{ stage: 'accepted', at: at(8) }] });
  });

  it('pairs what stops the clock by its number, and shows an end that lacks its begin', () => {
    const pausing = (type: string, minute: number, no: string): CaseFact => ({
      ...{ ...blank, type, eventId: `${type}-${no}-${minute}`, stage: null },
      ...{ occurredAt: at(minute), receivedAt: at(minute), detail: { no, approver: '王主任' } },
    });
    const { pauses } = fold([
      pausing('specialProcedure', 1, '1'),
      pausing('correctionAsked', 2, '1'),
      pausing('specialProcedureEnded', 5, '1'),
      pausing('specialProcedure', 6, '1'),
      pausing('correctionReceived', 9, '7'),
    ]);
    expect(pauses).toMatchObject([
      { kind: 'specialProcedure', from: at(1), to: at(5), approver: '王主任' },
      { kind: 'correction', from: at(2), to: null },
      { kind: 'specialProcedure', from: at(6), to: null },
      { kind: 'correction', no: '7', from: null, to: at(9) },
    ]);
  });

  it('keeps what was decided, and forgets a refusal when the case goes on', () => {
    const refused: CaseFact = {
      ...{ ...blank, type: 'refused', eventId: 'no', stage: null, detail: { reason: '材料不齐' } },
      ...{ occurredAt: at(3), receivedAt: at(3) },
    };
    const done = (detail: CaseFact['detail']) => ({ ...fact('completed', 9), detail });
    expect(fold([fact('received', 1), refused]).refusal).toEqual({ at: at(3), reason: '材料不齐' });
    expect(fold([fact('received', 1), refused, fact('accepted', 5)]).refusal).toBeNull();
    expect(
      fold([fact('accepted', 5), done({ outcome: 'certificate', certificateNo: 'A1', fee: 12.5 })]),
    ).toMatchObject({
      outcome: 'certificate',
      certificateNo: 'A1',
      fee: 12.5,
      missing: ['received', 'handling', 'approval'],
    });
  });

  it('gives the same state whatever order the events came in, however often', () => {
    const facts = fc.uniqueArray(
      fc.record({
        eventId: fc.string({ minLength: 1, maxLength: 4 }),
        type: fc.constantFrom(...types),
        stage: fc.constantFrom(...stages),
        occurredAt: fc.integer({ min: 0, max: 12 }).map(at),
        receivedAt: fc.integer({ min: 0, max: 12 }).map(at),
        clerk: fc.constantFrom(null, '张三', '李四'),
        windowId: fc.constantFrom(null, 'w1', 'w2'),
        recordKey: fc.constantFrom(null, null, 'a', 'b'),
        dataVersion: fc.constantFrom(null, 1, 2, 3),
        detail: fc.record({
          no: fc.constantFrom('1', '2'),
          days: fc.integer({ min: 1, max: 9 }),
          receiptNo: fc.constantFrom('R1', 'R2', undefined),
          fee: fc.constantFrom(1, 2, undefined),
          outcome: fc.constantFrom('certificate' as const, 'void' as const, undefined),
          reason: fc.constantFrom('x', undefined),
        }),
      }),
      { selector: (one) => one.eventId, maxLength: 14 },
    );
    const shuffled = facts.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
    );
    fc.assert(
      fc.property(shuffled, ([drawn, other]) => {
        const stepped = (all: typeof drawn): CaseFact[] =>
          all.map((one) => ({ ...one, stage: one.type === 'stage' ? one.stage : null }));
        expect(fold(stepped(other))).toEqual(fold(stepped(drawn)));
        // A re-delivery is not stored twice; folding what was folded changes nothing either.
        const facts = stepped(drawn);
        expect(fold(inOrder(facts))).toEqual(fold(facts));
      }),
      { numRuns: 500 },
    );
  });

  it('tells what was so at an instant, with a clock that runs ahead held to its arrival', () => {
    const facts = [fact('accepted', 5), fact('handling', 9, 7)];
    expect(foldAt(facts, at(4).getTime()).stage).toBeNull();
    expect(foldAt(facts, at(6).getTime()).stage).toBe('accepted');
    expect(foldAt(facts, at(7).getTime()).stage).toBe('handling');
  });
});
