/** The correction list: rows that were refused, put right and sent again, or let go with a reason. */
import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { dismissAnswer, type Refusal, refusal, refusalStates } from '../../../../server/contract/exchange.ts';
import { Instant } from '../../components/instant.tsx';
import { RecordTable } from '../../components/record-table.tsx';
import { useReason } from '../../components/use-reason.tsx';
import { api } from '../../lib/api.ts';
import { useMay } from '../../lib/me.ts';
import { listKey } from '../../lib/use-list.ts';
import { codeWords, messageWords } from './exchange-words.ts';
import { COUNTS_KEY, useRefusalCounts } from './open-count.tsx';
import { RefusalDrawer } from './refusal-drawer.tsx';

const PATH = '/exchange/refusals';

export function RefusalsTab() {
  const { t } = useTranslation();
  const may = useMay();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const ask = useReason();
  const [search, setSearch] = useSearchParams();
  const [shown, setShown] = useState<Refusal>();
  const { data: counts } = useRefusalCounts();
  const filter = {
    state: search.get('state') ?? 'open',
    source: search.get('source') ?? undefined,
    code: search.get('code') ?? undefined,
    field: search.get('field') ?? undefined,
  };
  const choose = (values: Readonly<Record<string, string | undefined>>) =>
    setSearch(
      (before) => {
        for (const [key, value] of Object.entries(values))
          if (value === undefined) before.delete(key);
          else before.set(key, value);
        return before;
      },
      { replace: true },
    );
  const fresh = async () => {
    await queries.invalidateQueries({ queryKey: listKey(PATH) });
    await queries.invalidateQueries({ queryKey: COUNTS_KEY });
  };
  const dismiss = (rows: readonly Refusal[], clear: () => void) =>
    ask({
      title: t('exchange.refusals.dismissTitle', { n: rows.length }),
      text: t('exchange.refusals.dismissText'),
      verb: t('exchange.refusals.dismiss'),
      danger: true,
      run: async (reason) => {
        const body = { ids: rows.map(({ id }) => id) };
        const answer = await api(`${PATH}/dismiss`, { method: 'POST', body, schema: dismissAnswer, reason });
        void message.success(t('exchange.refusals.dismissed', { n: answer.dismissed }));
        clear();
        await fresh();
      },
    });
  const query = new URLSearchParams(
    Object.entries(filter).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
  return (
    <>
      <RecordTable
        path={PATH}
        item={refusal}
        rowKey="id"
        empty={t('exchange.refusals.empty')}
        searchPlaceholder={t('exchange.refusals.search')}
        filter={filter}
        narrowed={filter.state !== 'open' || filter.source !== undefined || filter.code !== undefined}
        tools={
          <>
            <Select
              style={{ width: 150 }}
              aria-label={t('exchange.refusals.state')}
              value={filter.state}
              onChange={(state) => choose({ state })}
              options={[...refusalStates, 'all' as const].map((value) => ({
                value,
                label: t(`exchange.refusals.states.${value}`),
              }))}
            />
            <Select
              allowClear
              style={{ width: 280 }}
              aria-label={t('exchange.refusals.what')}
              placeholder={t('exchange.refusals.allFaults')}
              value={filter.code === undefined ? undefined : `${filter.code} ${filter.field ?? ''}`}
              onChange={(value: string | undefined) => {
                const [code, field] = value?.split(' ') ?? [];
                choose({ code, field });
              }}
              options={(counts?.by ?? []).map(({ code, field, open }) => ({
                value: `${code} ${field}`,
                label: `${codeWords(code, t)} · ${field} (${open})`,
              }))}
            />
            {filter.source !== undefined && (
              <Button onClick={() => choose({ source: undefined })}>
                {t('exchange.source')}: {filter.source} ×
              </Button>
            )}
            <Button href={`/api/v1${PATH}/export?${query.toString()}`}>
              {t('exchange.refusals.export')}
            </Button>
          </>
        }
        selection={
          may('exchange:correct')
            ? (rows, clear) => (
                <Button
                  danger
                  onClick={() =>
                    dismiss(
                      rows.filter(({ state }) => state === 'open'),
                      clear,
                    )
                  }
                >
                  {t('exchange.refusals.dismiss')}
                </Button>
              )
            : undefined
        }
        columns={[
          {
            title: t('exchange.refusals.what'),
            render: (_, row) => (
              <>
                <strong className="mc-mono">{row.field}</strong> {codeWords(row.code, t)}
                <div className="mc-muted mc-exchange-message" title={row.message}>
                  {messageWords(row.message, t)}
                </div>
              </>
            ),
          },
          {
            title: t('exchange.refusals.caseNo'),
            render: (_, row) => (
              <>
                <span className="mc-mono">{row.caseNo ?? '—'}</span>
                <div className="mc-muted mc-mono">{row.table ?? row.eventId ?? ''}</div>
              </>
            ),
          },
          {
            title: t('exchange.source'),
            render: (_, row) => (
              <>
                <span className="mc-mono">{row.source}</span>
                <div className="mc-muted">{row.departmentName}</div>
              </>
            ),
          },
          {
            title: t('exchange.refusals.received'),
            render: (_, row) => (
              <>
                <Instant at={row.receivedAt} />
                {row.times > 1 && (
                  <div className="mc-muted">{t('exchange.refusals.times', { n: row.times })}</div>
                )}
              </>
            ),
          },
          {
            title: t('exchange.refusals.state'),
            render: (_, row) => (
              <>
                {t(`exchange.refusals.states.${row.state}`)}
                {row.reason !== null && <div className="mc-muted">{row.reason}</div>}
              </>
            ),
          },
          {
            key: 'actions',
            align: 'right',
            render: (_, row) =>
              may('exchange:correct') && (
                <Button type="link" size="small" onClick={() => setShown(row)}>
                  {t(row.state === 'open' ? 'exchange.refusals.fix' : 'exchange.refusals.open')}
                </Button>
              ),
          },
        ]}
      />
      {shown !== undefined && (
        <RefusalDrawer of={shown} onClose={() => setShown(undefined)} onChanged={() => void fresh()} />
      )}
    </>
  );
}
