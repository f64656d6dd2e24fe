/**
 * What a department reports of its back office, once a minute, as a pure function of the wall clock: cases filed
 * online, and cases of the days before that go a step further or are closed, some of them after a correction or an
 * inspection (a special procedure) that took its days. No window has a part in it.
 */
import type { ExchangeEventInput } from '../../../server/contract/exchange.ts';
import { mix, type StageName } from '../demo/scenario.ts';
import {
  type CaseFacts,
  caseNumber,
  type DepartmentPart,
  iso,
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
  return [
    ...past.map((step) => timed(step, startMs)),
    ...detours({ one, past, seed, approver: officer(part, 'review'), beforeMs: startMs }).map(
      (event, index) => ({
        sendAtMs: startMs,
        event: { ...event, eventId: `o${counter}-${slot}-detour-${index}` },
      }),
    ),
    ...now.map((step) => timed(step, step[1])),
  ];
}

/** How long an inspection took of the days it was applied for, and a correction. */
const INSPECTION = { startsAfterMs: 20 * MINUTE_MS, tookMs: 26 * 3_600_000, days: 3 };
const CORRECTION_TOOK_MS = 55 * MINUTE_MS;

/** One older case in five had an inspection, one in seven was sent back for papers before it was accepted. */
function detours(options: {
  readonly one: CaseFacts;
  readonly past: readonly Step[];
  readonly seed: number;
  readonly approver: string;
  /** Both are over by then. */
  readonly beforeMs: number;
}): ExchangeEventInput[] {
  const { past, seed, approver, beforeMs } = options;
  const { caseNo, matter } = options.one;
  const received = past.find(([stage]) => stage === 'received')?.[1];
  const handling = past.find(([stage]) => stage === 'handling')?.[1];
  if (received === undefined || handling === undefined) return [];
  const of = { eventId: '', caseNo, matterCode: matter.code, clerk: approver, filledBy: 'person' as const };
  const askedMs = received + 10 * MINUTE_MS;
  const beganMs = handling + INSPECTION.startsAfterMs;
  const correction: ExchangeEventInput[] = [
    { type: 'correctionAsked', ...of, occurredAt: iso(askedMs), reason: '缺少经营场所证明' },
    { type: 'correctionReceived', ...of, occurredAt: iso(askedMs + CORRECTION_TOOK_MS) },
  ];
  const inspection: ExchangeEventInput[] = [
    {
      type: 'specialProcedure',
      ...of,
      occurredAt: iso(beganMs),
      kind: '现场勘查',
      applied: { value: INSPECTION.days, unit: 'workingDay' },
      approver,
      ground: '需现场核查经营条件',
    },
    { type: 'specialProcedureEnded', ...of, occurredAt: iso(beganMs + INSPECTION.tookMs) },
  ];
  const inspected = mix(seed, 31) % 5 === 0 && beganMs + INSPECTION.tookMs < beforeMs;
  return [...(mix(seed, 30) % 7 === 0 ? correction : []), ...(inspected ? inspection : [])];
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
