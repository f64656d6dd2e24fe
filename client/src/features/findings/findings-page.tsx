/** What was seen at windows, what of it waits for somebody, and what became of it; of a department its own. */
import { Button, Dropdown, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import {
  type Finding,
  finding,
  findingKind,
  findingOrigin,
  findingState,
} from '../../../../server/contract/findings.ts';
import { DepartmentChooser, HallChooser } from '../../components/choosers.tsx';
import { DayRange } from '../../components/day-range.tsx';
import { RecordTable } from '../../components/record-table.tsx';
import { SavedFilters } from '../../components/saved-filters.tsx';
import { useMay } from '../../lib/me.ts';
import { instantText, minuteText } from '../../lib/time.ts';
import { FindingDrawer } from './finding-drawer.tsx';
import { FindingStateWord } from './finding-state-word.tsx';
import './findings-page.css';

const SORTS = ['newest', 'oldest', 'due'] as const;
/** Beside the states: what waits for whoever asks, and what is late. */
const TABS = ['all', 'mine', ...findingState.options, 'overdue'] as const;
type Tab = (typeof TABS)[number];

function filterOf(tab: Tab): Record<string, string | undefined> {
  if (tab === 'all') return {};
  if (tab === 'mine' || tab === 'overdue') return { [tab]: 'yes' };
  return { state: tab };
}

export default function FindingsPage() {
  const { t } = useTranslation();
  const may = useMay();
  const navigate = useNavigate();
  const { findingId } = useParams();
  const [params, setParams] = useSearchParams();
  const get = (name: string) => params.get(name) ?? undefined;
  const setAll = (changes: Readonly<Record<string, string | null | undefined>>) => {
    const next = new URLSearchParams(params);
    for (const [name, value] of Object.entries(changes)) {
      if (value) next.set(name, value);
      else next.delete(name);
    }
    setParams(next, { replace: true });
  };
  const set = (name: string, value: string | null | undefined) => setAll({ [name]: value });
  const isOwn = may('findings:reply') && !may('findings:decide');
  const tab = TABS.find((one) => one === get('tab')) ?? 'all';
  const chosen = {
    kind: get('kind'),
    origin: get('origin'),
    hallId: get('hallId'),
    departmentId: get('departmentId'),
    from: get('from'),
    to: get('to'),
  };
  const filter = { ...filterOf(tab), ...chosen, sort: get('sort') };
  const query = new URLSearchParams(
    Object.entries({ ...filter, q: get('q') }).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );
  const exportAs = (format: 'xlsx' | 'csv') => `/api/v1/findings/export?${query}&format=${format}`;
  const open = (id: string | undefined) =>
    void navigate({ pathname: id === undefined ? '/findings' : `/findings/${id}`, search: `${params}` });
  return (
    <div className="mc-page mc-findings">
      <div className="mc-page-head">
        <h1>{t('findings.title')}</h1>
        <div className="mc-finding-tabs" role="tablist">
          {TABS.filter((one) => one !== 'withdrawn' || !isOwn).map((one) => (
            <button
              key={one}
              type="button"
              role="tab"
              aria-selected={one === tab}
              onClick={() => set('tab', one === 'all' ? null : one)}
            >
              {one === 'all' || one === 'mine' || one === 'overdue'
                ? t(`findings.${one}`)
                : t(`findings.state.${one}`)}
            </button>
          ))}
        </div>
      </div>
      <p className="mc-muted mc-findings-about">{t(isOwn ? 'findings.aboutOwn' : 'findings.about')}</p>
      <RecordTable
        keep="findings"
        path="/findings"
        item={finding}
        rowKey="id"
        empty={t(isOwn ? 'findings.emptyOwn' : 'findings.empty')}
        searchPlaceholder={t('findings.search')}
        search={get('q') ?? ''}
        onSearch={(text) => set('q', text)}
        filter={filter}
        narrowed={tab !== 'all' || Object.values(chosen).some((value) => value !== undefined)}
        onRow={(row) => open(row.id)}
        tools={
          <>
            <Select
              allowClear
              aria-label={t('findings.filter.kind')}
              placeholder={t('findings.filter.kind')}
              style={{ width: 150 }}
              value={chosen.kind ?? null}
              onChange={(value: string | null | undefined) => set('kind', value)}
              options={findingKind.options.map((value) => ({ value, label: t(`findings.kind.${value}`) }))}
            />
            <Select
              allowClear
              aria-label={t('findings.filter.origin')}
              placeholder={t('findings.filter.origin')}
              style={{ width: 110 }}
              value={chosen.origin ?? null}
              onChange={(value: string | null | undefined) => set('origin', value)}
              options={findingOrigin.options.map((value) => ({
                value,
                label: t(`findings.origin.${value}`),
              }))}
            />
            <HallChooser
              allowClear
              aria-label={t('findings.filter.hall')}
              placeholder={t('findings.filter.hall')}
              style={{ width: 150 }}
              value={chosen.hallId}
              onChange={(id) => set('hallId', id)}
            />
            {!isOwn && (
              <DepartmentChooser
                allowClear
                aria-label={t('findings.filter.department')}
                placeholder={t('findings.filter.department')}
                style={{ width: 150 }}
                value={chosen.departmentId}
                onChange={(id) => set('departmentId', id)}
              />
            )}
            <DayRange
              label={t('findings.filter.days')}
              from={chosen.from}
              to={chosen.to}
              onChange={(days) => setAll({ ...days })}
            />
            <Select
              aria-label={t('findings.sort.label')}
              style={{ width: 110 }}
              value={filter.sort ?? 'newest'}
              onChange={(value) => set('sort', value === 'newest' ? null : value)}
              options={SORTS.map((value) => ({ value, label: t(`findings.sort.${value}`) }))}
            />
            <SavedFilters name="findings" />
            <Dropdown
              menu={{
                items: [
                  {
                    key: 'xlsx',
                    label: (
                      <a href={exportAs('xlsx')} download>
                        {t('findings.exportXlsx')}
                      </a>
                    ),
                  },
                  {
                    key: 'csv',
                    label: (
                      <a href={exportAs('csv')} download>
                        {t('findings.exportCsv')}
                      </a>
                    ),
                  },
                ],
              }}
            >
              <Button data-testid="ledger-export">{t('findings.export')}</Button>
            </Dropdown>
          </>
        }
        columns={[
          {
            key: 'no',
            title: t('findings.column.no'),
            width: 104,
            render: (_, row) => <span className="mc-mono">{row.no}</span>,
          },
          {
            key: 'at',
            title: t('findings.column.at'),
            width: 148,
            render: (_, row) => (
              <span className="mc-nowrap" title={instantText(row.at)}>
                {minuteText(row.at)}
              </span>
            ),
          },
          {
            key: 'window',
            title: t('findings.column.window'),
            ellipsis: true,
            width: 190,
            render: (_, row) => (
              <>
                <b>{t('findings.dialog.windowNumber', { code: row.windowCode })}</b>
                <div className="mc-muted mc-finding-line" title={row.hallName}>
                  {row.hallName}
                </div>
              </>
            ),
          },
          {
            key: 'kind',
            title: t('findings.column.kind'),
            width: 150,
            render: (_, row) => t(`findings.kind.${row.kind}`),
          },
          {
            key: 'text',
            title: t('findings.column.text'),
            ellipsis: true,
            render: (_, row) =>
              row.text === '' ? (
                <span className="mc-muted">—</span>
              ) : (
                <span title={row.text}>{row.text}</span>
              ),
          },
          {
            key: 'department',
            title: t('findings.column.department'),
            ellipsis: true,
            width: 190,
            render: (_, row) => (
              <>
                <span title={row.departmentName ?? ''}>{row.departmentName ?? '—'}</span>
                <div className="mc-muted">{row.clerk ?? '—'}</div>
              </>
            ),
          },
          {
            key: 'state',
            title: t('findings.column.state'),
            width: 110,
            render: (_, row) => <FindingStateWord state={row.state} overdue={isLate(row)} />,
          },
          {
            key: 'until',
            title: t('findings.column.until'),
            width: 148,
            render: (_, row) =>
              row.orderUntil === null ? (
                <span className="mc-muted">—</span>
              ) : (
                <span className="mc-nowrap">{minuteText(row.orderUntil)}</span>
              ),
          },
          {
            key: 'noted',
            title: t('findings.column.noted'),
            width: 110,
            render: (_, row) => (
              <>
                {row.notedByName}
                <div className="mc-muted">{t(`findings.origin.${row.origin}`)}</div>
              </>
            ),
          },
        ]}
      />
      <FindingDrawer findingId={findingId} onClose={() => open(undefined)} />
    </div>
  );
}

const isLate = ({ overdue, state }: Finding): boolean => overdue && state === 'ordered';
