import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stages } from '../contract/cases.ts';
import { type CaseFact, fold, foldAt } from './fold.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 10, 23, 1, minute));
const fact = (stage: CaseFact['stage'], minute: number, receivedMinute = minute): CaseFact => ({
  eventId: `${stage}-${minute}`,
  stage,
  occurredAt: at(minute),
  receivedAt: at(receivedMinute),
});

describe('fold', () => {
  it('follows a case from receipt to completion', () => {
    const state = fold([
      fact('received', 0),
      fact('accepted', 5),
      fact('handling', 6),
      fact('completed', 30),
    ]);
    expect(state).toEqual({
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
    expect(fold([fact(null, 3)])).toEqual({
      stage: null,
      acceptedAt: null,
      completedAt: null,
      updatedAt: at(3),
    });
  });

  it('gives the same state whatever order the events came in', () => {
    const facts = fc.uniqueArray(
      fc.record({
        eventId: fc.string({ minLength: 1, maxLength: 4 }),
        stage: fc.constantFrom(null, ...stages),
        occurredAt: fc.integer({ min: 0, max: 12 }).map(at),
        receivedAt: fc.integer({ min: 0, max: 12 }).map(at),
      }),
      { selector: (one) => one.eventId, maxLength: 12 },
    );
    const shuffled = facts.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
    );
    fc.assert(
      fc.property(shuffled, ([all, other]) => {
        expect(fold(other)).toEqual(fold(all));
      }),
    );
  });

  it('tells what was so at an instant, with a clock that runs ahead held to its arrival', () => {
    const facts = [fact('accepted', 5), fact('handling', 9, 7)];
    expect(foldAt(facts, at(4).getTime()).stage).toBeNull();
    expect(foldAt(facts, at(6).getTime()).stage).toBe('accepted');
    expect(foldAt(facts, at(7).getTime()).stage).toBe('handling');
  });
});
