/** Cases by state: open ones the most urgent first. */
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { caseSummary } from '../../../../server/contract/cases.ts';
import { AlertCard } from '../../components/alert-card.tsx';
import { CasePlaybackLink } from '../../components/case-playback-link.tsx';
import { Instant } from '../../components/instant.tsx';
import { RecordTable } from '../../components/record-table.tsx';
import { readClock, remainingText } from '../../lib/case-clock.ts';
import { useServices } from '../../lib/services.ts';
import { useNow } from '../../lib/use-now.ts';
import { useCaseFilters } from './case-filters.ts';
import { FilterChips, FilterTools } from './filter-tools.tsx';
import { StateTabs } from './state-tabs.tsx';
import './cases.css';

const PAGE = 50;
const CLOSED = ['completed', 'refused', 'all'];

export default function CasesPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { clock } = useServices();
  useNow(30_000);
  const now = clock.now();
  const filters = useCaseFilters();
  const { state, chosen, q, sort } = filters;
  // By the deadline is asked of open cases only.
  const isClosed = CLOSED.includes(state);
  return (
    <div className="mc-page mc-cases">
      <div className="mc-page-head">
        <h1>{t('cases.title')}</h1>
        <StateTabs
          state={state}
          query={{ ...chosen, ...(q !== '' && { q }) }}
          onChoose={(next) =>
            filters.set({
              state: next === 'open' ? undefined : next,
              ...(CLOSED.includes(next) && sort?.by === 'due' && { sort: undefined }),
            })
          }
        />
      </div>
      <FilterChips filters={filters} />
      <RecordTable
        tall
        pageSize={PAGE}
        keep="cases"
        path="/cases"
        item={caseSummary}
        rowKey="id"
        empty={t('cases.empty')}
        filter={{ ...chosen, state: state === 'all' ? undefined : state }}
        narrowed={state !== 'all' || Object.keys(chosen).length > 0}
        search={q}
        onSearch={filters.setQ}
        sort={isClosed && sort?.by === 'due' ? undefined : sort}
        onSort={filters.setSort}
        searchPlaceholder={t('cases.search')}
        onRow={(row) => void navigate(`/cases/${row.id}`)}
        tools={<FilterTools filters={filters} />}
        columns={[
          {
            key: 'caseNo',
            title: t('cases.caseNo'),
            width: 200,
            render: (_, row) => (
              <span className="mc-case-no">
                <Link className="mc-mono" to={`/cases/${row.id}`}>
                  {row.caseNo}
                </Link>
                {row.hallId !== null && <CasePlaybackLink caseId={row.id} look="link" />}
              </span>
            ),
          },
          { key: 'matter', title: t('cases.matter'), dataIndex: 'matterName', ellipsis: true, width: 190 },
          {
            key: 'stage',
            title: t('cases.stage'),
            width: 76,
            render: (_, row) =>
              row.refusedAt !== null ? t('step.refused') : row.stage === null ? '—' : t(`stage.${row.stage}`),
          },
          {
            key: 'due',
            title: t('cases.clock'),
            width: 182,
            sorter: !isClosed,
            render: (_, row) => {
              if (row.clock === null) return <span className="mc-muted">—</span>;
              const reading = readClock(row.clock, now);
              return (
                <span className="mc-case-left">
                  {row.card !== null && <AlertCard level={row.card} bare />}
                  <span className="mc-limit" data-colour={reading.stopped ? 'normal' : reading.colour}>
                    {row.clock.fault !== null
                      ? t('cases.state.fault')
                      : row.clock.suspended !== null
                        ? t('cases.state.suspended')
                        : remainingText(row.clock, now, t)}
                  </span>
                </span>
              );
            },
          },
          {
            key: 'dueAt',
            title: t('cases.due'),
            width: 172,
            render: (_, row) => (row.clock?.dueAt ? <Instant at={row.clock.dueAt} /> : '—'),
          },
          {
            key: 'department',
            title: t('cases.department'),
            dataIndex: 'departmentName',
            ellipsis: true,
            width: 180,
          },
          {
            key: 'window',
            title: t('cases.window'),
            ellipsis: true,
            width: 170,
            // The number first: a long hall's name is cut, and most lists are of one hall.
            render: (_, row) =>
              row.hallName === null
                ? '—'
                : [row.windowCode && t('window.number', { code: row.windowCode }), row.hallName]
                    .filter(Boolean)
                    .join(' · '),
          },
          {
            key: 'clerk',
            title: t('cases.clerk'),
            width: 84,
            ellipsis: true,
            render: (_, row) => row.clerk ?? '—',
          },
          {
            key: 'accepted',
            title: t('cases.accepted'),
            width: 172,
            sorter: true,
            extra: true,
            render: (_, row) => (row.acceptedAt ? <Instant at={row.acceptedAt} /> : '—'),
          },
          {
            key: 'applicant',
            title: t('cases.applicant'),
            width: 90,
            extra: true,
            render: (_, row) => row.applicant ?? '—',
          },
          {
            key: 'kind',
            title: t('cases.kindTitle'),
            width: 90,
            extra: true,
            render: (_, row) => t(`kind.${row.kind}`),
          },
          {
            key: 'updated',
            title: t('cases.updated'),
            width: 172,
            sorter: true,
            extra: !isClosed,
            render: (_, row) => <Instant at={row.updatedAt} />,
          },
        ]}
      />
    </div>
  );
}
