/** A hall's line and its word on sound, in its form. Mbit/s as people say it; kbit/s is what is kept. */
import { Checkbox, Form, InputNumber } from 'antd';
import { useTranslation } from 'react-i18next';
import { LEASED_LINE } from '../../../../server/contract/places.ts';

export interface HallMediaValues {
  readonly limited?: boolean;
  readonly lineMbit?: number;
  readonly reserveMbit?: number;
  readonly soundAllowed?: boolean;
}

export function mediaValuesOf(hall: {
  lineKbps?: number | null;
  lineReserveKbps?: number;
  soundAllowed?: boolean;
}): HallMediaValues {
  return {
    limited: hall.lineKbps != null,
    lineMbit: (hall.lineKbps ?? LEASED_LINE.lineKbps) / 1000,
    reserveMbit: (hall.lineReserveKbps ?? LEASED_LINE.lineReserveKbps) / 1000,
    soundAllowed: hall.soundAllowed ?? false,
  };
}

export function mediaBodyOf(values: HallMediaValues) {
  const kbps = (mbit: number | undefined, other: number) => Math.round((mbit ?? other / 1000) * 1000);
  return {
    lineKbps: values.limited === true ? kbps(values.lineMbit, LEASED_LINE.lineKbps) : null,
    lineReserveKbps: kbps(values.reserveMbit, LEASED_LINE.lineReserveKbps),
    soundAllowed: values.soundAllowed ?? false,
  };
}

/** From the request's fields to the form's. */
export function mediaFieldOf(path: readonly (string | number)[]): readonly (string | number)[] {
  if (path[0] === 'lineKbps') return ['lineMbit'];
  if (path[0] === 'lineReserveKbps') return ['reserveMbit'];
  return path;
}

export function HallMediaFields() {
  const { t } = useTranslation();
  return (
    <>
      <Form.Item
        name="limited"
        valuePropName="checked"
        extra={t('line.limitedHint')}
        style={{ marginBottom: 8 }}
      >
        <Checkbox>{t('line.limited')}</Checkbox>
      </Form.Item>
      <Form.Item noStyle shouldUpdate={(before, after) => before.limited !== after.limited}>
        {({ getFieldValue }) =>
          getFieldValue('limited') === true && (
            <div style={{ display: 'grid', gridTemplateColumns: '1fr 1fr', gap: 12 }}>
              <Form.Item name="lineMbit" label={t('line.line')} rules={[{ required: true }]}>
                <InputNumber min={0.064} max={10_000} step={0.5} suffix="Mbit/s" style={{ width: '100%' }} />
              </Form.Item>
              <Form.Item
                name="reserveMbit"
                label={t('line.reserve')}
                extra={t('line.reserveHint')}
                dependencies={['lineMbit']}
                rules={[
                  { required: true },
                  ({ getFieldValue: other }) => ({
                    validator: async (_, value: number | null) => {
                      if (value !== null && value >= Number(other('lineMbit')))
                        throw new Error(t('line.reserveTooBig'));
                    },
                  }),
                ]}
              >
                <InputNumber min={0} max={10_000} step={0.1} suffix="Mbit/s" style={{ width: '100%' }} />
              </Form.Item>
            </div>
          )
        }
      </Form.Item>
      <Form.Item name="soundAllowed" valuePropName="checked" extra={t('sound.allowedHint')}>
        <Checkbox>{t('sound.allowed')}</Checkbox>
      </Form.Item>
    </>
  );
}
