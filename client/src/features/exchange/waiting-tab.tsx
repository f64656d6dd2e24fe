/** Events that were taken and wait for their case, what has waited longest first. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { waitingEvent } from '../../../../server/contract/exchange.ts';
import { Copyable } from '../../components/copyable.tsx';
import { Instant } from '../../components/instant.tsx';
import { RecordTable } from '../../components/record-table.tsx';
import { useServices } from '../../lib/services.ts';
import { agoText } from '../../lib/time.ts';

const item = waitingEvent.transform((event) => ({ ...event, key: `${event.source} ${event.eventId}` }));

export function WaitingTab() {
  const { t } = useTranslation();
  const { clock } = useServices();
  const [nowMs] = useState(() => clock.now());
  return (
    <>
      <p className="mc-muted" style={{ marginTop: 0 }}>
        {t('exchange.waiting.text')}
      </p>
      <RecordTable
        path="/exchange/waiting"
        item={item}
        rowKey="key"
        empty={t('exchange.waiting.empty')}
        searchPlaceholder={t('exchange.refusals.caseNo')}
        columns={[
          {
            title: t('exchange.refusals.caseNo'),
            render: (_, row) => (
              <span className="mc-mono">
                <Copyable text={row.caseNo} />
              </span>
            ),
          },
          {
            title: t('exchange.waiting.type'),
            render: (_, row) => (
              <>
                <span className="mc-mono">{row.type}</span>
                <div className="mc-muted mc-mono">{row.eventId}</div>
              </>
            ),
          },
          {
            title: t('exchange.source'),
            render: (_, row) => (
              <>
                <span className="mc-mono">{row.source}</span>
                <div className="mc-muted">{row.departmentName}</div>
              </>
            ),
          },
          { title: t('exchange.waiting.occurred'), render: (_, row) => <Instant at={row.occurredAt} /> },
          {
            title: t('exchange.waiting.since'),
            render: (_, row) => (
              <>
                {agoText(row.since, nowMs, t)}
                <div className="mc-muted">{t('exchange.waiting.reasons.case_unknown')}</div>
              </>
            ),
          },
        ]}
      />
    </>
  );
}
