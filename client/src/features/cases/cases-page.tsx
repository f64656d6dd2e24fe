/** Cases, the one heard of last first. */
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { caseSummary } from '../../../../server/contract/cases.ts';
import { Instant } from '../../components/instant.tsx';
import { RecordTable } from '../../components/record-table.tsx';
import { readClock, remainingText } from '../../lib/case-clock.ts';
import { useServices } from '../../lib/services.ts';
import { useNow } from '../../lib/use-now.ts';
import './cases.css';

export default function CasesPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { clock } = useServices();
  useNow(30_000);
  const now = clock.now();
  return (
    <div className="mc-page">
      <div className="mc-page-head">
        <h1>{t('cases.title')}</h1>
      </div>
      <RecordTable
        path="/cases"
        item={caseSummary}
        rowKey="id"
        empty={t('cases.empty')}
        searchPlaceholder={t('cases.search')}
        onRow={(row) => void navigate(`/cases/${row.id}`)}
        columns={[
          {
            title: t('cases.caseNo'),
            render: (_, row) => (
              <Link className="mc-mono" to={`/cases/${row.id}`}>
                {row.caseNo}
              </Link>
            ),
          },
          { title: t('cases.matter'), dataIndex: 'matterName', ellipsis: true, width: 300 },
          {
            title: t('cases.stage'),
            render: (_, row) => (row.stage === null ? '—' : t(`stage.${row.stage}`)),
          },
          {
            title: t('cases.clock'),
            render: (_, row) => {
              if (row.clock === null) return <span className="mc-muted">—</span>;
              const reading = readClock(row.clock, now);
              return (
                <span className="mc-limit" data-colour={reading.stopped ? 'normal' : reading.colour}>
                  {remainingText(row.clock, now, t)}
                </span>
              );
            },
          },
          { title: t('cases.applicant'), render: (_, row) => row.applicant ?? '—' },
          { title: t('cases.department'), dataIndex: 'departmentName', ellipsis: true, width: 240 },
          { title: t('cases.updated'), render: (_, row) => <Instant at={row.updatedAt} /> },
        ]}
      />
    </div>
  );
}
