/** The audit trail, newest first: who did what, to what, from where and why; and whether it is whole. */
import { Button, Input, Select, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { type ActionGroup, actionGroup, auditRow } from '../../../../server/contract/audit.ts';
import { HallChooser } from '../../components/choosers.tsx';
import { Instant } from '../../components/instant.tsx';
import { RecordTable } from '../../components/record-table.tsx';
import { SavedFilters } from '../../components/saved-filters.tsx';
import { AuditExport } from './audit-export.tsx';
import { AuditRowDetail } from './audit-row-detail.tsx';
import { actionsOf, actionWords, actorWords, detailWords, targetWords } from './audit-words.ts';
import { ChainState } from './chain-state.tsx';
import { spans, useAuditFilter } from './use-audit-filter.ts';
import './audit.css';

export default function AuditPage() {
  const { t } = useTranslation();
  const { chosen, filter, set, clear, narrowed } = useAuditFilter();
  const hallId = chosen.place?.startsWith('hall:') ? chosen.place.slice(5) : undefined;
  const group = actionGroup.safeParse(chosen.group).data;
  return (
    <div className="mc-page">
      <div className="mc-page-head">
        <h1>{t('audit.title')}</h1>
        <span className="mc-spring" />
        <ChainState />
        <AuditExport filter={{ ...filter, q: chosen.q }} />
      </div>
      <RecordTable
        path="/audit"
        item={auditRow}
        rowKey="seq"
        empty={t('audit.empty')}
        searchPlaceholder={t('audit.searchText')}
        search={chosen.q ?? ''}
        onSearch={(q) => set({ q })}
        filter={filter}
        narrowed={narrowed}
        tools={
          <>
            <Input
              allowClear
              aria-label={t('audit.byPerson')}
              placeholder={t('audit.byPerson')}
              style={{ width: 150 }}
              key={chosen.actor ?? ''}
              defaultValue={chosen.actor ?? ''}
              onPressEnter={(event) => set({ actor: event.currentTarget.value.trim() })}
              onBlur={(event) => set({ actor: event.target.value.trim() })}
              onClear={() => set({ actor: undefined })}
            />
            <Select
              allowClear
              aria-label={t('audit.byGroup')}
              placeholder={t('audit.byGroup')}
              style={{ width: 130 }}
              value={group ?? null}
              onChange={(next: ActionGroup | null | undefined) =>
                set({ group: next ?? undefined, action: undefined })
              }
              options={actionGroup.options.map((each) => ({ value: each, label: t(`audit.groups.${each}`) }))}
            />
            <Select
              allowClear
              aria-label={t('audit.search')}
              placeholder={t('audit.search')}
              style={{ width: 150 }}
              popupMatchSelectWidth={false}
              showSearch={{ optionFilterProp: 'label' }}
              value={chosen.action ?? null}
              onChange={(next: string | null | undefined) => set({ action: next ?? undefined })}
              options={actionsOf(group).map((each) => ({ value: each, label: actionWords(each, t) }))}
            />
            <HallChooser
              allowClear
              aria-label={t('audit.byPlace')}
              placeholder={t('audit.byPlace')}
              style={{ width: 160 }}
              value={hallId}
              onChange={(id) => set({ place: id && `hall:${id}` })}
            />
            <Select
              aria-label={t('audit.byTime')}
              style={{ width: 116 }}
              value={chosen.span}
              onChange={(span: (typeof spans)[number]) => set({ span: span === 'all' ? undefined : span })}
              options={spans.map((each) => ({ value: each, label: t(`audit.spans.${each}`) }))}
            />
            {chosen.span === 'days' && (
              <span className="mc-audit-days">
                {(['from', 'to'] as const).map((end) => (
                  <Input
                    key={end}
                    type="date"
                    aria-label={t(`audit.${end === 'from' ? 'fromDay' : 'toDay'}`)}
                    style={{ width: 140 }}
                    value={chosen[end] ?? ''}
                    onChange={(event) => set({ [end]: event.target.value })}
                  />
                ))}
              </span>
            )}
            {chosen.target !== undefined && (
              <Tag closable onClose={() => set({ target: undefined })}>
                {t('audit.target')} {targetWords({ target: chosen.target, targetName: null }, t)}
              </Tag>
            )}
            {narrowed && (
              <Button type="text" onClick={clear}>
                {t('audit.clear')}
              </Button>
            )}
            <SavedFilters name="audit" />
          </>
        }
        columns={[
          { title: t('audit.at'), render: (_, row) => <Instant at={row.at} />, width: 160 },
          {
            title: t('audit.actor'),
            render: (_, row) => <span title={row.actor}>{actorWords(row, t)}</span>,
            width: 150,
          },
          {
            title: t('audit.action'),
            render: (_, row) => (
              <>
                <span title={row.action}>{actionWords(row.action, t)}</span>{' '}
                <span className="mc-muted">{detailWords(row.detail, t).join(' · ')}</span>
              </>
            ),
            width: 210,
          },
          {
            title: t('audit.target'),
            render: (_, row) => (
              <span className="mc-audit-cell" title={row.target}>
                {targetWords(row, t)}
              </span>
            ),
          },
          {
            title: t('audit.reason'),
            render: (_, row) => (
              <span className="mc-audit-cell" title={row.reason ?? ''}>
                {row.reason}
              </span>
            ),
          },
          {
            title: t('audit.from'),
            render: (_, row) => <span className="mc-mono">{row.from}</span>,
            width: 110,
          },
        ]}
        expanded={(row) => <AuditRowDetail row={row} onNarrow={set} />}
      />
    </div>
  );
}
