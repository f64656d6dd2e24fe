/** When an applicant with a case was called to, served and done at which window, from what was reported of it. */
import type { WindowSession } from '../contract/cases.ts';
import type { StepRow } from './cases.store.ts';

type Session = { -readonly [K in keyof WindowSession]: WindowSession[K] };

const ORDER = ['called', 'started', 'finished'] as const;
const TIMES = { called: 'calledAt', started: 'startedAt', finished: 'finishedAt' } as const;

/** `steps`: those that count, in the order they happened. A call that was never answered is a session of its own. */
export function sessionsOf(steps: readonly StepRow[]): WindowSession[] {
  const sessions: Session[] = [];
  for (const step of steps) {
    const what = ORDER.find((each) => each === step.type);
    if (what === undefined) continue;
    const last = sessions.findLast((one) => one.windowId === step.windowId);
    const at = step.occurredAt.toISOString();
    const goesOn =
      last !== undefined && ORDER.slice(ORDER.indexOf(what)).every((each) => last[TIMES[each]] === null);
    if (goesOn) {
      last[TIMES[what]] = at;
      last.clerk ??= step.clerk;
      last.ticket ??= step.ticket;
    } else {
      const { windowId, windowCode, windowName, ticket, clerk } = step;
      sessions.push({
        ...{ windowId, windowCode, windowName, ticket, clerk },
        ...{ calledAt: null, startedAt: null, finishedAt: null, [TIMES[what]]: at },
      });
    }
  }
  return sessions;
}
