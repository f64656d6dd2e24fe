/** Who sat at the desk, and what they left for the next. */
import { useTranslation } from 'react-i18next';
import { dutyShift } from '../../../../server/contract/duty.ts';
import { Instant } from '../../components/instant.tsx';
import { RecordTable } from '../../components/record-table.tsx';
import { spanText } from '../../lib/time.ts';

export function ShiftsTab() {
  const { t } = useTranslation();
  return (
    <RecordTable
      keep="duty-shifts"
      path="/duty/shifts"
      item={dutyShift}
      rowKey="id"
      empty={t('duty.shifts.empty')}
      columns={[
        { key: 'who', title: t('duty.shifts.who'), width: 140, render: (_, row) => row.userName },
        {
          key: 'from',
          title: t('duty.shifts.from'),
          width: 170,
          render: (_, row) => <Instant at={row.begunAt} />,
        },
        {
          key: 'to',
          title: t('duty.shifts.to'),
          width: 170,
          render: (_, { endedAt }) => (endedAt === null ? t('duty.stays') : <Instant at={endedAt} />),
        },
        {
          key: 'span',
          title: t('duty.shifts.span'),
          width: 100,
          render: (_, { begunAt, endedAt }) =>
            spanText((endedAt === null ? Date.now() : Date.parse(endedAt)) - Date.parse(begunAt), t),
        },
        {
          key: 'note',
          title: t('duty.shifts.note'),
          render: (_, { note }) =>
            note === null ? <span className="mc-muted">—</span> : <div className="mc-duty-note">{note}</div>,
        },
      ]}
    />
  );
}
