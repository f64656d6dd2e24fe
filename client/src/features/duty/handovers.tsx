/** What those before left, as they wrote it. */
import { useTranslation } from 'react-i18next';
import type { DutyShift } from '../../../../server/contract/duty.ts';
import { minuteText } from '../../lib/time.ts';

export function Handovers({ shifts }: { shifts: readonly DutyShift[] }) {
  const { t } = useTranslation();
  if (shifts.length === 0) return <p className="mc-duty-none">{t('duty.handoverNone')}</p>;
  return (
    <ol className="mc-duty-handovers">
      {shifts.map(({ id, userName, begunAt, endedAt, note }) => (
        <li key={id}>
          <h3>
            {t('duty.notedBy', {
              name: userName,
              from: minuteText(begunAt),
              to: endedAt === null ? t('duty.stays') : minuteText(endedAt).slice(11),
            })}
          </h3>
          <div className="mc-duty-note">{note}</div>
        </li>
      ))}
    </ol>
  );
}
