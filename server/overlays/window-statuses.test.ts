import { expect, it } from 'vitest';
import type { Stage } from '../contract/cases.ts';
import type { WindowStatus } from '../contract/overlays.ts';
import type { WindowFact } from './apply-event.ts';
import { nextStatuses, startOf } from './window-statuses.ts';

const T0 = Date.UTC(2026, 10, 23, 1);
const start = startOf({ windowId: 'w', createdAt: new Date(T0 - 1000), status: undefined });
const fact = (type: WindowFact['type'], second: number, given: Partial<WindowFact> = {}): WindowFact => ({
  type,
  atMs: T0 + second * 1000,
  receivedAt: new Date(T0 + 60_000),
  windowId: 'w',
  clerk: null,
  ticket: null,
  caseId: 'c',
  completes: false,
  ...given,
});
const known = (steps: [number, Stage][]) => ({
  at: (id: string, atMs: number) => ({
    id,
    caseNo: id,
    matterName: 'm',
    applicant: null,
    stage: steps.findLast(([second]) => T0 + second * 1000 <= atMs)?.[1] ?? null,
    clock: null,
    card: null,
  }),
  newestCardMs: () => 0,
  newestMs: () => T0 + (steps.at(-1)?.[0] ?? 0) * 1000,
});
const seen = (made: readonly WindowStatus[]) =>
  made.map((one) => [one.version, (Date.parse(one.at) - T0) / 1000, one.state, one.case?.stage]);

it('gives each moment of a batch the stage the case had then', () => {
  const steps: [number, Stage][] = [
    [5, 'accepted'],
    [9, 'handling'],
  ];
  const facts = [fact('started', 2), fact('stage', 5), fact('stage', 9)];
  expect(seen(nextStatuses(start, facts, known(steps)))).toEqual([
    [1, 2, 'serving', null],
    [2, 5, 'serving', 'accepted'],
    [3, 9, 'serving', 'handling'],
  ]);
});

it('brings a case that is called only now up to what was told of it before', () => {
  const made = nextStatuses(start, [fact('called', 2)], known([[9, 'handling']]));
  expect(seen(made)).toEqual([
    [1, 2, 'called', null],
    [2, 9, 'called', 'handling'],
  ]);
});

it('takes steps of the case at other windows only as news of the case shown', () => {
  const elsewhere = fact('stage', 5, { windowId: 'other' });
  expect(nextStatuses(start, [elsewhere], known([[5, 'accepted']]))).toEqual([]);
  const made = nextStatuses(start, [fact('started', 2), elsewhere], known([[5, 'accepted']]));
  expect(seen(made).at(-1)).toEqual([2, 5, 'serving', 'accepted']);
});

it('makes nothing of nothing', () => {
  expect(nextStatuses(start, [], known([]))).toEqual([]);
  expect(nextStatuses(start, [fact('finished', 1, { windowId: null, caseId: null })], known([]))).toEqual([]);
});
