import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Stage } from '../contract/cases.ts';
import { statusAt, type WindowStatus } from '../contract/overlays.ts';
import { applyEvent, type CaseAt, type WindowFact } from './apply-event.ts';

const T0 = Date.UTC(2026, 10, 23, 1);
const iso = (ms: number) => new Date(ms).toISOString();
const unknown: WindowStatus = {
  windowId: 'w3',
  version: 0,
  at: iso(T0 - 86_400_000),
  receivedAt: iso(T0 - 86_400_000),
  state: 'unknown',
  clerk: null,
  ticket: null,
  case: null,
};

interface Given {
  at: number;
  window?: string | null;
  case?: string;
  ticket?: string;
  clerk?: string;
  completes?: boolean;
}
const fact = (type: WindowFact['type'], given: Given): WindowFact => ({
  type,
  atMs: T0 + given.at,
  receivedAt: new Date(T0 + given.at + 300),
  windowId: given.window === undefined ? 'w3' : given.window,
  clerk: given.clerk ?? null,
  ticket: given.ticket ?? null,
  caseId: given.case ?? null,
  completes: given.completes ?? false,
});

/** Cases whose stages came at the given seconds. */
const caseAt =
  (stages: Record<string, [number, Stage][]>): CaseAt =>
  (id, atMs) => ({
    id,
    caseNo: `no-${id}`,
    matterName: '食品经营许可',
    applicant: '张*',
    stage: stages[id]?.findLast(([at]) => T0 + at <= atMs)?.[1] ?? null,
    clock: null,
    card: null,
  });
const noStages = caseAt({});
const run = (facts: WindowFact[], at: CaseAt = noStages, from = unknown) =>
  facts.reduce((status, one) => applyEvent(status, one, at), from);

