/** When which card is due: rules as data, versioned, per region; and what they say of a case. */
export { type Deed, isByPeople } from './conduct.ts';
export { earlier, type Judgement, judge, type Trigger } from './evaluate.ts';
export { groundOfDeed } from './ground.ts';
export { type HeldRule, RuleBook, type Rules } from './rule-book.ts';
export { rulesRoutes } from './rules.routes.ts';
export { RulesService } from './rules.service.ts';
export { RulesStore } from './rules.store.ts';
export { SHIPPED_RULES } from './shipped-rules.ts';
export { type Supervised, supervised } from './supervised.ts';
