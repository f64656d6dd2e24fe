import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import type { Actor } from '../platform/http/route.ts';
import { byteRangeOf, rangeOf } from './media-queries.ts';
import { OpenReads } from './open-reads.ts';

const wang: Actor = { kind: 'user', id: 'u1', username: 'wang', sessionId: 's1' };
const li: Actor = { kind: 'user', id: 'u2', username: 'li', sessionId: 's2' };

class Answer extends EventEmitter {
  isCut = false;
  destroy(): void {
    this.isCut = true;
    this.emit('close');
  }
}

const allowed = async () => undefined;
const refused = () => Promise.reject(new Error('not any more'));

test('one viewer has so many files at once, all together so many; an answer that closed makes room', () => {
  const reads = new OpenReads({ mostOfSession: 2, most: 3 });
  const first = new Answer();
  reads.begin(wang, first, allowed);
  reads.begin(wang, new Answer(), allowed);
  expect(() => reads.begin(wang, new Answer(), allowed)).toThrow(/At most 2/);
  const end = reads.begin(li, new Answer(), allowed);
  expect(() => reads.begin(li, new Answer(), allowed)).toThrow(/Too many/);
  first.emit('close');
  end();
  end();
  expect(reads.count).toBe(1);
});

test('what is on its way is cut off when the session ends, or its viewer may not see it any more', async () => {
  const reads = new OpenReads();
  const [one, two, three] = [new Answer(), new Answer(), new Answer()];
  reads.begin(wang, one, allowed);
  reads.begin(wang, two, refused);
  reads.begin(li, three, allowed);
  await reads.recheck(['u2']);
  expect([one.isCut, two.isCut, three.isCut]).toEqual([false, false, false]);
  await reads.recheck(null);
  expect([one.isCut, two.isCut, three.isCut]).toEqual([false, true, false]);
  reads.endSessions(['s1']);
  expect([one.isCut, three.isCut]).toEqual([true, false]);
  reads.close();
  expect(three.isCut).toBe(true);
  expect(reads.count).toBe(0);
});

test('byte ranges and times, whatever is sent', () => {
  expect(byteRangeOf(undefined, 10)).toBeUndefined();
  expect(byteRangeOf('bytes=-', 10)).toBeUndefined();
  expect(byteRangeOf('bytes=2-4', 10)).toEqual({ start: 2, end: 4 });
  expect(byteRangeOf('bytes=-99', 10)).toEqual({ start: 0, end: 9 });
  expect(byteRangeOf('bytes=10-', 10)).toBeNull();
  expect(byteRangeOf('bytes=0-', 0)).toBeNull();
  expect(byteRangeOf('bytes=99999999999999999999-', 10)).toBeUndefined();
  const now = Date.parse('2026-11-23T06:00:00.000Z');
  expect(rangeOf({ from: '2026-11-23T05:00:00.000Z' }, now)).toMatchObject({ toMs: now, mayGrow: true });
  expect(rangeOf({ from: '2026-11-23T05:00:00.000Z', to: '2099-01-01T00:00:00.000Z' }, now)).toMatchObject({
    ...{ toMs: now, mayGrow: true },
  });
  expect(() => rangeOf({ from: '2026-11-21T05:00:00.000Z' }, now)).toThrow(/24 hours/);
  expect(() => rangeOf({ from: '2026-11-24T05:00:00.000Z' }, now)).toThrow(/still to come/);
});
