/** The rows of an import: what each would do or did, and everything that is wrong with it. */
import { Segmented } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { columnOf, shownValue } from '../../../../server/contract/import-columns.ts';
import { acceptedWords, faultWords } from '../../../../server/contract/import-words.ts';
import {
  type ImportJob,
  type ImportRow,
  importRow,
  type RowFault,
} from '../../../../server/contract/imports.ts';
import { RecordTable } from '../../components/record-table.tsx';
import { usePreferences } from '../../lib/preferences.ts';

type Shown = 'all' | 'faulty' | 'new' | 'changed' | 'unchanged' | 'refused' | 'kept';

const FILTERS: Readonly<Record<Shown, Readonly<Record<string, string>>>> = {
  all: {},
  faulty: { verdict: 'faulty' },
  new: { verdict: 'new' },
  changed: { verdict: 'changed' },
  unchanged: { verdict: 'unchanged' },
  refused: { outcome: 'refused' },
  kept: { undoFaults: 'true' },
};

export function ImportRows({ job }: { job: ImportJob }) {
  const { t } = useTranslation();
  const language = usePreferences((all) => all.language);
  const counts: Readonly<Record<Shown, number>> = {
    all: job.counts.rows,
    ...job.counts,
    refused: job.outcomes.refused,
    kept: job.undoFaults,
  };
  const [chosen, setChosen] = useState<Shown>(job.counts.faulty > 0 ? 'faulty' : 'all');
  const shown = chosen !== 'all' && counts[chosen] === 0 ? 'all' : chosen;
  const label = (one: Shown): string => {
    if (one === 'all') return t('imports.all');
    if (one === 'refused') return t('imports.outcome.refused');
    return one === 'kept' ? t('imports.keptOnly') : t(`imports.verdict.${one}`);
  };
  const names = (Object.keys(FILTERS) as Shown[]).filter((one) => one === 'all' || counts[one] > 0);
  const cells = job.columns.flatMap((key) => {
    const column = columnOf(job.registry, key);
    return column === undefined || column.kind === 'secret' ? [] : [column];
  });
  return (
    <RecordTable
      // What became of the rows is fetched anew when the import has gone on.
      key={`${job.state} ${job.updatedAt}`}
      path={`/imports/${job.id}/rows`}
      item={importRow}
      rowKey="row"
      searchBy={null}
      filter={FILTERS[shown]}
      narrowed
      pageSize={100}
      empty={t('imports.noRows')}
      tools={
        <Segmented<Shown>
          options={names.map((one) => ({ value: one, label: `${label(one)} ${counts[one]}` }))}
          value={shown}
          onChange={setChosen}
        />
      }
      columns={[
        {
          title: t('imports.row'),
          render: (_, row: ImportRow) => row.row,
          width: 64,
          align: 'right',
          fixed: 'left',
        },
        {
          title: row0(job) ? t('imports.became') : t('imports.would'),
          width: 110,
          render: (_, row: ImportRow) => (
            <span
              className="mc-import-verdict"
              data-faulty={row.verdict === 'faulty' || row.outcome === 'refused'}
            >
              {row.outcome === null
                ? t(`imports.verdict.${row.verdict}`)
                : t(`imports.outcome.${row.outcome}`)}
            </span>
          ),
        },
        {
          title: t('imports.about'),
          width: 460,
          render: (_, row: ImportRow) => <About job={job} row={row} />,
        },
        ...cells.map((column) => ({
          title: column.header[language],
          render: (_: unknown, row: ImportRow) => (
            <span
              className="mc-import-cell"
              data-faulty={row.faults.some((fault) => fault.column === column.key)}
              title={row.cells[column.key] ?? ''}
            >
              {row.cells[column.key] ?? ''}
            </span>
          ),
        })),
      ]}
    />
  );
}

/** Whether something became of the rows already. */
const row0 = ({ state }: ImportJob): boolean => state !== 'ready' && state !== 'applying';

function About({ job, row }: { job: ImportJob; row: ImportRow }) {
  const { t } = useTranslation();
  const language = usePreferences((all) => all.language);
  const shownAs = (key: string, value: string | null): string => {
    const column = columnOf(job.registry, key);
    return value === null || column === undefined
      ? (value ?? t('imports.nothing'))
      : shownValue(column, value, language);
  };
  return (
    <ul className="mc-import-about">
      {row.faults.map((fault) => (
        <Fault key={`${fault.column} ${fault.code}`} job={job} fault={fault} />
      ))}
      {row.undoFault !== null && <Fault job={job} fault={row.undoFault} />}
      {row.changes.map(({ column, before, after }) => (
        <li key={column}>
          {columnOf(job.registry, column)?.header[language]}
          {t('imports.colon')}
          <del>{shownAs(column, before)}</del> → <ins>{shownAs(column, after)}</ins>
        </li>
      ))}
    </ul>
  );
}

function Fault({ job, fault }: { job: ImportJob; fault: RowFault }) {
  const { t } = useTranslation();
  const language = usePreferences((all) => all.language);
  const header = columnOf(job.registry, fault.column)?.header[language];
  const accepted = acceptedWords(job.registry, fault, language);
  return (
    <li>
      {header !== undefined && <strong>{header}</strong>}
      {fault.value !== null && <code className="mc-import-value">{fault.value}</code>}{' '}
      {faultWords(fault, language)}
      {accepted !== undefined && (
        <span className="mc-muted"> {t('imports.accepted', { text: accepted })}</span>
      )}
    </li>
  );
}
