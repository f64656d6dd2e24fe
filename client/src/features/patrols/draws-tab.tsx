/** Days of random looks: what was committed to, and whether what was made is what was drawn. */
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { type DrawDay, drawDay } from '../../../../server/contract/patrols.ts';
import { Instant } from '../../components/instant.tsx';
import { RecordTable } from '../../components/record-table.tsx';
import { useServices } from '../../lib/services.ts';
import { dateText } from '../../lib/time.ts';
import { DrawCheck } from './draw-check.tsx';

export function DrawsTab() {
  const { t } = useTranslation();
  const { clock } = useServices();
  const today = dateText(clock.now());
  const stateOf = (day: DrawDay) => {
    if (day.secret !== null) return day.frozenAt === null ? 'notRun' : 'open';
    return day.day === today ? 'today' : 'sealed';
  };
  return (
    <>
      <p className="mc-muted mc-draws-about">{t('patrols.draws.about')}</p>
      <RecordTable
        path="/patrols/draws"
        item={drawDay}
        rowKey="day"
        searchBy={null}
        empty={t('patrols.draws.empty')}
        expanded={(day) => <DrawCheck day={day.day} />}
        columns={[
          { key: 'day', title: t('patrols.draws.day'), width: 120, render: (_, { day }) => <b>{day}</b> },
          {
            key: 'state',
            title: t('patrols.draws.state'),
            width: 160,
            render: (_, day) => t(`patrols.draws.${stateOf(day)}`),
          },
          {
            key: 'committed',
            title: t('patrols.draws.committed'),
            width: 180,
            render: (_, { committedAt }) => <Instant at={committedAt} />,
          },
          {
            key: 'commitment',
            title: t('patrols.draws.commitment'),
            render: (_, { commitment }) => <span className="mc-mono mc-draw-hash">{commitment}</span>,
          },
          {
            key: 'download',
            title: '',
            width: 190,
            render: (_, { day, secret }) =>
              secret !== null && (
                <Button
                  type="link"
                  size="small"
                  href={`/api/v1/patrols/draws/${day}`}
                  download={`${day}.json`}
                >
                  {t('patrols.draws.download')}
                </Button>
              ),
          },
        ]}
      />
    </>
  );
}
