/** A day's two spans in a form: `08:30`–`12:00`, typed; both ends empty: closed then. */
import { Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import type { DaySpan, OfficeDay } from '../../../../server/contract/office-hours.ts';
import './hours-fields.css';

interface SpanValues {
  readonly from?: string;
  readonly to?: string;
}
/** What the fields hold; the contract's null is two empty fields. */
export interface DayValues {
  readonly morning?: SpanValues;
  readonly afternoon?: SpanValues;
}

const TIME = /^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$/;

export const valuesOf = ({ morning, afternoon }: OfficeDay): DayValues => ({
  ...(morning !== null && { morning }),
  ...(afternoon !== null && { afternoon }),
});

export const dayOf = ({ morning, afternoon }: DayValues): OfficeDay => ({
  morning: spanOf(morning),
  afternoon: spanOf(afternoon),
});

function spanOf(values: SpanValues | undefined): DaySpan | null {
  const from = asTime(values?.from);
  const to = asTime(values?.to);
  return from === '' || to === '' ? null : { from, to };
}

/** `830` and `8:30` are typed for 08:30, and full-width signs on Chinese keyboards. */
export function asTime(typed: string | undefined): string {
  const text = (typed ?? '').normalize('NFKC').trim();
  const parts = /^([0-9]{1,2}):?([0-9]{2})$/.exec(text);
  return parts === null ? text : `${parts[1]?.padStart(2, '0')}:${parts[2]}`;
}

export function DayFields({ name }: { name: readonly (string | number)[] }) {
  const { t } = useTranslation();
  return (
    <span className="mc-day-fields">
      {(['morning', 'afternoon'] as const).map((half) => (
        <span key={half} className="mc-day-span">
          <TimeField name={[...name, half, 'from']} label={`${t(`hours.${half}`)} ${t('hours.from')}`} />–
          <TimeField
            name={[...name, half, 'to']}
            label={t(`hours.${half}`)}
            after={[...name, half, 'from']}
            before={half === 'morning' ? [...name, 'afternoon', 'from'] : undefined}
          />
        </span>
      ))}
    </span>
  );
}

function TimeField(props: {
  name: (string | number)[];
  label: string;
  after?: (string | number)[];
  before?: (string | number)[] | undefined;
}) {
  const { t } = useTranslation();
  const { after, before } = props;
  return (
    <Form.Item
      noStyle
      name={props.name}
      normalize={(value: string) => asTime(value)}
      validateTrigger="onBlur"
      dependencies={[...(after ? [after] : []), ...(before ? [before] : [])]}
      rules={[
        ({ getFieldValue }) => ({
          validator: async (_, value: string | undefined) => {
            const own = asTime(value);
            if (own !== '' && !TIME.test(own)) throw new Error(t('hours.time'));
            if (after === undefined) return;
            const from = asTime(getFieldValue(after));
            if ((own === '') !== (from === '')) throw new Error(t('hours.time'));
            if (own !== '' && own <= from) throw new Error(t('hours.order'));
            const next = before === undefined ? '' : asTime(getFieldValue(before));
            if (own !== '' && next !== '' && next < own) throw new Error(t('hours.overlap'));
          },
        }),
      ]}
    >
      <Input
        aria-label={props.label}
        className="mc-time"
        placeholder="--:--"
        maxLength={5}
        inputMode="numeric"
      />
    </Form.Item>
  );
}
