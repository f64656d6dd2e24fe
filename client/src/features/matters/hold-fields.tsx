/** From when a change holds: at once, later, or as a correction of what was registered before. */
import { Checkbox, DatePicker, Form, Input, Radio } from 'antd';
import type { Dayjs } from 'dayjs';
import { useTranslation } from 'react-i18next';

export type HoldKind = 'now' | 'later' | 'past';
export interface HoldValues {
  readonly kind: HoldKind;
  readonly at?: Dayjs | null;
  /** With `past`: as if it had been so from the beginning. */
  readonly ever?: boolean;
  readonly reason?: string;
}

export function HoldFields() {
  const { t } = useTranslation();
  const hold = Form.useWatch('hold') as HoldValues | undefined;
  const kind = hold?.kind ?? 'now';
  return (
    <>
      <Form.Item
        name={['hold', 'kind']}
        extra={
          kind === 'later'
            ? t('matters.holdLaterText')
            : kind === 'past'
              ? t('matters.holdPastText')
              : undefined
        }
      >
        <Radio.Group
          optionType="button"
          options={[
            { value: 'now', label: t('matters.holdNow') },
            { value: 'later', label: t('matters.holdLater') },
            { value: 'past', label: t('matters.holdPast') },
          ]}
        />
      </Form.Item>
      {kind === 'past' && (
        <Form.Item name={['hold', 'ever']} valuePropName="checked">
          <Checkbox>{t('matters.sinceBeginning')}</Checkbox>
        </Form.Item>
      )}
      {kind !== 'now' && !(kind === 'past' && hold?.ever) && (
        <Form.Item
          name={['hold', 'at']}
          label={t('matters.at')}
          rules={[
            { required: true, message: t('matters.needAt') },
            {
              validator: async (_, at: Dayjs | null | undefined) => {
                if (at == null) return;
                if (kind === 'later' && at.valueOf() <= Date.now()) throw new Error(t('matters.mustBeLater'));
                if (kind === 'past' && at.valueOf() >= Date.now()) throw new Error(t('matters.mustBePast'));
              },
            },
          ]}
        >
          <DatePicker showTime={{ format: 'HH:mm' }} format="YYYY-MM-DD HH:mm" />
        </Form.Item>
      )}
      <Form.Item
        name={['hold', 'reason']}
        label={t('matters.reason')}
        rules={[{ required: kind === 'past', whitespace: true, max: 500, message: t('field.needed') }]}
      >
        <Input.TextArea autoSize={{ minRows: 1, maxRows: 4 }} maxLength={500} />
      </Form.Item>
    </>
  );
}
