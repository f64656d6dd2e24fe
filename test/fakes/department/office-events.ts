/**
 * What a department reports of its back office, once a minute, as a pure function of the wall clock: cases filed
 * online, and cases of the days before that go a step further or are closed. No window has a part in it.
 */
import { mix, type StageName } from '../demo/scenario.ts';
import {
  caseNumber,
  type DepartmentPart,
  matterFor,
  officer,
  personName,
  stageEvent,
  type TimedEvent,
} from './record.ts';
import { workingDayBefore } from './working-days.ts';

export const SLOT_MS = 60_000;
/** So that the departments take turns. */
const TURN_MS = 15_000;
const MINUTE_MS = 60_000;

type Step = readonly [stage: StageName, atMs: number];

/** The slot that is running at an instant. */
export const slotAt = (part: DepartmentPart, atMs: number): number =>
  Math.floor((atMs - turnMs(part)) / SLOT_MS);

/** Everything of it is sent between the slot's start and the next. */
export function eventsOfSlot(part: DepartmentPart, slot: number): TimedEvent[] {
  const startMs = slot * SLOT_MS + turnMs(part);
  const counter = officeNumber(part);
  const seed = mix(slot, 100 + counter);
  const matter = matterFor(part.department, 'promised', seed);
  const { past, now } = steps(seed, startMs, matter.promisedDays);
  const begunMs = past[0]?.[1] ?? startMs;
  const one = {
    caseNo: caseNumber(begunMs, String(counter), slot),
    matter,
    applicant: personName(part.scenario, seed),
  };
  const timed = ([stage, atMs]: Step, sendAtMs: number): TimedEvent => ({
    sendAtMs,
    event: stageEvent({
      ...one,
      eventId: `o${counter}-${slot}-${stage}`,
      stage,
      atMs,
      clerk: officer(part, stage),
    }),
  });
  return [...past.map((step) => timed(step, startMs)), ...now.map((step) => timed(step, step[1]))];
}

/** Steps of the days before, and those that come now. */
function steps(seed: number, startMs: number, promisedDays: number): { past: Step[]; now: Step[] } {
  const turn = seed % 3;
  if (turn === 0)
    return {
      past: [],
      now: [
        ['received', startMs],
        ['accepted', startMs + 24_000],
      ],
    };
  // One in a dozen is past its limit; most are well within it.
  const span = mix(seed, 3) % 12 === 0 ? promisedDays + 1 : 1 + (mix(seed, 4) % (promisedDays - 1));
  const dayMs = workingDayBefore(startMs, span);
  const begun: Step[] = [
    ['received', dayMs + (mix(seed, 5) % 90) * MINUTE_MS],
    ['accepted', dayMs + (95 + (mix(seed, 6) % 60)) * MINUTE_MS],
    ['handling', dayMs + (160 + (mix(seed, 7) % 120)) * MINUTE_MS],
  ];
  if (turn === 1)
    return {
      past: begun,
      now: [
        ['review', startMs],
        ['approval', startMs + 31_000],
      ],
    };
  return {
    past: [...begun, ['review', dayMs + (300 + (mix(seed, 8) % 120)) * MINUTE_MS]],
    now: [
      ['approval', startMs],
      ['completed', startMs + 18_000],
    ],
  };
}

/** 5 to 8: after the windows' own numbers, so that case numbers never meet. */
const officeNumber = ({ scenario, department }: DepartmentPart): number =>
  scenario.windows.length + 1 + scenario.departments.indexOf(department);

const turnMs = ({ scenario, department }: DepartmentPart): number =>
  scenario.departments.indexOf(department) * TURN_MS;
