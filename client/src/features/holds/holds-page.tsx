/** What is held, what of it waits to be released, and how much that is. */
import { Button, Segmented, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import { type HoldSummary, holdState, holdSummary } from '../../../../server/contract/holds.ts';
import { HoldDialog } from '../../components/holds/hold-dialog.tsx';
import { RecordTable } from '../../components/record-table.tsx';
import { useServices } from '../../lib/services.ts';
import { dateText, instantText, minuteText, spanText } from '../../lib/time.ts';
import { HoldDrawer } from './hold-drawer.tsx';
import { HoldSize, HoldStateWord } from './hold-words.tsx';
import './holds-page.css';

const SORTS = ['newest', 'oldest', 'largest'] as const;
const KINDS = ['range', 'case', 'alert'] as const;

export default function HoldsPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { holdId } = useParams();
  const { clock } = useServices();
  const [params, setParams] = useSearchParams();
  const [asking, setAsking] = useState(false);
  const get = (name: string) => params.get(name) ?? undefined;
  const set = (name: string, value: string | null | undefined) => {
    const next = new URLSearchParams(params);
    if (value) next.set(name, value);
    else next.delete(name);
    setParams(next, { replace: true });
  };
  const filter = { state: get('state'), kind: get('kind'), caseId: get('caseId'), sort: get('sort') };
  const { sort: _, ...narrowing } = filter;
  const query = new URLSearchParams(
    Object.entries({ ...filter, q: get('q') }).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );
  const ageText = (row: HoldSummary) =>
    spanText((row.releasedAt === null ? clock.now() : Date.parse(row.releasedAt)) - Date.parse(row.setAt), t);
  const open = (id: string | undefined) =>
    void navigate({ pathname: id === undefined ? '/holds' : `/holds/${id}`, search: `${params}` });
  return (
    <div className="mc-page mc-holds">
      <div className="mc-page-head">
        <h1>{t('holds.title')}</h1>
        <Segmented
          value={filter.state ?? 'all'}
          onChange={(value) => set('state', value === 'all' ? null : value)}
          options={[
            { value: 'all', label: t('holds.all') },
            ...holdState.options.map((value) => ({ value, label: t(`holds.state.${value}`) })),
          ]}
        />
      </div>
      <p className="mc-muted mc-holds-about">{t('holds.about')}</p>
      <RecordTable
        keep="holds"
        path="/holds"
        item={holdSummary}
        rowKey="id"
        empty={t('holds.empty')}
        searchPlaceholder={t('holds.search')}
        search={get('q') ?? ''}
        onSearch={(text) => set('q', text)}
        filter={filter}
        narrowed={Object.values(narrowing).some((value) => value !== undefined)}
        onRow={(row) => open(row.id)}
        onNew={() => setAsking(true)}
        create={
          <Button type="primary" onClick={() => setAsking(true)}>
            {t('holds.new')}
          </Button>
        }
        tools={
          <>
            <Select
              allowClear
              aria-label={t('holds.column.what')}
              placeholder={t('holds.column.what')}
              style={{ width: 130 }}
              value={filter.kind ?? null}
              onChange={(value: string | null | undefined) => set('kind', value)}
              options={KINDS.map((value) => ({ value, label: t(`holds.kind.${value}`) }))}
            />
            <Select
              aria-label={t('holds.sort.label')}
              style={{ width: 130 }}
              value={filter.sort ?? 'newest'}
              onChange={(value) => set('sort', value === 'newest' ? null : value)}
              options={SORTS.map((value) => ({ value, label: t(`holds.sort.${value}`) }))}
            />
            <Button href={`/api/v1/holds/export.csv?${query}`} download="holds.csv">
              {t('holds.export')}
            </Button>
          </>
        }
        columns={[
          {
            key: 'state',
            title: t('holds.column.state'),
            width: 110,
            render: (_, row) => <HoldStateWord state={row.state} />,
          },
          {
            key: 'what',
            title: t('holds.column.what'),
            ellipsis: true,
            render: (_, row) => (
              <>
                <span className="mc-muted">{t(`holds.kind.${row.kind}`)}</span>{' '}
                <span title={row.title}>{row.title}</span>
              </>
            ),
          },
          {
            key: 'reason',
            title: t('holds.column.reason'),
            ellipsis: true,
            width: 180,
            render: (_, row) => <span title={row.reason}>{row.reason}</span>,
          },
          {
            key: 'footage',
            title: t('holds.column.footage'),
            width: 196,
            render: (_, { from, to, cameras }) =>
              from === null || to === null ? (
                <span className="mc-muted">—</span>
              ) : (
                <>
                  <span className="mc-nowrap">{rangeText(from, to)}</span>
                  <div className="mc-muted">{t('holds.cameras', { n: cameras })}</div>
                </>
              ),
          },
          {
            key: 'size',
            title: t('holds.column.size'),
            width: 84,
            align: 'right',
            render: (_, row) => <HoldSize hold={row} />,
          },
          {
            key: 'set',
            title: t('holds.column.set'),
            width: 184,
            render: (_, row) => (
              <>
                <span title={instantText(row.setAt)}>{minuteText(row.setAt)}</span>
                <div className="mc-muted">
                  {row.setByName || t('holds.byItself')} · {t('holds.age', { span: ageText(row) })}
                </div>
              </>
            ),
          },
          {
            key: 'end',
            title: t('holds.column.end'),
            width: 150,
            render: (_, row) =>
              row.releasedAt !== null ? (
                <>
                  <span title={instantText(row.releasedAt)}>{minuteText(row.releasedAt)}</span>
                  <div className="mc-muted">{row.releasedByName}</div>
                </>
              ) : row.endingSince !== null ? (
                t('holds.since', { at: minuteText(row.endingSince) })
              ) : row.until !== null ? (
                t('holds.until', { at: dateText(row.until) })
              ) : (
                <span className="mc-muted">{t('holds.untilOpen')}</span>
              ),
          },
        ]}
      />
      <HoldDrawer holdId={holdId} onClose={() => open(undefined)} />
      {asking && (
        <HoldDialog
          ranges={[]}
          onDone={(made) => {
            setAsking(false);
            if (made) open(made.id);
          }}
        />
      )}
    </div>
  );
}

/** `2026-11-23 09:15 – 10:20`, with the date again where it is another. */
function rangeText(from: string, to: string): string {
  const [begin, end] = [minuteText(from), minuteText(to)];
  return dateText(from) === dateText(to)
    ? `${begin} – ${end.slice(11)}`
    : `${begin.slice(0, 10)} – ${end.slice(0, 10)}`;
}
