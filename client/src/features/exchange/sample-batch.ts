/** Something to begin with: a case received and accepted just now, and a row that will be refused. */
export function sampleBatch(nowMs = Date.now()): string {
  const at = (minutesAgo: number) => new Date(nowMs - minutesAgo * 60_000).toISOString();
  const base = { caseNo: 'TRY-0001', matterCode: 'SCJG-0001' };
  return JSON.stringify(
    {
      events: [
        { type: 'stage', eventId: 'try-1', ...base, stage: 'received', occurredAt: at(20) },
        { type: 'stage', eventId: 'try-2', ...base, stage: 'accepted', occurredAt: at(5), receiptNo: 'SL-1' },
        { type: 'stage', eventId: 'try-3', ...base, stage: 'done', occurredAt: at(1) },
      ],
    },
    null,
    2,
  );
}
