/** Paste a batch, see what its sender would be answered. Nothing is kept. */
import { useMutation } from '@tanstack/react-query';
import { Alert, Button, Form, Input, Select, Table } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { feed } from '../../../../server/contract/exchange.ts';
import { type DropAnswer, dropAnswer } from '../../../../server/contract/profiles.ts';
import { ErrorView } from '../../components/state-views.tsx';
import { api } from '../../lib/api.ts';
import { problemWords } from '../../lib/problem-words.ts';
import { useList } from '../../lib/use-list.ts';
import { codeWords, messageWords } from './exchange-words.ts';
import { sampleBatch } from './sample-batch.ts';

export function TryTab() {
  const { t } = useTranslation();
  const feeds = useList({ path: '/exchange/feeds', item: feed, limit: 200 });
  const [chosen, setChosen] = useState<string>();
  const [text, setText] = useState('');
  const source = chosen ?? feeds.items?.[0]?.source;
  const trying = useMutation({
    mutationFn: () =>
      api(`/exchange/feeds/${encodeURIComponent(source ?? '')}/try`, {
        method: 'POST',
        body: { text },
        schema: dropAnswer,
      }),
  });
  if (feeds.error !== null) return <ErrorView error={feeds.error} onRetry={() => void feeds.refetch()} />;
  return (
    <div className="mc-exchange-try">
      <Form layout="vertical" onFinish={() => trying.mutate()}>
        <p className="mc-muted" style={{ marginTop: 0 }}>
          {t('exchange.try.text')}
        </p>
        <Form.Item label={t('exchange.try.source')}>
          <Select
            value={source}
            loading={feeds.isPending}
            onChange={setChosen}
            notFoundContent={t('exchange.try.noFeeds')}
            options={(feeds.items ?? []).map((one) => ({
              value: one.source,
              label: `${one.source} · ${one.departmentName}`,
            }))}
          />
        </Form.Item>
        <Form.Item label={t('exchange.try.batch')}>
          <Input.TextArea
            className="mc-mono"
            rows={18}
            value={text}
            spellCheck={false}
            placeholder={t('exchange.try.placeholder')}
            onChange={(event) => setText(event.target.value)}
          />
        </Form.Item>
        <Button
          type="primary"
          htmlType="submit"
          loading={trying.isPending}
          disabled={text.trim() === '' || !source}
        >
          {t('exchange.try.run')}
        </Button>{' '}
        <Button onClick={() => setText(sampleBatch())}>{t('exchange.try.sample')}</Button>
      </Form>
      <div>
        {trying.error !== null && <Alert type="error" showIcon title={problemWords(trying.error, t)} />}
        {trying.data !== undefined && <Answer of={trying.data} />}
      </div>
    </div>
  );
}

function Answer({ of }: { of: DropAnswer }) {
  const { t } = useTranslation();
  const { fault } = of;
  if (fault !== null) {
    const { line, column, message } = fault;
    const place =
      line === null
        ? ''
        : column === null
          ? t('exchange.try.atLine', { line })
          : t('exchange.try.at', { line, column });
    return (
      <Alert type="warning" showIcon title={`${t('exchange.try.fault')} ${place}`} description={message} />
    );
  }
  return (
    <>
      <p style={{ marginTop: 0 }} role="status">
        {t('exchange.try.counts', { ...of })}
      </p>
      <Table
        size="small"
        rowKey="index"
        pagination={of.results.length > 50 ? { pageSize: 50, showSizeChanger: false } : false}
        dataSource={of.results}
        columns={[
          { title: t('exchange.try.row'), width: 56, render: (_, row) => row.index + 1 },
          {
            title: t('exchange.refusals.event'),
            render: (_, row) => (
              <span className="mc-mono mc-exchange-id">
                {row.table === undefined ? (row.eventId ?? '—') : `${row.table ?? ''} ${row.key ?? ''}`}
              </span>
            ),
          },
          {
            title: t('exchange.try.status'),
            render: (_, row) =>
              row.status === 'rejected' ? (
                <>
                  <span className="mc-exchange-faulty">{t('exchange.try.statuses.rejected')}</span>{' '}
                  <strong className="mc-mono">{row.field}</strong> {codeWords(row.code ?? '', t)}
                  <div className="mc-muted">{messageWords(row.message ?? '', t)}</div>
                </>
              ) : row.waiting ? (
                t('exchange.try.waits')
              ) : (
                t(`exchange.try.statuses.${row.status}`)
              ),
          },
        ]}
      />
    </>
  );
}
