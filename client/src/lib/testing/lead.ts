/** A lead as the server sends it, for tests. */
import type { Lead } from '../../../../server/contract/leads.ts';

const AT = '2026-11-23T01:00:00.000Z';

export const testLead = (change: Partial<Lead> = {}): Lead => ({
  ...{ id: '00000000-0000-4000-8000-000000000001', kind: 'offRecord', state: 'new', strength: 70 },
  ...{ from: AT, to: '2026-11-23T01:06:00.000Z', raisedAt: AT, regionCode: '445200' },
  ...{ hallId: null, hallName: '政务大厅', windowId: 'w1', windowCode: 'A01' },
  ...{ departmentId: null, departmentName: null, caseId: null, caseNo: null, matterName: null, clerk: null },
  ...{ explainedAt: null, explainedBy: null, watcher: null, watchUntil: null, decidedBy: null },
  ...{ decidedAt: null, outcome: null, alertId: null, findingId: null, updatedAt: AT, version: 1 },
  ...change,
});
