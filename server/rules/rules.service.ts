/** Rules as people read and set them. */
import type { Rule, RuleBody, RuleChange } from '../contract/rules.ts';
import { AppError, conflict, notFound } from '../platform/errors.ts';
import type { HeldRule, RuleBook } from './rule-book.ts';
import type { RulesStore } from './rules.store.ts';

export interface RulesServiceOptions {
  readonly store: RulesStore;
  readonly book: RuleBook;
  /** The region's open cases are to be looked at by what holds now. In the unit of work. */
  readonly onChanged: (regionCode: string, subject: RuleBody['subject']) => Promise<void>;
  readonly now: () => number;
}

interface Change {
  readonly key: string;
  readonly regionCode: string;
  readonly by: string;
  readonly reason: string | null;
}

export class RulesService {
  readonly #options: RulesServiceOptions;

  constructor(options: RulesServiceOptions) {
    this.#options = options;
  }

  /** As they hold in a region; null: as they are shipped. */
  async heldIn(regionCode: string | null): Promise<Rule[]> {
    const rules = await this.#options.book.current();
    return rules.heldIn(regionCode).map(toRule);
  }

  async held(key: string, regionCode: string | null): Promise<Rule> {
    const found = (await this.heldIn(regionCode)).find((one) => one.key === key);
    if (found === undefined) throw notFound('rule');
    return found;
  }

  async set(change: Change, body: RuleBody): Promise<Rule> {
    const before = await this.held(change.key, change.regionCode);
    mustFit(before, body);
    await this.#append(change, body, before.subject);
    return this.held(change.key, change.regionCode);
  }

  /** What holds above holds again. */
  async reset(change: Change): Promise<void> {
    const rules = await this.#options.book.current();
    const own = rules.ownOf(change.key, change.regionCode);
    if (own === undefined || own.body === null) throw notFound('rule of this region');
    await this.#append(change, null, own.body.subject);
  }

  history(key: string, regionCode: string | null): Promise<RuleChange[]> {
    return this.#options.store.history(key, regionCode);
  }

  async #append(
    { key, regionCode, by, reason }: Change,
    body: RuleBody | null,
    subject: RuleBody['subject'],
  ): Promise<void> {
    const { store, now, onChanged } = this.#options;
    const made = await store.append({ key, regionCode, body, at: new Date(now()), by, reason });
    if (!made) throw conflict('changed_meanwhile', 'Somebody else changed this rule at the same moment.');
    await onChanged(regionCode, subject);
  }
}

/** What a rule is about is its own for good: only how and when it says something is a region's to set. */
function mustFit(before: Rule, body: RuleBody): void {
  const faults = [
    ...(body.subject === before.subject
      ? []
      : [{ field: 'body.subject', message: `must stay ${before.subject}` }]),
    ...thresholdFaults(before, body),
  ];
  if (faults.length > 0)
    throw new AppError(422, 'rule_differs', 'The rule would be another one.', { faults });
}

const BASES: Readonly<Record<RuleBody['subject'], readonly string[]>> = {
  case: ['promised', 'statutory'],
  stage: ['stage'],
  specialProcedure: ['applied'],
  certificate: ['certificate'],
  conduct: [],
};

function thresholdFaults(before: Rule, { threshold }: RuleBody): { field: string; message: string }[] {
  const own = before.threshold;
  if (own.kind === 'conduct') {
    const isSame = threshold.kind === 'conduct' && threshold.what === own.what;
    return isSame ? [] : [{ field: 'body.threshold', message: `must stay ${own.what}` }];
  }
  if (threshold.kind === 'conduct')
    return [{ field: 'body.threshold.kind', message: 'must be offset or share' }];
  const allowed = BASES[before.subject];
  return allowed.includes(threshold.basis)
    ? []
    : [{ field: 'body.threshold.basis', message: `must be ${allowed.join(' or ')}` }];
}

export const toRule = ({ id, key, version, regionCode, validFrom, changedBy, body }: HeldRule): Rule => ({
  ...body,
  ...{ id, key, version, regionCode, changedBy },
  validFrom: validFrom.toISOString(),
});
