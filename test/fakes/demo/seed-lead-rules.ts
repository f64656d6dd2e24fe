/** What makes a lead in the demo's hall, where a visit takes a minute and not a quarter of an hour. What somebody chose stays. */
import type { HallLeadRules, LeadKind } from '../../../server/contract/leads.ts';
import type { Hall } from '../../../server/contract/places.ts';
import type { ApiClient } from '../../factories/api-client.ts';

/** Fits the `mismatches` of scenario.json. */
const QUICK: Readonly<Partial<Record<LeadKind, Readonly<Record<string, number>>>>> = {
  offRecord: { leastMinutes: 1, beforeSeconds: 0, afterSeconds: 10, joinSeconds: 0, waitMinutes: 1 },
  stepWhileVacant: { aroundSeconds: 10, unmeasuredSeconds: 10 },
  postVacated: { absentMinutes: 2 },
  backfill: { lateHours: 0.5 },
};

export async function seedLeadRules(api: ApiClient, hall: Hall): Promise<void> {
  const path = `/api/v1/halls/${hall.id}/lead-rules`;
  const held = await api.get<HallLeadRules>(path);
  if (held.own.length > 0) return;
  const rules = held.rules.flatMap((rule) => {
    const quick = QUICK[rule.kind];
    return quick === undefined ? [] : [{ ...rule, values: { ...rule.values, ...quick } }];
  });
  await api.because('演示大厅的办理以分钟计', 'PUT', path, { rules, version: held.version });
}
