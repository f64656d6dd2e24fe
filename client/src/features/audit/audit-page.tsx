/** The audit trail, newest first. */
import { Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { auditRow } from '../../../../server/contract/audit.ts';
import { Instant } from '../../components/instant.tsx';
import { RecordTable } from '../../components/record-table.tsx';
import { actions, actionWords, detailWords, nameOf } from './audit-words.ts';
import { useAuditNames } from './use-audit-names.ts';

export default function AuditPage() {
  const { t } = useTranslation();
  const names = useAuditNames();
  const [action, setAction] = useState<string>();
  const named = (reference: string) => <span title={reference}>{nameOf(reference, names, t)}</span>;
  const mono = (text: string) => <span className="mc-mono">{text}</span>;
  return (
    <div className="mc-page">
      <div className="mc-page-head">
        <h1>{t('audit.title')}</h1>
      </div>
      <RecordTable
        path="/audit"
        item={auditRow}
        rowKey="seq"
        empty={t('audit.empty')}
        searchBy={null}
        {...(action === undefined ? {} : { filter: { action } })}
        tools={
          <Select
            allowClear
            aria-label={t('audit.search')}
            placeholder={t('audit.search')}
            style={{ width: 240 }}
            showSearch={{ optionFilterProp: 'label' }}
            value={action ?? null}
            onChange={(chosen: string | null | undefined) => setAction(chosen ?? undefined)}
            options={actions.map((each) => ({ value: each, label: actionWords(each, t) }))}
          />
        }
        columns={[
          { title: t('audit.at'), render: (_, row) => <Instant at={row.at} />, width: 180 },
          { title: t('audit.actor'), render: (_, row) => named(row.actor) },
          {
            title: t('audit.action'),
            render: (_, row) => (
              <>
                <span title={row.action}>{actionWords(row.action, t)}</span>{' '}
                <span className="mc-muted">{detailWords(row.detail, t).join(' · ')}</span>
              </>
            ),
          },
          { title: t('audit.target'), render: (_, row) => named(row.target) },
          { title: t('audit.from'), render: (_, row) => mono(row.from) },
        ]}
        expanded={(row) => <pre style={{ margin: 0 }}>{JSON.stringify(row.detail, null, 2)}</pre>}
      />
    </div>
  );
}
