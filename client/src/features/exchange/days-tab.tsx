/** Counts by source and day beside the sender's own. */
import { Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type FeedDay, feedDay } from '../../../../server/contract/exchange.ts';
import { RecordTable } from '../../components/record-table.tsx';

const VERDICTS = ['differs', 'untold', 'resent', 'agrees'] as const;
/** A row a source and day. */
const item = feedDay.transform((day) => ({ ...day, key: `${day.day} ${day.source}` }));

export function DaysTab() {
  const { t } = useTranslation();
  const [verdict, setVerdict] = useState<string>();
  const number = (key: 'sent' | 'accepted' | 'duplicate' | 'refused') =>
    ({
      title: t(`exchange.days.${key}`),
      align: 'right',
      render: (_: unknown, row: FeedDay) => (
        <span className={row[key] === 0 ? 'mc-muted' : 'mc-exchange-number'}>{row[key]}</span>
      ),
    }) as const;
  return (
    <RecordTable
      path="/exchange/days"
      item={item}
      rowKey="key"
      empty={t('exchange.days.empty')}
      searchBy={null}
      filter={{ verdict }}
      narrowed={verdict !== undefined}
      tools={
        <Select
          allowClear
          style={{ width: 180 }}
          placeholder={t('exchange.days.allVerdicts')}
          aria-label={t('exchange.days.verdict')}
          value={verdict}
          onChange={setVerdict}
          options={VERDICTS.map((value) => ({ value, label: t(`exchange.days.verdicts.${value}`) }))}
        />
      }
      columns={[
        {
          title: t('exchange.days.day'),
          render: (_, row) => <span className="mc-exchange-number">{row.day}</span>,
        },
        {
          title: t('exchange.source'),
          render: (_, row) => (
            <>
              <span className="mc-mono">{row.source}</span>{' '}
              <span className="mc-muted">{row.departmentName}</span>
            </>
          ),
        },
        number('sent'),
        number('accepted'),
        number('duplicate'),
        number('refused'),
        {
          title: t('exchange.days.told'),
          align: 'right',
          render: (_, row) =>
            row.told === null ? (
              <span className="mc-muted">{t('exchange.days.untold')}</span>
            ) : (
              <span className="mc-exchange-number">{row.told}</span>
            ),
        },
        { title: t('exchange.days.verdict'), render: (_, row) => <Verdict of={row} /> },
      ]}
    />
  );
}

function Verdict({ of: { verdict, difference, told, sent } }: { of: FeedDay }) {
  const { t } = useTranslation();
  const words = t(`exchange.days.verdicts.${verdict}`);
  if (verdict !== 'differs' || difference === null)
    return <span className={verdict === 'untold' ? 'mc-muted' : ''}>{words}</span>;
  const n = Math.abs(difference);
  return (
    <span className="mc-exchange-faulty" title={t('exchange.days.differsHint', { told, sent })}>
      {words} · {t(difference > 0 ? 'exchange.days.fewer' : 'exchange.days.more', { n })}
    </span>
  );
}
