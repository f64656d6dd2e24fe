/** What a change of a rule would do to cases that are open now: the rule as it holds beside the one that is proposed. */
import type { z } from 'zod';
import type { WorkingClocks } from '../calendar/index.ts';
import type { CaseLog } from '../cases/index.ts';
import type { previewRule, RulePreview } from '../contract/rules.ts';
import type { Db } from '../platform/db/connect.ts';
import { isByPeople, judge } from '../rules/index.ts';
import type { EngineStore } from './engine.store.ts';
import { openCases } from './preview.store.ts';

export interface PreviewOptions {
  readonly db: Db;
  readonly store: EngineStore;
  readonly clocks: WorkingClocks;
  readonly cases: Pick<CaseLog, 'files'>;
  readonly now: () => number;
}

/** Bounded: an answer is waited for by a person. */
const LOOKED_AT_MOST = 5000;
const PAGE = 250;
const WITHIN_MS = 5000;
const SAMPLES = 20;

export async function preview(
  { db, store, clocks, cases, now }: PreviewOptions,
  asked: z.output<typeof previewRule>,
): Promise<RulePreview> {
  const { regionCode, key, body } = asked;
  const nowMs = now();
  const beganMs = performance.now();
  const { open, newest } = await openCases(db, regionCode, LOOKED_AT_MOST);
  const made = { open, lookedAt: 0, gain: 0, without: 0, faults: 0, samples: [], cut: false } as {
    -readonly [K in keyof RulePreview]: RulePreview[K];
  };
  // Nothing of open cases says what people will confirm.
  if (isByPeople(body)) return made;
  for (let at = 0; at < newest.length; at += PAGE) {
    made.cut = performance.now() - beganMs > WITHIN_MS;
    if (made.cut) break;
    const ids = newest.slice(at, at + PAGE);
    const cards = await store.cardsOf(db, ids);
    for (const file of await cases.files(db, ids)) {
      const clock = await clocks.of({ hallId: file.hallId, regionCode: file.regionCode });
      const said = judge(file, body, clock, nowMs);
      made.lookedAt += 1;
      if (said.fault !== null) made.faults += 1;
      const own = (cards.get(file.id) ?? []).filter((card) => card.ruleKey === key);
      const gained = said.held.find(
        ({ subjectKey }) => !own.some((card) => card.subjectKey === subjectKey && card.level === body.level),
      );
      const kept = own.filter((card) => card.state !== 'revoked' && card.state !== 'cancelled');
      const without =
        said.fault === null &&
        kept.some((card) => !said.held.some((one) => one.subjectKey === card.subjectKey));
      const change = gained !== undefined ? 'gain' : without ? 'without' : undefined;
      if (change === undefined) continue;
      made[change] += 1;
      if (made.samples.length >= SAMPLES) continue;
      const dueMs = gained?.dueMs ?? nowMs;
      made.samples.push({
        ...{ caseId: file.id, caseNo: file.caseNo, matterName: file.matter.name, change },
        dueAt: new Date(dueMs).toISOString(),
      });
    }
  }
  return made;
}
