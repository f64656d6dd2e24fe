/** From which day to which: shows what the address says, and says what is chosen. */
import { DatePicker } from 'antd';
import { type DayQuery, daysOf, queryOfDays } from '../lib/day-range.ts';

export interface DayRangeProps extends DayQuery {
  readonly label: string;
  readonly onChange: (query: DayQuery) => void;
}

export function DayRange({ label, from, to, onChange }: DayRangeProps) {
  return (
    <DatePicker.RangePicker
      aria-label={label}
      style={{ width: 250 }}
      // An address may have one end only.
      allowEmpty={[true, true]}
      value={daysOf({ from, to })}
      onChange={(days) => onChange(queryOfDays(days))}
    />
  );
}
