/** A clock worked out: when it is due, how much is used, and in words what was taken off. */
import { useMutation } from '@tanstack/react-query';
import { Alert, Button, Form, Input, InputNumber, Select, Space } from 'antd';
import { useTranslation } from 'react-i18next';
import { type TriedClock, type TryClock, triedClock } from '../../../../server/contract/calendar.ts';
import { type Limit, limitUnits } from '../../../../server/contract/clock.ts';
import { HallChooser } from '../../components/choosers.tsx';
import { api } from '../../lib/api.ts';
import { workingSpanText } from '../../lib/case-clock.ts';
import { fromLocalInput, toLocalInput } from '../../lib/local-time.ts';
import { problemWords } from '../../lib/problem-words.ts';
import { instantText } from '../../lib/time.ts';

interface PauseValues {
  readonly from?: string;
  readonly to?: string;
  readonly atMost?: number | null;
}
interface Values {
  readonly hallId?: string;
  readonly acceptedAt: string;
  readonly measuredAt: string;
  readonly value: number;
  readonly unit: Limit['unit'];
  readonly extraDays?: number | null;
  readonly pauses?: readonly PauseValues[];
}

const DAY_MS = 86_400_000;

export function TryView({ code, place }: { code: string; place: string }) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Values>();
  const tried = useMutation({
    mutationFn: (values: Values) =>
      api('/calendar/try', { method: 'POST', body: bodyOf(code, values), schema: triedClock }),
  });
  const unit = Form.useWatch('unit', form);
  const time = [{ required: true, message: t('calendar.wrongTime') }];
  return (
    <div className="mc-calendar-try">
      <Form<Values>
        form={form}
        layout="vertical"
        initialValues={{
          value: 5,
          unit: 'workingDay',
          acceptedAt: toLocalInput(new Date(Date.now() - 2 * DAY_MS).toISOString()),
          measuredAt: toLocalInput(new Date().toISOString()),
        }}
        onFinish={(values) => tried.mutate(values)}
      >
        <p className="mc-muted">{t('calendar.tryText')}</p>
        <Space wrap align="start">
          <Form.Item name="acceptedAt" label={t('calendar.acceptedAt')} rules={time}>
            <Input type="datetime-local" />
          </Form.Item>
          <Form.Item name="measuredAt" label={t('calendar.measuredAt')} rules={time}>
            <Input type="datetime-local" />
          </Form.Item>
        </Space>
        <Space wrap align="start">
          <Form.Item label={t('calendar.limit')}>
            <Space.Compact>
              <Form.Item noStyle name="value" rules={[{ required: true }]}>
                <InputNumber min={1} max={3650} precision={0} style={{ width: 90 }} />
              </Form.Item>
              <Form.Item noStyle name="unit">
                <Select
                  style={{ width: 120 }}
                  options={limitUnits.map((value) => ({ value, label: t(`calendar.units.${value}`) }))}
                />
              </Form.Item>
            </Space.Compact>
          </Form.Item>
          <Form.Item name="extraDays" label={t('calendar.extraDays')}>
            <InputNumber min={0} max={3650} precision={0} />
          </Form.Item>
          <Form.Item name="hallId" label={t('calendar.hall')}>
            <HallChooser allowClear style={{ width: 220 }} />
          </Form.Item>
        </Space>
        <Form.List name="pauses">
          {(fields, { add, remove }) => (
            <fieldset>
              <legend>{t('calendar.pause')}</legend>
              {fields.map(({ key, name }) => (
                <Space key={key} wrap align="end">
                  <Form.Item name={[name, 'from']} label={t('calendar.pauseFrom')} rules={time}>
                    <Input type="datetime-local" />
                  </Form.Item>
                  <Form.Item name={[name, 'to']} label={t('calendar.pauseTo')}>
                    <Input type="datetime-local" />
                  </Form.Item>
                  <Form.Item name={[name, 'atMost']} label={t('calendar.atMost')}>
                    <InputNumber min={1} precision={0} placeholder={t('calendar.atMostHint')} />
                  </Form.Item>
                  <Form.Item>
                    <Button onClick={() => remove(name)} aria-label={t('calendar.removePause')}>
                      {t('hours.remove')}
                    </Button>
                  </Form.Item>
                </Space>
              ))}
              <Button size="small" disabled={fields.length >= 20} onClick={() => add({})}>
                {t('calendar.addPause')}
              </Button>
            </fieldset>
          )}
        </Form.List>
        <Button type="primary" htmlType="submit" loading={tried.isPending} style={{ marginTop: 16 }}>
          {t('calendar.try')}
        </Button>
      </Form>
      <div aria-live="polite">
        {tried.error !== null && <Alert type="error" showIcon title={problemWords(tried.error, t)} />}
        {tried.data !== undefined && <Answer answer={tried.data} unit={unit} place={place} />}
      </div>
    </div>
  );
}

