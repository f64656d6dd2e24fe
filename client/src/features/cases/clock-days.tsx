/** A case's clock day by day as a bar: what counted, what did not and why, what is left, what is over. */
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { CaseDetail, ClockBreakdown } from '../../../../server/contract/cases.ts';
import { workingSpanText } from '../../lib/case-clock.ts';
import { dateText } from '../../lib/time.ts';

type Day = ClockBreakdown['days'][number];
type Look = 'counted' | 'ahead' | 'over' | 'holiday' | 'paused' | 'closed';

/** A day and the gap after it; long cases have narrower ones. */
const WIDEST_PX = 29;

const LOOKS: readonly Look[] = ['counted', 'ahead', 'over', 'holiday', 'paused', 'closed'];

export function ClockDays({ detail, now }: { detail: CaseDetail; now: number }) {
  const { t } = useTranslation();
  const { breakdown, clock } = detail;
  if (breakdown === null || clock === null) return null;
  const today = dateText(now);
  const stopped = detail.completedAt ?? detail.refusedAt;
  const until = stopped === null ? today : dateText(stopped);
  const due = clock.dueAt === null ? undefined : dateText(clock.dueAt);
  const look = (day: Day): Look => lookOf(day, { until, due });
  const width = `min(100%, ${Math.max(2, breakdown.days.length) * WIDEST_PX}px)`;
  const shown = new Set(breakdown.days.map(look));
  if (breakdown.days.some(({ paused }) => paused !== null)) shown.add('paused');
  return (
    <div className="mc-clock-days">
      <div className="mc-clock-days-bar" style={{ width }} role="img" aria-label={t('cases.clockTitle')}>
        {breakdown.days.map((day) => (
          <i
            key={day.day}
            data-look={look(day)}
            data-partly={day.paused !== null && day.countedMs > 0}
            data-due={day.day === due}
            data-today={day.day === today}
            title={dayWords(day, { due, today, workingDayMs: clock.workingDayMs }, t)}
            style={{ '--share': Math.min(1, day.countedMs / clock.workingDayMs) } as React.CSSProperties}
          />
        ))}
      </div>
      <div className="mc-clock-days-ends" style={{ width }}>
        <span>{breakdown.days[0]?.day.slice(5)}</span>
        {breakdown.cut && <span>{t('clockWords.cut')}</span>}
        <span>{breakdown.days.at(-1)?.day.slice(5)}</span>
      </div>
      <ul className="mc-clock-days-legend">
        {LOOKS.filter((each) => shown.has(each)).map((each) => (
          <li key={each}>
            <i data-look={each} /> {t(`clockWords.legend.${each}`)}
          </li>
        ))}
      </ul>
    </div>
  );
}

function lookOf(day: Day, at: { until: string; due: string | undefined }): Look {
  if (day.paused !== null && day.countedMs === 0) return 'paused';
  if (day.holiday !== null && day.countedMs === 0) return 'holiday';
  if (day.countedMs === 0) return 'closed';
  if (at.due !== undefined && day.day > at.due) return 'over';
  return day.day > at.until ? 'ahead' : 'counted';
}

function dayWords(
  day: Day,
  at: { due: string | undefined; today: string; workingDayMs: number },
  t: TFunction,
): string {
  const what =
    day.countedMs > 0
      ? [
          t('clockWords.day.counted', { span: workingSpanText(day.countedMs, at.workingDayMs, t) }),
          ...(day.paused === null ? [] : [t(`clockWords.day.${day.paused}`)]),
        ].join(' · ')
      : day.paused !== null
        ? t(`clockWords.day.${day.paused}`)
        : day.holiday !== null
          ? t('clockWords.day.holiday', { name: day.holiday })
          : t('clockWords.day.closed');
  const marks = [
    ...(day.day === at.today ? [t('clockWords.day.today')] : []),
    ...(day.day === at.due ? [t('clockWords.day.due')] : []),
  ];
  return [day.day, what, ...marks].join(' · ');
}
