/** The rules that compare pictures and record at windows, over a time. Finds; keeps nothing. */
import type { HeldRules } from './all-rules.ts';
import type { WindowFacts } from './facts.ts';
import { offRecord } from './off-record.ts';
import { outOfHours } from './out-of-hours.ts';
import { postVacated } from './post-vacated.ts';
import type { Found } from './rule.ts';
import { NOTHING } from './rule.ts';
import { stepWhileVacant } from './step-while-vacant.ts';

export const windowKinds = ['offRecord', 'stepWhileVacant', 'postVacated', 'outOfHours'] as const;

export function lookAtWindow(facts: WindowFacts, rules: HeldRules): Found {
  const found = [
    run(offRecord, facts, rules.of('offRecord')),
    run(stepWhileVacant, facts, rules.of('stepWhileVacant')),
    run(postVacated, facts, rules.of('postVacated')),
    run(outOfHours, facts, rules.of('outOfHours')),
  ];
  return {
    candidates: found.flatMap((one) => one.candidates),
    excused: found.flatMap((one) => one.excused),
  };
}

const run = <V>(
  rule: (facts: WindowFacts, values: V) => Found,
  facts: WindowFacts,
  values: V | undefined,
): Found => (values === undefined ? NOTHING : rule(facts, values));
