import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import type { Actor } from '../platform/http/route.ts';
import { UnsentAnswers } from './unsent-answers.ts';

const wang: Actor = { kind: 'user', id: 'u1', username: 'wang', sessionId: 's1' };
const li: Actor = { ...wang, sessionId: 's2' };

class Answer extends EventEmitter {
  closed = false;
  destroy(): void {
    this.closed = true;
    this.emit('close');
  }
}

test('a viewer who asks and does not read is refused, until he has read; others are not', () => {
  const unsent = new UnsentAnswers({ now: () => 0, mostBytes: 100 });
  const [first, second] = [new Answer(), new Answer()];
  unsent.begin(wang, 60, first);
  unsent.begin(wang, 40, second);
  expect(() => unsent.begin(wang, 1, new Answer())).toThrow(/has not been taken/);
  unsent.begin(li, 100, new Answer());
  second.destroy();
  unsent.begin(wang, 40, new Answer());
  expect(() => unsent.begin(wang, 1, new Answer())).toThrow();
});

test('one answer may be larger than the bound; one whose viewer left counts for nothing', () => {
  const unsent = new UnsentAnswers({ now: () => 0, mostBytes: 100 });
  const gone = new Answer();
  gone.destroy();
  unsent.begin(wang, 100, gone);
  unsent.begin(wang, 500, new Answer());
  expect(() => unsent.begin(wang, 1, new Answer())).toThrow();
});

test('an answer that is never taken is cut, and counted no more', () => {
  let nowMs = 0;
  const unsent = new UnsentAnswers({ now: () => nowMs, mostBytes: 100, patienceMs: 60_000 });
  const stuck = new Answer();
  unsent.begin(wang, 100, stuck);
  nowMs = 59_000;
  expect(() => unsent.begin(wang, 50, new Answer())).toThrow();
  nowMs = 70_000;
  unsent.begin(wang, 50, new Answer());
  expect(stuck.closed).toBe(true);
});
