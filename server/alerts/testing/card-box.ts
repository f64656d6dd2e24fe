/** Cards of one case in memory, kept as the engine keeps them: for properties that ask many thousand times. */

import type { HeldRule } from '../../rules/index.ts';
import { type Asked, cardKey, type KnownCard, settle } from '../settle.ts';

export class CardBox {
  readonly #cards = new Map<string, KnownCard>();
  #rules: readonly HeldRule[];
  readonly #versions = new Map<string, HeldRule>();
  /** Cards that were ever made; never two of a key. */
  made = 0;

  constructor(rules: readonly HeldRule[]) {
    this.#rules = [];
    this.use(rules);
  }

  /** As they hold from now on. */
  use(rules: readonly HeldRule[]): void {
    this.#rules = rules;
    for (const rule of rules) this.#versions.set(rule.id, rule);
  }

  /** Answers when to look again. */
  look(asked: Pick<Asked, 'file' | 'clock' | 'nowMs'>): number | null {
    const cards = [...this.#cards.values()];
    const { create, cancel, revive, propose, withdraw, nextMs } = settle({
      ...asked,
      ...{ rules: this.#rules, versions: this.#versions, cards },
    });
    for (const { rule, trigger } of create) {
      const { id: ruleId, key: ruleKey, body } = rule;
      const key = cardKey(ruleKey, body.level, trigger.subjectKey);
      if (this.#cards.has(key)) throw new Error(`a second card: ${key}`);
      this.made += 1;
      this.#cards.set(key, {
        ...{ id: key, caseId: asked.file.id, ruleId, ruleKey, level: body.level },
        subjectKey: trigger.subjectKey,
        state: body.mode === 'auto' ? 'issued' : 'pending',
        ...{ proposed: false, proposalDismissed: false, cancelledByItself: false },
      });
    }
    const change = (all: readonly KnownCard[], to: Partial<KnownCard>) => {
      for (const card of all) this.#cards.set(card.id, { ...card, ...to });
    };
    change(cancel, { state: 'cancelled', cancelledByItself: true });
    change(revive, { state: 'pending', cancelledByItself: false });
    change(propose, { proposed: true });
    change(withdraw, { proposed: false, proposalDismissed: false });
    return nextMs;
  }

  set(id: string, to: Partial<KnownCard>): void {
    const card = this.#cards.get(id);
    if (card !== undefined) this.#cards.set(id, { ...card, ...to });
  }

  get(id: string): KnownCard | undefined {
    return this.#cards.get(id);
  }

  /** What stands undisputed, or waits for somebody. */
  standing(): string[] {
    return [...this.#cards.values()]
      .filter((card) => (card.state === 'issued' && !card.proposed) || card.state === 'pending')
      .map((card) => `${card.state} ${card.id}`)
      .sort();
  }
}