function bodyOf(regionCode: string, values: Values): TryClock {
  const { value, unit, pauses = [] } = values;
  const at = (text: string | undefined) => fromLocalInput(text);
  return {
    regionCode,
    hallId: values.hallId ?? null,
    acceptedAt: at(values.acceptedAt) ?? '',
    measuredAt: at(values.measuredAt) ?? '',
    limit: { value, unit },
    extraDays: values.extraDays ?? 0,
    pauses: pauses.map(({ from, to, atMost }) => ({
      from: at(from) ?? '',
      to: at(to),
      atMost: atMost == null ? null : { value: atMost, unit: 'workingDay' as const },
    })),
  };
}

/** To the minute: what is to the ms here are limits, and nobody reads those. */
const minute = (at: string): string => instantText(at).slice(0, 16);

function Answer({ answer, unit, place }: { answer: TriedClock; unit: Limit['unit']; place: string }) {
  const { t } = useTranslation();
  const { fault, dueAt, usedMs, limitMs } = answer;
  const dayMs = unit === 'calendarDay' || unit === 'month' ? DAY_MS : answer.workingDayMs;
  const span = (ms: number) => workingSpanText(ms, dayMs, t);
  return (
    <>
      {fault !== null && (
        <Alert
          type="error"
          showIcon
          style={{ marginBottom: 12 }}
          title={t(`calendar.fault.${fault.code}`, { place, day: fault.day, year: fault.day.slice(0, 4) })}
        />
      )}
      <dl>
        <dt>{t('calendar.due')}</dt>
        <dd className="mc-calendar-due">
          {dueAt !== null ? minute(dueAt) : fault === null ? t('calendar.dueNever') : '—'}
        </dd>
        {answer.nearAt !== null && (
          <>
            <dt>{t('calendar.near')}</dt>
            <dd>{minute(answer.nearAt)}</dd>
          </>
        )}
        {limitMs > 0 && (
          <>
            <dt>{t('calendar.used')}</dt>
            <dd>
              {t('calendar.usedOf', { used: span(usedMs), limit: span(limitMs) })}
              {usedMs > limitMs && ` · ${t('calendar.over', { span: span(usedMs - limitMs) })}`}
            </dd>
          </>
        )}
        <dt>{t('calendar.deducted')}</dt>
        <dd>
          {answer.holidays.length + answer.pauses.length === 0 && t('calendar.deductedNothing')}
          {answer.holidays.map(({ name, from, to }) => (
            <div key={from}>
              {t('calendar.deductedHoliday', {
                name,
                from: instantText(from).slice(5, 10),
                to: instantText(new Date(Date.parse(to) - 1).toISOString()).slice(5, 10),
              })}
            </div>
          ))}
          {answer.pauses.map(({ from, to, deductedMs }) => (
            <div key={from}>
              {t('calendar.deductedPause', {
                from: minute(from),
                to: to === null ? t('calendar.open') : minute(to),
                span: span(deductedMs),
              })}
            </div>
          ))}
        </dd>
      </dl>
    </>
  );
}
