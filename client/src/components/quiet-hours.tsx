/** From when to when somebody is left alone: two times of the day, over midnight too. */
import { Input } from 'antd';

export interface QuietSpan {
  /** Minutes of the day. */
  readonly from: number;
  readonly to: number;
}

/** Where somebody asks for them: the night. */
export const USUAL_QUIET: QuietSpan = { from: 22 * 60, to: 7 * 60 };

export function QuietHours(props: {
  label: string;
  quiet: QuietSpan;
  onChange: (quiet: { from: number; to: number }) => void;
}) {
  const { label, quiet, onChange } = props;
  const field = (end: 'from' | 'to') => (
    <Input
      type="time"
      aria-label={label}
      key={`${end} ${quiet[end]}`}
      defaultValue={timeOf(quiet[end])}
      style={{ width: 110 }}
      onBlur={({ target }) => {
        const minute = minuteOf(target.value);
        if (minute !== undefined && minute !== quiet[end]) onChange({ ...quiet, [end]: minute });
      }}
    />
  );
  return (
    <>
      {field('from')} – {field('to')}
    </>
  );
}

/** `22:00`, as `<input type="time">` has it. */
const timeOf = (minute: number): string =>
  [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, '0')).join(':');

function minuteOf(text: string): number | undefined {
  const [hours = Number.NaN, minutes = Number.NaN] = text.split(':').map(Number);
  const minute = hours * 60 + minutes;
  return Number.isNaN(minute) ? undefined : minute;
}
