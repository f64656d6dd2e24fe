/** When which card is issued, region by region: each rule in words, where it comes from, and what a change would do. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Skeleton, Space, Table } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { z } from 'zod';
import { alertSubject } from '../../../../server/contract/alerts.ts';
import { region } from '../../../../server/contract/places.ts';
import { type Rule, rule } from '../../../../server/contract/rules.ts';
import { AlertCard } from '../../components/alert-card.tsx';
import { CalendarFaults } from '../../components/calendar-faults.tsx';
import { RegionChooser } from '../../components/choosers.tsx';
import type { RecordColumn } from '../../components/record-column.ts';
import { EmptyView, ErrorView } from '../../components/state-views.tsx';
import { useReason } from '../../components/use-reason.tsx';
import { thresholdWords } from '../../lib/alerts/threshold-words.ts';
import { api } from '../../lib/api.ts';
import { useMay } from '../../lib/me.ts';
import { instantText } from '../../lib/time.ts';
import { RuleForm } from './rule-form.tsx';
import { RuleHistory } from './rule-history.tsx';
import { deadlinesWords, recipientsWords } from './rule-words.ts';
import { useRulesRegion } from './use-rules-region.ts';
import './rules.css';

const rulesKey = ['rules'] as const;

export default function RulesPage() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const may = useMay();
  const queries = useQueryClient();
  const askReason = useReason();
  const [, setSearch] = useSearchParams();
  const regionCode = useRulesRegion();
  const [editing, setEditing] = useState<Rule>();
  const [history, setHistory] = useState<Rule>();
  const { data, error, refetch } = useQuery({
    queryKey: [...rulesKey, 'held', regionCode],
    queryFn: ({ signal }) =>
      api('/rules', { schema: z.object({ items: z.array(rule) }), query: { regionCode }, signal }),
  });
  const names = useRegionNames([
    ...(regionCode === undefined ? [] : [regionCode]),
    ...(data?.items.flatMap((one) => one.regionCode ?? []) ?? []),
  ]);
  const regionName = regionCode === undefined ? '' : (names.get(regionCode) ?? regionCode);
  const again = () => queries.invalidateQueries({ queryKey: rulesKey });
  const sourceOf = (one: Rule): string => {
    if (one.regionCode === null) return t('rules.source.shipped');
    if (one.regionCode === regionCode) return t('rules.source.own');
    return t('rules.source.above', { region: names.get(one.regionCode) ?? one.regionCode });
  };
  const reset = (one: Rule) =>
    askReason({
      title: t('rules.resetTitle', { region: regionName, name: one.name }),
      text: t('rules.resetText'),
      verb: t('rules.reset'),
      run: async (reason) => {
        await api(`/rules/${one.key}`, { method: 'DELETE', query: { regionCode }, reason });
        void message.success(t('rules.resetDone'));
        await again();
      },
    });
  const writes = may('rules:write') && regionCode !== undefined;
  const columns: RecordColumn<Rule>[] = [
    {
      key: 'name',
      width: 170,
      title: t('rules.column.name'),
      render: (_, one) => (
        <>
          <b>{one.name}</b>
          {!one.enabled && <span className="mc-rule-off">{t('rules.off')}</span>}
        </>
      ),
    },
    {
      key: 'when',
      width: 180,
      title: t('rules.column.when'),
      render: (_, one) => thresholdWords(one.threshold, t),
    },
    {
      key: 'level',
      width: 112,
      title: t('rules.column.level'),
      render: (_, one) => <AlertCard level={one.level} />,
    },
    {
      key: 'mode',
      width: 76,
      title: t('rules.column.mode'),
      render: (_, one) => t(`rules.modeShort.${one.mode}`),
    },
    {
      key: 'recipients',
      title: t('rules.column.recipients'),
      render: (_, one) => recipientsWords(one.recipients, t),
    },
    {
      key: 'deadlines',
      width: 140,
      title: t('rules.column.deadlines'),
      render: (_, one) => deadlinesWords(one, t),
    },
    {
      key: 'source',
      width: 130,
      title: t('rules.column.source'),
      render: (_, one) => (
        <span title={t('rules.since', { at: instantText(one.validFrom) })}>
          {sourceOf(one)} · {t('rules.version', { n: one.version })}
        </span>
      ),
    },
    {
      key: 'actions',
      width: 180,
      title: '',
      render: (_, one) => (
        <Space size={0} wrap={false}>
          {writes && (
            <Button type="link" size="small" onClick={() => setEditing(one)}>
              {t('rules.edit')}
            </Button>
          )}
          <Button type="link" size="small" onClick={() => setHistory(one)}>
            {t('rules.history')}
          </Button>
          {writes && one.regionCode === regionCode && (
            <Button type="link" size="small" onClick={() => reset(one)}>
              {t('rules.reset')}
            </Button>
          )}
        </Space>
      ),
    },
  ];
  return (
    <div className="mc-page mc-rules">
      <div className="mc-page-head">
        <h1>{t('rules.title')}</h1>
        <span className="mc-spring" />
        <RegionChooser
          allowClear
          aria-label={t('rules.region')}
          placeholder={t('rules.everywhere')}
          style={{ width: 230 }}
          value={regionCode}
          onChange={(code) => setSearch({ region: code ?? '' }, { replace: true })}
        />
      </div>
      <p className="mc-muted">
        {t('rules.purpose')} {!may('rules:write') && t('rules.readOnly')}
        {may('rules:write') && regionCode === undefined && t('rules.chooseRegion')}
      </p>
      <CalendarFaults />
      {data === undefined ? (
        error === null ? (
          <Skeleton active paragraph={{ rows: 10 }} />
        ) : (
          <ErrorView error={error} onRetry={() => void refetch()} />
        )
      ) : data.items.length === 0 ? (
        <EmptyView text={t('rules.empty')} />
      ) : (
        alertSubject.options.map((subject) => {
          const own = data.items.filter((one) => one.subject === subject);
          return own.length === 0 ? null : (
            <section key={subject}>
              <h2>{t(`alerts.subject.${subject}`)}</h2>
              <Table<Rule>
                size="small"
                pagination={false}
                rowKey="key"
                columns={columns}
                dataSource={own}
                tableLayout="fixed"
              />
            </section>
          );
        })
      )}
      {editing !== undefined && regionCode !== undefined && (
        <RuleForm
          rule={editing}
          regionCode={regionCode}
          regionName={regionName}
          source={editing.regionCode === regionCode ? undefined : sourceOf(editing)}
          onClose={() => setEditing(undefined)}
          onSaved={() => {
            setEditing(undefined);
            void again();
          }}
        />
      )}
      {history !== undefined && (
        <RuleHistory
          rule={history}
          regionCode={history.regionCode ?? undefined}
          onClose={() => setHistory(undefined)}
        />
      )}
    </div>
  );
}

/** Names of the few regions that the rules come from. */
function useRegionNames(codes: readonly string[]): ReadonlyMap<string, string> {
  const wanted = [...new Set(codes)].sort();
  const { data } = useQuery({
    queryKey: [...rulesKey, 'regions', wanted],
    queryFn: ({ signal }) =>
      Promise.all(wanted.map((code) => api(`/regions/${code}`, { schema: region, signal }))),
    enabled: wanted.length > 0,
  });
  return new Map(data?.map(({ code, name }) => [code, name]));
}
