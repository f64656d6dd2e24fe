/** A new week of office hours that holds from a day on, of a hall or a region. */
import { Button, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import type { OfficeDay } from '../../../../server/contract/office-hours.ts';
import { api } from '../../lib/api.ts';
import { FormDrawer } from '../form-drawer.tsx';
import { DayFields, type DayValues, dayOf, valuesOf } from './day-fields.tsx';
import { WEEKDAYS } from './days.ts';

interface WeekValues {
  readonly validFrom: string;
  readonly days: readonly DayValues[];
}

/** What most halls have, to begin with. */
const USUAL: OfficeDay = {
  morning: { from: '08:30', to: '12:00' },
  afternoon: { from: '14:30', to: '17:30' },
};
const CLOSED: OfficeDay = { morning: null, afternoon: null };
const USUAL_WEEK = [USUAL, USUAL, USUAL, USUAL, USUAL, CLOSED, CLOSED];

export function WeekForm(props: {
  /** Where it is put: `/halls/…/office-hours`. */
  path: string;
  week: readonly OfficeDay[] | undefined;
  /** First hours may begin in the past. */
  first: boolean;
  today: string;
  onClose: () => void;
  onSaved: () => void;
}) {
  const { t } = useTranslation();
  return (
    <FormDrawer<WeekValues>
      title={t('hours.edit')}
      width={520}
      initial={{ validFrom: props.today, days: (props.week ?? USUAL_WEEK).map(valuesOf) }}
      onClose={props.onClose}
      onSaved={props.onSaved}
      fieldOf={(path) => (path[0] === 'week' ? ['days', ...path.slice(1)] : path)}
      save={(values) =>
        api(props.path, {
          method: 'PUT',
          body: { validFrom: values.validFrom, week: values.days.map(dayOf) },
        })
      }
    >
      {(form) => (
        <>
          <Form.Item
            name="validFrom"
            label={t('hours.from')}
            extra={t('hours.fromHint')}
            rules={[{ required: true }]}
          >
            <Input type="date" {...(props.first ? {} : { min: props.today })} style={{ width: 180 }} />
          </Form.Item>
          {WEEKDAYS.map((day, at) => (
            <Form.Item key={day} className="mc-day-row">
              <span className="mc-day-name">{t(`hours.days.${day}`)}</span>
              <DayFields name={['days', at]} />
            </Form.Item>
          ))}
          <Button
            onClick={() => {
              const [monday] = (form.getFieldValue('days') as DayValues[] | undefined) ?? [];
              if (monday === undefined) return;
              for (const at of [1, 2, 3, 4]) form.setFieldValue(['days', at], structuredClone(monday));
            }}
          >
            {t('hours.copyMonday')}
          </Button>
        </>
      )}
    </FormDrawer>
  );
}
