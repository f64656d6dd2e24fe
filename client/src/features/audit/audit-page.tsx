/** The audit trail, newest first. */
import { useTranslation } from 'react-i18next';
import { auditRow } from '../../../../server/contract/access.ts';
import { Instant } from '../../components/instant.tsx';
import { RecordTable } from '../../components/record-table.tsx';

export default function AuditPage() {
  const { t } = useTranslation();
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
        searchBy="action"
        searchPlaceholder={t('audit.search')}
        columns={[
          { title: t('audit.at'), render: (_, row) => <Instant at={row.at} />, width: 180 },
          { title: t('audit.actor'), render: (_, row) => mono(row.actor) },
          { title: t('audit.action'), render: (_, row) => mono(row.action) },
          { title: t('audit.target'), render: (_, row) => mono(row.target) },
          { title: t('audit.from'), render: (_, row) => mono(row.from) },
        ]}
        expanded={(row) => <pre style={{ margin: 0 }}>{JSON.stringify(row.detail, null, 2)}</pre>}
      />
    </div>
  );
}
