/** One day that differs from its week. Empty times: closed that day. */
import { Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { FormDrawer } from '../../../components/form-drawer.tsx';
import { DayFields, type DayValues, dayOf } from '../../../components/hours/day-fields.tsx';
import { api } from '../../../lib/api.ts';

interface ExceptionValues {
  readonly day: string;
  readonly hours?: DayValues;
  readonly note?: string;
}

export function ExceptionForm(props: {
  hallId: string;
  today: string;
  onClose: () => void;
  onSaved: () => void;
}) {
  const { t } = useTranslation();
  return (
    <FormDrawer<ExceptionValues>
      title={t('hours.addException')}
      initial={{}}
      onClose={props.onClose}
      onSaved={props.onSaved}
      save={({ day, hours, note }) =>
        api(`/halls/${props.hallId}/office-hours/exceptions/${day}`, {
          method: 'PUT',
          body: { hours: dayOf(hours ?? {}), note: note === undefined || note.trim() === '' ? null : note },
        })
      }
    >
      {() => (
        <>
          <Form.Item name="day" label={t('hours.day')} rules={[{ required: true }]}>
            <Input type="date" min={props.today} style={{ width: 180 }} />
          </Form.Item>
          <Form.Item label={t('registry.hours')} extra={t('hours.allDayEmpty')}>
            <DayFields name={['hours']} />
          </Form.Item>
          <Form.Item name="note" label={t('hours.note')} rules={[{ max: 100 }]}>
            <Input />
          </Form.Item>
        </>
      )}
    </FormDrawer>
  );
}
