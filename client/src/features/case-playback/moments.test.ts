import { describe, expect, it } from 'vitest';
import type { CaseMoment, CaseSession, StandingCard } from '../../../../server/contract/playback.ts';
import { beginOf, cardsAt, momentAt, sessionAt } from './moments.ts';

const at = (minute: number): string => new Date(Date.UTC(2026, 10, 23, 1, minute)).toISOString();
const ms = (minute: number): number => Date.parse(at(minute));
const moment = (minute: number, clerk: string): CaseMoment => ({
  ...{ at: at(minute), clerk, stage: null, passed: [], clock: null, pause: null },
  ...{ completedAt: null, refusedAt: null, outcome: null },
});
const footage = (from: number, to: number) => ({
  ...{ kind: 'footage' as const, from: at(from), to: at(to), sound: false, codec: 'h264' },
});
const session = (from: number, to: number, spans: ReturnType<typeof footage>[] = []): CaseSession => ({
  ...{ windowId: 'w', windowCode: '1', windowName: null, hallId: null, hallName: null, ticket: null },
  ...{ clerk: null, calledAt: null, startedAt: null, finishedAt: null, assumed: false },
  ...{ servedFrom: at(from + 1), servedTo: at(to - 1), from: at(from), to: at(to) },
  ...{ someNotAllowed: false, percent: null, noFootage: null },
  sights: [
    {
      ...{ cameraId: 'c', cameraName: '一号机', profile: 'main' as const, from: at(from), to: at(to) },
      ...{ clerkZone: [], applicantZone: null },
      coverage: { cameraId: 'c', profile: 'main', spans, percent: 0, coarse: false },
    },
  ],
});

describe('as of an instant', () => {
  it('the last moment at or before it counts', () => {
    const moments = [moment(1, 'a'), moment(5, 'b'), moment(9, 'c')];
    expect(momentAt(moments, ms(0))).toBeUndefined();
    expect([1, 4, 5, 30].map((minute) => momentAt(moments, ms(minute))?.clerk)).toEqual(['a', 'a', 'b', 'c']);
  });

  it('cards stand from their issue to their revocation', () => {
    const card = (id: string, issued: number, revoked: number | null): StandingCard => ({
      ...{ id, level: 'yellow', subject: 'case', subjectKey: '', ruleName: '' },
      ...{ issuedAt: at(issued), revokedAt: revoked === null ? null : at(revoked) },
    });
    const cards = [card('a', 2, 6), card('b', 4, null)];
    expect(
      [1, 3, 5, 7].map((minute) =>
        cardsAt(cards, ms(minute))
          .map(({ id }) => id)
          .join(''),
      ),
    ).toEqual([...['', 'a', 'ab', 'b']]);
  });

  it('the session that began last holds the playhead', () => {
    const all = [session(0, 10), session(8, 20)];
    expect([-1, 3, 9, 15, 20].map((minute) => sessionAt(all, ms(minute)))).toEqual([
      undefined,
      0,
      1,
      1,
      undefined,
    ]);
  });

  it('a session begins where there is something to see', () => {
    const seconds = (value: number) => (value - ms(0)) / 1000;
    expect(seconds(beginOf(session(0, 20, [footage(0, 20)])))).toBe(55);
    expect(seconds(beginOf(session(0, 20, [footage(4, 6), footage(8, 20)])))).toBe(240);
    expect(seconds(beginOf(session(0, 20)))).toBe(55);
  });
});
