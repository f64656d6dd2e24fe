/** Puts a case that has a card on hold, as a supervisor would, once there is one with footage of its visit. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Alert } from '../../../../server/contract/alerts.ts';
import type { CaseFootage } from '../../../../server/contract/playback.ts';
import type { ApiClient } from '../../../factories/api-client.ts';

const TRIES = 30;
const EVERY_MS = 2000;

/** The case's number; undefined: none came up in time. */
export async function holdCaseWithCard(api: ApiClient, signal: AbortSignal): Promise<string | undefined> {
  for (let tries = 0; tries < TRIES && !signal.aborted; tries += 1) {
    const { items } = await api.get<{ items: Alert[] }>('/api/v1/alerts?limit=50');
    for (const { caseId, caseNo } of items) {
      if (caseId === null) continue;
      const { percent } = await api.get<CaseFootage>(`/api/v1/cases/${caseId}/footage`);
      if (percent === null || percent < 90) continue;
      await api.post('/api/v1/holds', {
        subject: { kind: 'case', id: caseId },
        reason: '超期办件，调查期间保留录像',
      });
      return caseNo ?? caseId;
    }
    // Told to end: then it does not matter that this is cut short.
    await sleep(EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
  return undefined;
}
