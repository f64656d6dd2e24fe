/** Each system that reports: its state and since when, when it was last heard, its clock, what is missing. */
import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, InputNumber, Select, Tag } from 'antd';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { type Feed, feed } from '../../../../server/contract/exchange.ts';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { Instant } from '../../components/instant.tsx';
import { RecordTable } from '../../components/record-table.tsx';
import { useReason } from '../../components/use-reason.tsx';
import { api } from '../../lib/api.ts';
import { feedFaultWords } from '../../lib/feed-fault.ts';
import { useMay } from '../../lib/me.ts';
import { useServices } from '../../lib/services.ts';
import { useFollow } from '../../lib/use-follow.ts';
import { listKey } from '../../lib/use-list.ts';
import { offsetWords } from './exchange-words.ts';
import { FeedHistory } from './feed-history.tsx';

const PATH = '/exchange/feeds';
const FOLLOWED = ['exchange', 'followed'] as const;
const STATES = ['faulty', 'fine', 'never', 'ended'] as const;

export function FeedsTab() {
  const { t } = useTranslation();
  const may = useMay();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const ask = useReason();
  const [state, setState] = useState<string>();
  const [changing, setChanging] = useState<Feed>();
  const { connection } = useServices();
  const fresh = useCallback(() => queries.invalidateQueries({ queryKey: listKey(PATH) }), [queries]);
  useFollow(FOLLOWED, () => connection.ask('exchange:follow', undefined), fresh);
  useEffect(() => {
    // Followed on by the bar, which tells of feeds on every page.
    return connection.on('exchange:feed', () => void fresh());
  }, [connection, fresh]);
  const settle = (row: Feed) =>
    ask({
      title: t('exchange.feeds.settleTitle', { source: row.source, n: row.missingBatches }),
      text: t('exchange.feeds.settleText'),
      verb: t('exchange.feeds.settle'),
      run: async (reason) => {
        await api(`${PATH}/${encodeURIComponent(row.source)}/settle`, {
          method: 'POST',
          schema: feed,
          reason,
        });
        void message.success(t('exchange.feeds.settled'));
        await fresh();
      },
    });
  const toRefusals = (row: Feed) =>
    void navigate(`/exchange/refusals?source=${encodeURIComponent(row.source)}`);
  return (
    <>
      <RecordTable
        path={PATH}
        item={feed}
        rowKey="source"
        empty={t('exchange.feeds.empty')}
        searchPlaceholder={t('exchange.feeds.search')}
        filter={{ state }}
        narrowed={state !== undefined}
        tools={
          <Select
            allowClear
            style={{ width: 160 }}
            placeholder={t('exchange.feeds.allStates')}
            aria-label={t('exchange.feeds.state')}
            value={state}
            onChange={setState}
            options={STATES.map((value) => ({ value, label: t(`exchange.feeds.states.${value}`) }))}
          />
        }
        expanded={(row) => <FeedHistory source={row.source} />}
        columns={[
          {
            title: t('exchange.source'),
            render: (_, row) => (
              <>
                <span className="mc-mono">{row.source}</span>
                <div className="mc-muted">{row.departmentName}</div>
              </>
            ),
          },
          { title: t('exchange.feeds.state'), render: (_, row) => <FeedState of={row} /> },
          {
            title: t('exchange.feeds.lastHeard'),
            render: (_, row) =>
              row.lastHeardAt === null ? (
                <span className="mc-muted">{t('exchange.feeds.never')}</span>
              ) : (
                <Instant at={row.lastHeardAt} />
              ),
          },
          { title: t('exchange.feeds.offset'), render: (_, row) => offsetWords(row.offsetMs, t) },
          {
            title: t('exchange.feeds.today'),
            render: (_, row) => (
              <>
                <span className="mc-exchange-number">{row.today.sent}</span>
                {row.today.sent > 0 && (
                  <div className="mc-muted">{t('exchange.feeds.todayText', { ...row.today })}</div>
                )}
              </>
            ),
          },
          {
            title: t('exchange.feeds.open'),
            align: 'right',
            render: (_, row) =>
              row.openRefusals === 0 ? (
                <span className="mc-muted">0</span>
              ) : (
                <Button type="link" size="small" onClick={() => toRefusals(row)}>
                  {row.openRefusals}
                </Button>
              ),
          },
          {
            title: t('exchange.feeds.waiting'),
            align: 'right',
            render: (_, row) => <span className={row.waiting === 0 ? 'mc-muted' : ''}>{row.waiting}</span>,
          },
          {
            title: t('exchange.feeds.silence'),
            render: (_, row) => (
              <>
                {row.silentAfterMinutes === null
                  ? t('exchange.feeds.silenceNever')
                  : t('exchange.feeds.silenceMinutes', { n: row.silentAfterMinutes })}
                <div className="mc-exchange-links">
                  {may('exchange:correct') && (
                    <Button type="link" size="small" onClick={() => setChanging(row)}>
                      {t('exchange.feeds.silenceChange')}
                    </Button>
                  )}
                  {row.missingBatches > 0 && may('exchange:correct') && (
                    <Button type="link" size="small" onClick={() => settle(row)}>
                      {t('exchange.feeds.settle')}
                    </Button>
                  )}
                </div>
              </>
            ),
          },
        ]}
      />
      {changing !== undefined && (
        <FormDrawer<{ silentAfterMinutes: number | null }>
          title={t('exchange.feeds.silenceTitle', { source: changing.source })}
          initial={{ silentAfterMinutes: changing.silentAfterMinutes }}
          save={(values) =>
            api(`${PATH}/${encodeURIComponent(changing.source)}`, {
              method: 'PATCH',
              body: { silentAfterMinutes: values.silentAfterMinutes ?? null },
              schema: feed,
            })
          }
          onClose={() => setChanging(undefined)}
          onSaved={() => {
            setChanging(undefined);
            void fresh();
          }}
        >
          {() => (
            <Form.Item name="silentAfterMinutes" label={t('exchange.feeds.silenceField')}>
              <InputNumber min={1} max={10_080} style={{ width: 160 }} autoFocus />
            </Form.Item>
          )}
        </FormDrawer>
      )}
    </>
  );
}

/** What is wrong stands in words; colour only where something is. */
function FeedState({ of: row }: { of: Feed }) {
  const { t } = useTranslation();
  return (
    <div className="mc-exchange-state">
      <span className={row.state === 'faulty' ? 'mc-exchange-faulty' : ''}>
        {t(`exchange.feeds.states.${row.state}`)}
      </span>
      {row.alarms.map((alarm) => (
        <Tag key={alarm.fault} color="warning">
          {feedFaultWords(alarm, t)}
        </Tag>
      ))}
      <div className="mc-muted">
        <SinceText at={row.since} />
      </div>
    </div>
  );
}

function SinceText({ at }: { at: string }) {
  const { t } = useTranslation();
  const [before = '', after = ''] = t('exchange.feeds.sinceAt', { at: '\u0000' }).split('\u0000');
  return (
    <>
      {before}
      <Instant at={at} />
      {after}
    </>
  );
}
