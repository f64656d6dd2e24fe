/** The week as a grid one walks with the arrows: each cell a window's day. */
import { useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { type KeyboardEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Clash, Clerk, Shift, ShiftPlan } from '../../../../server/contract/clerks.ts';
import { type OfficeHours, openSpans } from '../../../../server/contract/office-hours.ts';
import type { Window } from '../../../../server/contract/places.ts';
import { problemWords } from '../../lib/problem-words.ts';
import { DayEditor, type DayShift, setDay } from './day-editor.tsx';
import { addDays, endOf, spanText, timeOf } from './week.ts';

export interface WeekGridProps {
  readonly hallId: string;
  readonly monday: string;
  readonly today: string;
  readonly windows: readonly Window[];
  readonly clerks: readonly Clerk[];
  readonly hours: OfficeHours;
  readonly plan: ShiftPlan;
  readonly writes: boolean;
}

const WEEKDAYS = [0, 1, 2, 3, 4, 5, 6] as const;
const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

export function WeekGrid(props: WeekGridProps) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const grid = useRef<HTMLTableElement>(null);
  const [editing, setEditing] = useState<{ window: Window; day: string }>();
  const [copied, setCopied] = useState<{ departmentId: string; shifts: readonly DayShift[] }>();
  const { hallId, monday, today, windows, clerks, hours, plan, writes } = props;
  const days = WEEKDAYS.map((weekday) => addDays(monday, weekday));
  const of = (windowId: string, day: string) =>
    plan.shifts.filter((one) => one.windowId === windowId && one.day === day);
  const clashesOf = (windowId: string, day: string) =>
    plan.clashes.filter(
      (one) =>
        one.day === day &&
        (one.kind === 'vacant' ? one.windowId === windowId : one.windowIds.includes(windowId)),
    );
  const reload = () => queries.invalidateQueries({ queryKey: ['shifts', hallId] });
  const put = async (window: Window, day: string, shifts: readonly DayShift[]) => {
    try {
      await setDay(window.id, day, shifts);
      await reload();
    } catch (error) {
      void message.error(problemWords(error, t), 6);
    }
  };
  const onKey = (event: KeyboardEvent, row: number, column: number, window: Window, day: string) => {
    const step = STEPS[event.key];
    const command = event.ctrlKey || event.metaKey;
    if (step !== undefined) {
      event.preventDefault();
      const cell = `[data-cell="${row + step[0]} ${column + step[1]}"]`;
      grid.current?.querySelector<HTMLElement>(cell)?.focus();
    } else if (command && event.key === 'c') {
      event.preventDefault();
      setCopied({ departmentId: window.departmentId, shifts: of(window.id, day).map(asDayShift) });
      void message.info(t('clerks.copiedCell'), 1);
    } else if (!writes || day < today) {
      return;
    } else if (command && event.key === 'v' && copied !== undefined) {
      event.preventDefault();
      if (copied.departmentId === window.departmentId) void put(window, day, copied.shifts);
      else void message.error(t('problem.clerk_of_other_department'), 4);
    } else if ((event.key === 'Delete' || event.key === 'Backspace') && of(window.id, day).length > 0) {
      event.preventDefault();
      void put(window, day, []);
    }
  };
  return (
    <>
      <div className="mc-roster-scroll">
        <table className="mc-roster" ref={grid}>
          <thead>
            <tr>
              <th scope="col">{t('clerks.window')}</th>
              {days.map((day, weekday) => (
                <th key={day} scope="col" data-today={day === today}>
                  {t(`clerks.weekdays.d${weekday as 0}`)} {day.slice(5)}
                  {day === today && ` · ${t('clerks.today')}`}
                  <small>{hoursText(hours, day, t('clerks.closedDay'), t('clerks.noHours'))}</small>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {windows.map((window, row) => (
              <tr key={window.id}>
                <th scope="row">
                  <span className="mc-roster-code">{window.code}</span> {window.name}
                  <small>{window.departmentName}</small>
                </th>
                {days.map((day, column) => (
                  <td key={day} data-past={day < today}>
                    <button
                      type="button"
                      className="mc-roster-cell"
                      data-cell={`${row} ${column}`}
                      title={day < today ? t('clerks.past') : undefined}
                      onKeyDown={(event) => onKey(event, row, column, window, day)}
                      onClick={() => writes && day >= today && setEditing({ window, day })}
                    >
                      <Cell shifts={of(window.id, day)} clashes={clashesOf(window.id, day)} />
                    </button>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {writes && <p className="mc-muted mc-roster-keys">{t('clerks.keys')}</p>}
      {editing !== undefined && (
        <DayEditor
          {...editing}
          hallId={hallId}
          monday={monday}
          today={today}
          hours={hours}
          clerks={clerks.filter((one) => one.departmentId === editing.window.departmentId)}
          shifts={of(editing.window.id, editing.day).map(asDayShift)}
          onClose={() => setEditing(undefined)}
          onSaved={() => {
            setEditing(undefined);
            void reload();
          }}
        />
      )}
    </>
  );
}

function Cell({ shifts, clashes }: { shifts: readonly Shift[]; clashes: readonly Clash[] }) {
  const { t } = useTranslation();
  return (
    <>
      {shifts.map((shift) => (
        <span key={shift.id}>
          <span className="mc-muted">{spanText(shift.startsAt, shift.endsAt)}</span> {shift.clerkName}
        </span>
      ))}
      {clashes.map((one) =>
        one.kind === 'twice' ? (
          <span
            key={`${one.clerkId} ${one.from}`}
            className="mc-roster-clash"
            title={t('clerks.twice', { name: one.clerkName, span: spanText(one.from, one.to) })}
          >
            {t('clerks.twiceShort', { span: spanText(one.from, one.to) })}
          </span>
        ) : (
          shifts.length > 0 && (
            <span key={one.from} className="mc-roster-clash">
              {t('clerks.vacant', { span: spanText(one.from, one.to) })}
            </span>
          )
        ),
      )}
      {shifts.length === 0 && clashes.length > 0 && (
        <span className="mc-roster-clash">{t('clerks.unplanned')}</span>
      )}
    </>
  );
}

const asDayShift = ({ clerkId, startsAt, endsAt }: Shift): DayShift => ({
  clerkId,
  from: timeOf(startsAt),
  to: endOf(endsAt),
});

function hoursText(hours: OfficeHours, day: string, closed: string, none: string): string {
  const spans = openSpans(hours, day);
  if (spans === undefined) return none;
  return spans.length === 0 ? closed : spans.map(({ from, to }) => `${from}–${to}`).join(' ');
}
