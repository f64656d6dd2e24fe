/** What a department's events have in common: their shape, the words on them, people, case numbers. */
import type { ExchangeEventInput } from '../../../server/contract/exchange.ts';
import {
  mix,
  type Scenario,
  type ScenarioDepartment,
  type ScenarioMatter,
  type StageName,
} from '../demo/scenario.ts';
import { dateDigits } from './working-days.ts';

/** An event and when the department sends it: as it happens, or later for what is backfilled. */
export interface TimedEvent {
  readonly sendAtMs: number;
  readonly event: ExchangeEventInput;
}

/** One department's part of the scenario, and the hall's id as it is registered. */
export interface DepartmentPart {
  readonly scenario: Scenario;
  readonly department: ScenarioDepartment;
  readonly hallId: string;
}

export interface CaseFacts {
  readonly caseNo: string;
  readonly matter: ScenarioMatter;
  readonly applicant: string;
}

const REMARKS: Readonly<Record<StageName, string>> = {
  received: '收取申请材料',
  accepted: '材料齐全、符合法定形式，予以受理',
  handling: '转业务科室承办',
  review: '审核通过',
  approval: '同意，予以批准',
  completed: '办结，结果送达',
};

export interface StageFacts extends CaseFacts {
  readonly eventId: string;
  readonly stage: StageName;
  readonly atMs: number;
  readonly clerk: string;
  /** Left out: in the back office. */
  readonly at?: { readonly hallId: string; readonly windowCode: string };
}

export function stageEvent(facts: StageFacts): ExchangeEventInput {
  const { eventId, stage, atMs, clerk, at, caseNo, matter, applicant } = facts;
  return {
    type: 'stage',
    eventId,
    occurredAt: iso(atMs),
    caseNo,
    matterCode: matter.code,
    kind: matter.kind,
    applicant,
    stage,
    clerk,
    remark: REMARKS[stage],
    filledBy: 'person',
    // A receipt is given with every acceptance: one without draws a card.
    ...(stage === 'accepted' && { receiptNo: `${caseNo}-S` }),
    ...(stage === 'completed' && { outcome: 'certificate' as const, certificateNo: `${caseNo}-Z` }),
    ...at,
  };
}

export const iso = (ms: number): string => new Date(ms).toISOString();

/** `JY20261120-10423`: the day it was begun, a counter (window, or back office), its running number there. */
export function caseNumber(begunMs: number, counter: string, serial: number): string {
  return `JY${dateDigits(begunMs)}-${counter}${String(serial % 10_000).padStart(4, '0')}`;
}

export function matterFor(
  department: ScenarioDepartment,
  kind: ScenarioMatter['kind'],
  seed: number,
): ScenarioMatter {
  const matter = pick(
    department.matters.filter((one) => one.kind === kind),
    mix(seed, 11),
  );
  if (matter === undefined) throw new Error(`${department.name} has no matter of kind ${kind}`);
  return matter;
}

export function personName(scenario: Scenario, seed: number): string {
  const { surnames, givenNames } = scenario;
  return `${pick(surnames, mix(seed, 12)) ?? ''}${pick(givenNames, mix(seed, 13)) ?? ''}`;
}

/** Who handles, reviews and approves in a department's back office: the same few people every day. */
export function officer({ scenario, department }: DepartmentPart, stage: StageName): string {
  const post = { received: 1, accepted: 1, handling: 2, review: 3, approval: 4, completed: 2 }[stage];
  return personName(scenario, mix(Number.parseInt(department.windows[0] ?? '0', 10), 40 + post));
}

const pick = <T>(items: readonly T[], seed: number): T | undefined => items[seed % items.length];