describe('applyEvent', () => {
  it('follows a window through a visit', () => {
    const stages = caseAt({ c1: [[25, 'accepted']] });
    const seen: WindowStatus[] = [unknown];
    for (const one of [
      fact('opened', { at: 0, clerk: '李梅' }),
      fact('called', { at: 10, ticket: 'A012', case: 'c1' }),
      fact('started', { at: 20, case: 'c1' }),
      fact('stage', { at: 25, case: 'c1' }),
      fact('finished', { at: 60, case: 'c1' }),
      fact('closed', { at: 90 }),
    ])
      seen.push(applyEvent(seen.at(-1) as WindowStatus, one, stages));
    expect(seen.map((one) => [one.version, one.state, one.ticket, one.case?.stage])).toEqual([
      [0, 'unknown', null, undefined],
      [1, 'idle', null, undefined],
      [2, 'called', 'A012', null],
      [3, 'serving', 'A012', null],
      [4, 'serving', 'A012', 'accepted'],
      [5, 'idle', null, undefined],
      [6, 'closed', null, undefined],
    ]);
    expect(seen[4]).toMatchObject({ clerk: '李梅', at: iso(T0 + 25), case: { startedAt: iso(T0 + 20) } });
    expect(seen[5]?.clerk).toBe('李梅');
  });

  it('shows a card at once, and still takes what happened before it and comes after it', () => {
    const card = { id: 'k1', level: 'yellow' as const, issuedAt: iso(T0 + 100) };
    const withCard: CaseAt = (id, atMs) => {
      const known = noStages(id, atMs);
      return known && { ...known, card: atMs >= T0 + 100 ? card : null };
    };
    const called = run([fact('called', { at: 10, ticket: 'A012', case: 'c1' })], withCard);
    const shown = applyEvent(called, fact('card', { at: 100, case: 'c1', window: null }), withCard);
    expect(shown).toMatchObject({ version: 2, at: iso(T0 + 10), state: 'called', case: { card } });
    const next = applyEvent(shown, fact('called', { at: 20, ticket: 'A013', case: 'c2' }), withCard);
    expect(next).toMatchObject({ version: 3, at: iso(T0 + 20), ticket: 'A013', case: { id: 'c2' } });
  });

  it('shows a stage that names the window, and one of the case shown that names none', () => {
    const stages = caseAt({
      c1: [
        [5, 'accepted'],
        [9, 'handling'],
      ],
    });
    const status = run([fact('stage', { at: 5, case: 'c1' })], stages);
    expect(status).toMatchObject({ state: 'serving', case: { id: 'c1', stage: 'accepted' } });
    expect(run([fact('stage', { at: 9, case: 'c1', window: null })], stages, status)).toMatchObject({
      version: 2,
      case: { stage: 'handling', startedAt: iso(T0 + 5) },
    });
    expect(run([fact('stage', { at: 9, case: 'c2', window: null })], stages, status)).toBe(status);
  });

  it('does not turn back for a late fact, but takes what it tells of the case shown', () => {
    const stages = caseAt({ c1: [[12, 'accepted']] });
    const serving = run([fact('started', { at: 20, case: 'c1' })], noStages);
    expect(run([fact('called', { at: 10, case: 'c0' })], stages, serving)).toBe(serving);
    expect(run([fact('closed', { at: 19 })], stages, serving)).toBe(serving);
    expect(run([fact('stage', { at: 12, case: 'c1' })], stages, serving)).toMatchObject({
      state: 'serving',
      version: 2,
      at: iso(T0 + 20),
      case: { stage: 'accepted' },
    });
  });

  it('keeps the visit shown when another one is said to be finished', () => {
    const serving = run([fact('started', { at: 20, case: 'c2', ticket: 'A2' })]);
    expect(run([fact('finished', { at: 25, case: 'c1' })], noStages, serving)).toBe(serving);
    expect(run([fact('finished', { at: 25, ticket: 'A1' })], noStages, serving)).toBe(serving);
    expect(run([fact('finished', { at: 25, ticket: 'A2' })], noStages, serving).state).toBe('idle');
    const closed = run([fact('closed', { at: 1 })]);
    expect(run([fact('finished', { at: 2 })], noStages, closed)).toBe(closed);
  });

  it('does not put somebody at the counter because a case was completed', () => {
    const idle = run([fact('opened', { at: 0 })]);
    expect(run([fact('stage', { at: 5, case: 'c1', completes: true })], noStages, idle)).toBe(idle);
  });

  it('serves the next one without the last one having been finished', () => {
    const status = run([
      fact('started', { at: 1, case: 'c1', ticket: 'A1' }),
      fact('called', { at: 5, ticket: 'A2' }),
      fact('started', { at: 6 }),
    ]);
    expect(status).toMatchObject({ state: 'serving', ticket: 'A2', case: null });
    expect(run([fact('started', { at: 9, case: 'c3' })], noStages, status)).toMatchObject({
      ticket: 'A2',
      case: { id: 'c3', startedAt: iso(T0 + 9) },
    });
  });

  it('numbers versions without gaps, and `at` never goes back', () => {
    const facts = fc.array(
      fc.record({
        type: fc.constantFrom<WindowFact['type']>(
          'opened',
          'closed',
          'called',
          'started',
          'finished',
          'stage',
        ),
        at: fc.integer({ min: 0, max: 30 }),
        case: fc.constantFrom('c1', 'c2', undefined),
        window: fc.constantFrom('w3', null),
        completes: fc.boolean(),
      }),
      { maxLength: 30 },
    );
    const stages = caseAt({
      c1: [
        [5, 'accepted'],
        [20, 'completed'],
      ],
    });
    fc.assert(
      fc.property(facts, (all) => {
        const seen = [unknown];
        for (const { type, case: one, ...rest } of all) {
          const before = seen.at(-1) as WindowStatus;
          const given = one === undefined ? rest : { ...rest, case: one };
          const after = applyEvent(before, fact(type, given), stages);
          if (after !== before) seen.push(after);
        }
        for (const [index, status] of seen.entries()) {
          expect(status.version).toBe(index);
          const before = seen[index - 1];
          if (before !== undefined && index > 1) expect(status.at >= before.at).toBe(true);
          expect(status.case === null || status.state === 'called' || status.state === 'serving').toBe(true);
        }
        const last = seen.at(-1) as WindowStatus;
        expect(statusAt(seen, T0 + 1000)).toBe(last);
      }),
    );
  });
});
