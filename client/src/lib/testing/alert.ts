/** A card for tests of pages. */
import type { Alert } from '../../../../server/contract/alerts.ts';

const ID = '00000000-0000-4000-8000-000000000000';

export function testAlert(change: Partial<Alert> = {}): Alert {
  return {
    id: ID,
    level: 'yellow',
    subject: 'case',
    subjectKey: '',
    state: 'issued',
    order: 'none',
    ruleId: ID,
    ruleKey: 'case-yellow',
    ruleVersion: 1,
    ruleName: '超过承诺时限',
    caseId: ID,
    caseNo: '445200-1',
    matterName: '食品经营许可核发',
    departmentId: ID,
    departmentName: '揭阳市市场监督管理局',
    regionCode: '445200',
    regionName: '揭阳市',
    hallId: null,
    hallName: null,
    windowId: null,
    windowCode: null,
    clerk: null,
    dueAt: '2026-11-23T01:00:00.000Z',
    createdAt: '2026-11-23T01:00:00.000Z',
    issuedAt: '2026-11-23T01:00:00.000Z',
    appealUntil: null,
    orderUntil: null,
    revocationProposed: null,
    updatedAt: '2026-11-23T01:00:00.000Z',
    version: 1,
    ...change,
  };
}
