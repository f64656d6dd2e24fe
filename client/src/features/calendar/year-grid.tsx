/** Twelve months. Days can be painted by clicking, dragging or with the keys. */
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { WEEKDAYS } from '../../components/hours/days.ts';
import { isWorked, type Marks, moved, weeksOf } from './year-marks.ts';

const MONTHS = Array.from({ length: 12 }, (_, month) => month);
const BY_KEY: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

export function YearGrid(props: {
  year: number;
  marks: Marks;
  differs: ReadonlySet<string>;
  today: string;
  /** Left out: to be looked at only. */
  onPaint?: ((day: string) => void) | undefined;
}) {
  const { onPaint } = props;
  const grid = useRef<HTMLDivElement>(null);
  const [isPainting, setPainting] = useState(false);
  useEffect(() => {
    if (!isPainting) return;
    const end = () => setPainting(false);
    window.addEventListener('pointerup', end);
    window.addEventListener('pointercancel', end);
    return () => {
      window.removeEventListener('pointerup', end);
      window.removeEventListener('pointercancel', end);
    };
  }, [isPainting]);
  const step = (day: string, by: number): void => {
    const to = moved(day, by);
    grid.current?.querySelector<HTMLElement>(`[data-day="${to}"]`)?.focus();
  };
  return (
    <div className="mc-year" ref={grid} data-paints={onPaint !== undefined}>
      {MONTHS.map((month) => (
        <Month
          key={month}
          {...props}
          month={month}
          onDown={(day) => {
            setPainting(true);
            onPaint?.(day);
          }}
          onOver={(day) => isPainting && onPaint?.(day)}
          onStep={step}
        />
      ))}
    </div>
  );
}

function Month(props: {
  year: number;
  month: number;
  marks: Marks;
  differs: ReadonlySet<string>;
  today: string;
  onPaint?: ((day: string) => void) | undefined;
  onDown: (day: string) => void;
  onOver: (day: string) => void;
  onStep: (day: string, by: number) => void;
}) {
  const { t, i18n } = useTranslation();
  const { year, month } = props;
  const name = new Intl.DateTimeFormat(i18n.language, { month: 'long', timeZone: 'UTC' }).format(
    Date.UTC(year, month, 1),
  );
  return (
    <section className="mc-month" aria-label={name}>
      <h3>{name}</h3>
      <div className="mc-month-week mc-muted" aria-hidden="true">
        {WEEKDAYS.map((day) => (
          <span key={day}>{t(`hours.days.${day}`).replace(/^周/, '').slice(0, 2)}</span>
        ))}
      </div>
      {weeksOf(year, month).map((week) => (
        <div className="mc-month-week" key={week.find((day) => day !== null)}>
          {week.map((day, at) =>
            day === null ? <span key={WEEKDAYS[at]} /> : <Day key={day} day={day} {...props} />,
          )}
        </div>
      ))}
    </section>
  );
}

function Day(props: {
  day: string;
  marks: Marks;
  differs: ReadonlySet<string>;
  today: string;
  onPaint?: ((day: string) => void) | undefined;
  onDown: (day: string) => void;
  onOver: (day: string) => void;
  onStep: (day: string, by: number) => void;
}) {
  const { t } = useTranslation();
  const { day, marks, onPaint } = props;
  const mark = marks.get(day);
  const kind = mark?.kind ?? (isWorked(day, marks) ? 'work' : 'off');
  const words = { holiday: 'cellHoliday', workday: 'cellWorkday', off: 'cellOff', work: 'cellWork' } as const;
  const differs = props.differs.has(day);
  const label = t(`calendar.${words[kind]}`, { day, name: mark?.name ?? '' }).trim();
  return (
    <button
      type="button"
      className="mc-day"
      data-day={day}
      data-kind={kind}
      data-differs={differs}
      data-today={day === props.today}
      aria-label={differs ? `${label}（${t('calendar.differs')}）` : label}
      title={label}
      // One stop for the whole year: from there by arrows.
      tabIndex={onPaint !== undefined && day.endsWith('-01-01') ? 0 : -1}
      onPointerDown={(event) => {
        if (event.button !== 0 || onPaint === undefined) return;
        // A drag goes on over other days.
        event.currentTarget.releasePointerCapture(event.pointerId);
        props.onDown(day);
      }}
      onPointerEnter={() => props.onOver(day)}
      onKeyDown={(event) => {
        const by = BY_KEY[event.key];
        if (by !== undefined) {
          event.preventDefault();
          props.onStep(day, by);
        } else if (event.key === 'Enter' || event.key === ' ') {
          event.preventDefault();
          onPaint?.(day);
        }
      }}
    >
      {Number(day.slice(8))}
      {mark !== undefined && (
        <i>{t(mark.kind === 'holiday' ? 'calendar.holidayMark' : 'calendar.workdayMark')}</i>
      )}
    </button>
  );
}
