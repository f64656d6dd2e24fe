/** A number and its unit. */
import { Form, InputNumber, Select, Space } from 'antd';
import { useTranslation } from 'react-i18next';
import { limitUnits } from '../../../../server/contract/clock.ts';
import { isLonger } from '../../../../server/contract/matters.ts';
import { type LimitValue, limitOf } from './form-values.ts';

type Path = readonly (string | number)[];

export interface LimitFieldProps {
  readonly name: Path;
  /** Said aloud; shown where `shown`. */
  readonly label: string;
  readonly shown?: boolean;
  readonly required?: boolean;
  /** The limit it must not be longer than, where the units tell. */
  readonly within?: string;
}

export function LimitField({ name, label, shown = true, required = false, within }: LimitFieldProps) {
  const { t } = useTranslation();
  return (
    <Form.Item {...(shown && { label })} required={required}>
      <Space.Compact block>
        <Form.Item
          noStyle
          name={[...name, 'value']}
          {...(within !== undefined && {
            dependencies: [
              [within, 'value'],
              [within, 'unit'],
              [...name, 'unit'],
            ],
          })}
          rules={[
            { required, message: t('field.needed') },
            ({ getFieldValue }) => ({
              validator: async () => {
                if (within === undefined) return;
                const own = limitOf((getFieldValue([...name]) ?? {}) as LimitValue);
                const other = limitOf((getFieldValue(within) ?? {}) as LimitValue);
                if (own !== null && other !== null && isLonger(own, other))
                  throw new Error(t('matters.promisedLonger'));
              },
            }),
          ]}
        >
          <InputNumber
            aria-label={`${label} ${t('matters.value')}`}
            min={1}
            max={3650}
            precision={0}
            style={{ width: '45%' }}
          />
        </Form.Item>
        <Form.Item noStyle name={[...name, 'unit']}>
          <Select
            aria-label={`${label} ${t('matters.unit')}`}
            style={{ width: '55%' }}
            options={limitUnits.map((unit) => ({ value: unit, label: t(`matters.units.${unit}`) }))}
          />
        </Form.Item>
      </Space.Compact>
    </Form.Item>
  );
}
