/**
 * What is to be done about a case's cards, given what its rules say of it and the cards it has. Pure.
 *
 * A card that stands is judged by the version of the rule that issued it. What late data proves wrong is never taken back
 * by itself: a revocation is proposed. What only waited for a supervisor goes, and comes back, with what it waits for.
 */
import type { WorkingClock } from '../calendar/index.ts';
import type { CaseFile } from '../cases/index.ts';
import type { AlertState } from '../contract/alerts.ts';
import type { RuleBody } from '../contract/rules.ts';
import { earlier, type HeldRule, isByPeople, type Judgement, judge, type Trigger } from '../rules/index.ts';

export interface KnownCard {
  readonly id: string;
  readonly caseId: string;
  readonly ruleId: string;
  readonly ruleKey: string;
  readonly level: RuleBody['level'];
  readonly subjectKey: string;
  readonly state: AlertState;
  readonly proposed: boolean;
  /** A person said that it stays although late data speaks against it. */
  readonly proposalDismissed: boolean;
  readonly cancelledByItself: boolean;
}

export interface CardDue {
  readonly rule: HeldRule;
  readonly trigger: Trigger;
}

export interface Verdict {
  readonly create: readonly CardDue[];
  /** What they waited for turned out otherwise … */
  readonly cancel: readonly KnownCard[];
  /** … and back again. */
  readonly revive: readonly KnownCard[];
  readonly propose: readonly KnownCard[];
  readonly withdraw: readonly KnownCard[];
  /** When to look again if nothing is reported; null: never. */
  readonly nextMs: number | null;
}

export interface Asked {
  readonly file: CaseFile;
  /** As they hold at the case's place. */
  readonly rules: readonly HeldRule[];
  /** Versions that its cards were issued by. */
  readonly versions: ReadonlyMap<string, HeldRule>;
  readonly cards: readonly KnownCard[];
  readonly clock: WorkingClock;
  readonly nowMs: number;
}

/** A clock that cannot be read is asked again so often, should nobody say that the calendar changed. */
const AGAIN_MS = 6 * 3_600_000;

export function settle({ file, rules, versions, cards, clock, nowMs }: Asked): Verdict {
  const asked = new Map<string, Judgement>();
  let nextMs: number | null = null;
  const say = (rule: HeldRule, body: RuleBody): Judgement => {
    const known = asked.get(rule.id);
    if (known !== undefined) return known;
    const made = judge(file, body, clock, nowMs);
    asked.set(rule.id, made);
    nextMs = earlier(nextMs, made.nextMs);
    if (made.fault !== null) nextMs = earlier(nextMs, nowMs + AGAIN_MS);
    return made;
  };
  const known = new Set(cards.map((card) => cardKey(card.ruleKey, card.level, card.subjectKey)));
  const create = rules.flatMap((rule) => {
    if (!rule.body.enabled) return [];
    return say(rule, rule.body)
      .held.filter(({ subjectKey }) => !known.has(cardKey(rule.key, rule.body.level, subjectKey)))
      .map((trigger) => ({ rule, trigger }));
  });

  const verdict = { cancel: [], revive: [], propose: [], withdraw: [] } as Record<
    'cancel' | 'revive' | 'propose' | 'withdraw',
    KnownCard[]
  >;
  for (const card of cards) {
    const rule = versions.get(card.ruleId);
    // Final, whatever comes: there is never a second one.
    if (rule === undefined || card.state === 'revoked') continue;
    // What a person confirmed is a person's to take back.
    if (isByPeople(rule.body)) continue;
    if (card.state === 'cancelled' && !card.cancelledByItself) continue;
    // Switched off since: it was right when it was issued all the same.
    const said = say(rule, { ...rule.body, enabled: true });
    if (said.fault !== null) continue;
    const holds = said.held.some(({ subjectKey }) => subjectKey === card.subjectKey);
    const what = changeOf(card, holds);
    if (what !== undefined) verdict[what].push(card);
  }
  return { create, ...verdict, nextMs };
}

/**
 * The same for a case without cards that waits for nothing but time: when to look again. Undefined: something holds, so
 * that there is more to do than to wait.
 */
export function nextOfQuiet({
  file,
  rules,
  clock,
  nowMs,
}: Pick<Asked, 'file' | 'rules' | 'clock' | 'nowMs'>): number | null | undefined {
  let nextMs: number | null = null;
  for (const { body } of rules) {
    if (!body.enabled) continue;
    const said = judge(file, body, clock, nowMs);
    if (said.held.length > 0) return undefined;
    nextMs = earlier(nextMs, said.nextMs);
    if (said.fault !== null) nextMs = earlier(nextMs, nowMs + AGAIN_MS);
  }
  return nextMs;
}

export const isQuiet = ({ create, cancel, revive, propose, withdraw }: Verdict): boolean =>
  create.length + cancel.length + revive.length + propose.length + withdraw.length === 0;

function changeOf(card: KnownCard, holds: boolean): 'cancel' | 'revive' | 'propose' | 'withdraw' | undefined {
  switch (card.state) {
    case 'pending':
      return holds ? undefined : 'cancel';
    case 'cancelled':
      return holds ? 'revive' : undefined;
    case 'issued':
    case 'appealed':
      if (holds) return card.proposed || card.proposalDismissed ? 'withdraw' : undefined;
      return card.proposed || card.proposalDismissed ? undefined : 'propose';
    case 'revoked':
      return undefined;
  }
}

export const cardKey = (ruleKey: string, level: string, subjectKey: string): string =>
  `${ruleKey} ${level} ${subjectKey}`;
