/** One's own imports, the newest first. */
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { type ImportJob, importJob } from '../../../../server/contract/imports.ts';
import { Instant } from '../../components/instant.tsx';
import { RecordTable } from '../../components/record-table.tsx';
import { useRegistryWords } from './use-registries.ts';

export function ImportList() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const words = useRegistryWords();
  return (
    <section className="mc-import-list">
      <h2>{t('imports.recent')}</h2>
      <RecordTable
        path="/imports"
        item={importJob}
        rowKey="id"
        searchBy={null}
        empty={t('imports.none')}
        onRow={(job) => void navigate(`/registry/import/${job.id}`)}
        columns={[
          { title: t('imports.registry'), render: (_, job: ImportJob) => words(job.registry), width: 120 },
          { title: t('imports.file'), render: (_, job: ImportJob) => job.fileName, ellipsis: true },
          {
            title: t('imports.rows'),
            render: (_, job: ImportJob) => job.counts.rows,
            width: 90,
            align: 'right',
          },
          {
            title: t('imports.stateTitle'),
            render: (_, job: ImportJob) => t(`imports.state.${job.state}`),
            width: 200,
          },
          {
            title: t('imports.at'),
            render: (_, job: ImportJob) => <Instant at={job.createdAt} />,
            width: 180,
          },
        ]}
      />
    </section>
  );
}
