/**
 * What a department reports of one cycle of a window, as a pure function of the scenario: the steps seen in the
 * picture at the instants they are drawn. An on-the-spot or new case exists from the moment its papers are taken
 * (收件), so it is called by its ticket alone; a case that came days ago is called by its number, and its earlier
 * steps are backfilled with their true times before.
 */
import type { ExchangeEventInput } from '../../../server/contract/exchange.ts';
import {
  type Cycle,
  mismatchOf,
  mix,
  type ScenarioWindow,
  type Visit,
  type VisitKind,
} from '../demo/scenario.ts';
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

/** How long after an applicant with an older case has left the back office closes it. */
const COMPLETED_AFTER_MS = 2000;
/** Nobody has been there for so long before anything is entered, and will not be for so long after. */
const AWAY_FIRST_MS = 20_000;

export interface CaseOfVisit extends CaseFacts {
  /** Steps before the visit, oldest first. */
  readonly history: readonly { readonly stage: CaseStage; readonly atMs: number }[];
}
type CaseStage = Visit['stages'][number]['stage'];
type VisitCycle = Extract<Cycle, { kind: VisitKind }>;

export function caseOfVisit(part: DepartmentPart, cycle: VisitCycle): CaseOfVisit {
  const { kind, visit, seed, window } = cycle;
  const { scenario, department } = part;
  const matter = matterFor(department, kind === 'onTheSpot' ? 'onTheSpot' : 'promised', seed);
  const history =
    kind === 'near' || kind === 'over'
      ? scenario.history[kind].map(([stage, daysBeyond, intoDayMs]) => ({
          stage,
          atMs: workingDayBefore(visit.calledAtMs, matter.promisedDays + daysBeyond) + intoDayMs,
        }))
      : [];
  const begunMs = history[0]?.atMs ?? visit.calledAtMs;
  return {
    caseNo: caseNumber(begunMs, window, cycle.cycle),
    matter,
    applicant: personName(scenario, seed),
    history,
  };
}

export function eventsOfCycle(part: DepartmentPart, window: ScenarioWindow, cycle: Cycle): TimedEvent[] {
  const idOf = (step: string) => `w${window.number}-${cycle.cycle}-${step}`;
  const at = { hallId: part.hallId, windowCode: window.number };
  const clerk = window.clerk.name;
  if (cycle.mismatch === 'unreported') return [];
  if (cycle.kind === 'away')
    return cycle.mismatch === 'absentStep' && cycle.endMs === cycle.awayToMs
      ? stepsOfNobody(part, window, cycle)
      : [];
  if (cycle.visit === null)
    return (['closed', 'opened'] as const).map((type) => {
      const atMs = type === 'closed' ? cycle.startMs : cycle.endMs;
      return happening({ type, eventId: idOf(type), occurredAt: iso(atMs), clerk, ...at });
    });

  const { visit } = cycle;
  const one = caseOfVisit(part, cycle);
  const older = one.history.length > 0;
  const named = older ? { caseNo: one.caseNo, matterCode: one.matter.code } : {};
  const session = (type: 'called' | 'started' | 'finished', atMs: number, ofCase: object): TimedEvent =>
    happening({
      type,
      eventId: idOf(type),
      occurredAt: iso(atMs),
      clerk,
      ticket: visit.ticket,
      ...at,
      ...ofCase,
    });
  const stage = ({ stage, atMs }: Visit['stages'][number]): TimedEvent =>
    happening(stageEvent({ ...one, eventId: idOf(`stage-${stage}`), stage, atMs, clerk, at }));
  const office = ({ stage, atMs }: Visit['stages'][number]) =>
    stageEvent({ ...one, eventId: idOf(`office-${stage}`), stage, atMs, clerk: officer(part, stage) });
  const lateMs = mismatchOf(part.scenario, window, cycle.cycle)?.lateMs ?? 0;
  const all = [
    ...one.history.map((step) => ({ sendAtMs: cycle.startMs, event: office(step) })),
    session('called', visit.calledAtMs, named),
    session('started', visit.startedAtMs, named),
    ...visit.stages.map(stage),
    session('finished', visit.finishedAtMs, { caseNo: one.caseNo, matterCode: one.matter.code }),
    ...(older && isClosedAfter(cycle)
      ? [happening(office({ stage: 'completed', atMs: visit.leftAtMs + COMPLETED_AFTER_MS }))]
      : []),
  ];
  return lateMs === 0 ? all : all.map(({ sendAtMs, event }) => ({ sendAtMs: sendAtMs + lateMs, event }));
}

/**
 * A whole case, entered for the counter while nobody is at it: of a matter that is done on the spot. In the last cycle of
 * the absence: by then also a camera that has never seen the place empty has learnt how that looks.
 */
function stepsOfNobody(part: DepartmentPart, window: ScenarioWindow, cycle: Cycle): TimedEvent[] {
  const { startMs, endMs, seed } = cycle;
  const facts: CaseFacts = {
    caseNo: caseNumber(startMs, window.number, cycle.cycle),
    matter: matterFor(part.department, 'onTheSpot', seed),
    applicant: personName(part.scenario, seed),
  };
  const at = { hallId: part.hallId, windowCode: window.number };
  const [fromMs, toMs] = [startMs + AWAY_FIRST_MS, endMs - AWAY_FIRST_MS];
  const clerk = window.clerk.name;
  const steps = part.scenario.stages.onTheSpot.map(([stage, permille]) => {
    const atMs = fromMs + Math.floor(((toMs - fromMs) * permille) / 1000);
    const eventId = `w${window.number}-${cycle.cycle}-stage-${stage}`;
    return happening(stageEvent({ ...facts, eventId, stage, atMs, clerk, at }));
  });
  const eventId = `w${window.number}-${cycle.cycle}-finished`;
  const ofCase = { caseNo: facts.caseNo, matterCode: facts.matter.code };
  return [...steps, happening({ type: 'finished', eventId, occurredAt: iso(toMs), clerk, ...at, ...ofCase })];
}

/** Most of the older cases are done with the visit; the others go on elsewhere. */
const isClosedAfter = (cycle: VisitCycle): boolean => mix(cycle.seed, 21) % 3 !== 0;

const happening = (event: ExchangeEventInput): TimedEvent => ({
  sendAtMs: Date.parse(event.occurredAt),
  event,
});
