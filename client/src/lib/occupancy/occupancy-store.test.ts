import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { OccupancySpan } from '../../../../server/contract/occupancy.ts';
import { FakeAsker } from '../testing/fake-asker.ts';
import { OccupancyStore, withSpan } from './occupancy-store.ts';

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 23, 1, 0, seconds)).toISOString();
const span = (state: OccupancySpan['state'], from: number, to: number, open = false): OccupancySpan => ({
  ...{ windowId: 'w1', cameraId: 'c1', state, applicant: null, cause: null, activity: null },
  ...{ from: at(from), to: at(to), open },
});
const brief = (spans: readonly OccupancySpan[]) =>
  spans.map(({ state, from, to }) => `${state} ${seconds(from)}-${seconds(to)}`);
const seconds = (text: string) => (Date.parse(text) - Date.parse(at(0))) / 1000;

let asker: FakeAsker;
let store: OccupancyStore;
beforeEach(() => {
  vi.useFakeTimers();
  asker = new FakeAsker();
  asker.answer('occupancy:unfollow', () => null);
  store = new OccupancyStore({ asker });
});
afterEach(() => {
  store.close();
  vi.useRealTimers();
});

it('a span is told by where it begins: one that goes on grows, one that begins ends the one before', () => {
  const first = [span('present', 0, 50, true)];
  const grown = withSpan(first, span('present', 0, 60, true));
  expect(brief(grown)).toEqual(['present 0-60']);
  const next = withSpan(grown, span('vacant', 58, 63, true));
  expect(brief(next)).toEqual(['present 0-58', 'vacant 58-63']);
  expect(brief(withSpan(next, span('present', 0, 58)))).toEqual(brief(next));
  expect(brief(withSpan(next, span('serving', 2000, 2010, true)))).toEqual([
    'vacant 58-2000',
    'serving 2000-2010',
  ]);
});

it('follows what is shown with one request, and anew when the line or the rights are others', async () => {
  asker.answer('occupancy:follow', ({ windowIds }: { windowIds: string[] }) => ({
    windows: windowIds.includes('w1') ? [{ windowId: 'w1', spans: [span('present', 0, 50, true)] }] : [],
    refused: windowIds.filter((id) => id !== 'w1'),
  }));
  let told = 0;
  const stop = store.follow('w1', () => {
    told += 1;
  });
  store.follow('w2', () => undefined);
  await vi.advanceTimersByTimeAsync(1);
  expect(asker.asked('occupancy:follow')).toEqual([{ windowIds: ['w1', 'w2'] }]);
  expect([brief(store.spans('w1')), store.spans('w2'), told]).toEqual([['present 0-50'], [], 1]);
  asker.push('occupancy:update', span('present', 0, 60, true));
  expect([brief(store.spans('w1')), told]).toEqual([['present 0-60'], 2]);
  asker.push('rights:changed');
  await vi.advanceTimersByTimeAsync(1);
  expect(asker.asked('occupancy:follow')).toHaveLength(2);
  stop();
  expect([asker.asked('occupancy:unfollow'), store.spans('w1')]).toEqual([[{ windowIds: ['w1'] }], []]);
});
