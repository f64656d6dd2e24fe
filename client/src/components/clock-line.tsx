/** A case's clock in full: what is left, how much of the limit is used, by when it is due. */
import { useTranslation } from 'react-i18next';
import type { CaseClock } from '../../../server/contract/clock.ts';
import { limitText, readClock, remainingText, workingSpanText } from '../lib/case-clock.ts';
import { instantText } from '../lib/time.ts';
import './clock-line.css';
import './overlay-strip.css';

export function ClockLine({ clock, now }: { clock: CaseClock | null; now: number }) {
  const { t } = useTranslation();
  if (clock === null) return <p className="mc-muted">{t('clock.none')}</p>;
  const reading = readClock(clock, now);
  return (
    <div className="mc-clock-line">
      <span className="mc-clock-line-left" data-colour={reading.stopped ? 'normal' : reading.colour}>
        {remainingText(clock, now, t)}
      </span>
      <span
        className="mc-clock-bar"
        title={t('clock.used', {
          used: workingSpanText(reading.usedMs, clock.workingDayMs, t),
          limit: limitText(clock.limit, t),
        })}
      >
        <i
          className="mc-clock-fill"
          data-colour={reading.colour}
          style={{ width: `${reading.share * 100}%` }}
        />
      </span>
      <span className="mc-muted">
        {clock.dueAt === null ? t('clock.noDue') : t('clock.due', { at: instantText(clock.dueAt) })}
      </span>
    </div>
  );
}
