/** How often each window was looked at in a month, planned or drawn: what nobody looks at is seen at once. */
import { DatePicker } from 'antd';
import dayjs from 'dayjs';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { patrolCoverage } from '../../../../server/contract/patrols.ts';
import { HallChooser } from '../../components/choosers.tsx';
import { Instant } from '../../components/instant.tsx';
import { RecordTable } from '../../components/record-table.tsx';
import { useServices } from '../../lib/services.ts';
import { dateText } from '../../lib/time.ts';

export function CoverageTab() {
  const { t } = useTranslation();
  const { clock } = useServices();
  const [params, setParams] = useSearchParams();
  const month = params.get('month') ?? dateText(clock.now()).slice(0, 7);
  const hallId = params.get('hallId') ?? undefined;
  const set = (name: string, value: string | undefined) => {
    const next = new URLSearchParams(params);
    if (value) next.set(name, value);
    else next.delete(name);
    setParams(next, { replace: true });
  };
  const count = (key: 'fixed' | 'drawn' | 'own' | 'unseen' | 'findings', title: string) => ({
    ...{ key, title, width: 90, align: 'right' as const },
    render: (_: unknown, row: Readonly<Record<typeof key, number>>) => row[key],
  });
  return (
    <RecordTable
      keep="patrol-coverage"
      path="/patrols/coverage"
      item={patrolCoverage}
      rowKey="windowId"
      searchBy={null}
      empty={t('patrols.coverage.empty')}
      filter={{ month, hallId }}
      pageSize={200}
      tools={
        <>
          <DatePicker
            picker="month"
            allowClear={false}
            aria-label={t('patrols.coverage.month')}
            value={dayjs(`${month}-01`)}
            onChange={(value) => set('month', value?.format('YYYY-MM'))}
          />
          <HallChooser
            allowClear
            aria-label={t('patrols.coverage.hall')}
            placeholder={t('patrols.coverage.hall')}
            style={{ width: 220 }}
            value={hallId}
            onChange={(id) => set('hallId', id)}
          />
        </>
      }
      columns={[
        {
          key: 'window',
          title: t('patrols.ledger.window'),
          render: (_, { hallName, windowCode, windowName }) => (
            <>
              {hallName} <b>{windowCode}</b> {windowName}
            </>
          ),
        },
        {
          key: 'department',
          title: t('patrols.coverage.department'),
          ellipsis: true,
          render: (_, { departmentName }) => departmentName,
        },
        count('fixed', t('patrols.kind.fixed')),
        count('drawn', t('patrols.kind.drawn')),
        count('own', t('patrols.kind.own')),
        {
          key: 'total',
          title: t('patrols.coverage.total'),
          width: 80,
          align: 'right',
          render: (_, { fixed, drawn, own }) => <b>{fixed + drawn + own}</b>,
        },
        count('unseen', t('patrols.ledger.unseen')),
        count('findings', t('patrols.ledger.found')),
        {
          key: 'last',
          title: t('patrols.coverage.last'),
          width: 170,
          render: (_, { lastAt }) =>
            lastAt === null ? (
              <span className="mc-round-state" data-state="missed">
                {t('patrols.coverage.never')}
              </span>
            ) : (
              <Instant at={lastAt} />
            ),
        },
      ]}
    />
  );
}
